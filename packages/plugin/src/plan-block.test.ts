import { formatPath, NUMBER, STRING, Value } from "@tutti/values";
import { expect, test } from "vitest";
import {
  type AttributeDefinition,
  type BlockDefinition,
  block,
  computed,
  optional,
  optionalComputed,
  required,
} from "./definition.ts";
import { impliedType } from "./implied-type.ts";
import { fromPlain, type Plain, type PlainRecord } from "./plain.ts";
import { changedNames, forgetVolatile, mapAttributes, planBlock, replacementPaths } from "./plan-block.ts";

const INNER = block({
  given: optional(STRING),
  kept: computed(STRING),
  set: optional(STRING, { default: "d" }),
});
const DEFINITION: BlockDefinition = {
  attributes: new Map<string, AttributeDefinition>([
    ["name", required(STRING, { forceNew: true })],
    ["size", optional(STRING, { default: "small" })],
    ["id", computed(STRING)],
    ["both", optionalComputed(STRING)],
    ["stamp", computed(NUMBER, { volatile: true })],
    ["hint", optionalComputed(STRING, { volatile: true })],
  ]),
  blocks: new Map([
    ["one", { nesting: "single", block: INNER }],
    ["some", { nesting: "list", block: INNER, forceNew: true }],
    ["named", { nesting: "map", block: INNER }],
    ["any", { nesting: "set", block: INNER }],
  ]),
};
const TYPE = impliedType(DEFINITION);

const given = (plain: PlainRecord): Value => fromPlain(TYPE, { some: [], named: {}, any: [], ...plain });

/** `?` for what is not known; what is null is left out. */
function shown(value: Value): string {
  if (value.isUnknown) return "?";
  if (value.isNull) return "null";
  if (value.data instanceof Map)
    return `{${[...value.asEntries]
      .filter(([, item]) => !item.isNull)
      .map(([name, item]) => `${name}=${shown(item)}`)
      .join(" ")}}`;
  if (Array.isArray(value.data)) return `[${value.asItems.map(shown).join(" ")}]`;
  return value.type.kind === "string" ? value.asString : String(value.data);
}

const NEW = "both=? hint=? id=? name=a";

/** What is configured, what there is, and what is planned. */
test.each<[string, PlainRecord, PlainRecord | undefined, string]>([
  ["a new object", { name: "a" }, undefined, `{any=[] ${NEW} named={} size=small some=[] stamp=?}`],
  [
    "what is given",
    { name: "a", size: "big", both: "b" },
    undefined,
    "{any=[] both=b hint=? id=? name=a named={} size=big some=[] stamp=?}",
  ],
  [
    "what is there stays",
    { name: "a" },
    { name: "a", id: "1", both: "b", stamp: 5, hint: "h" },
    "{any=[] both=b hint=h id=1 name=a named={} size=small some=[] stamp=5}",
  ],
  [
    "a default comes back",
    { name: "a" },
    { name: "a", size: "big", id: "1" },
    "{any=[] id=1 name=a named={} size=small some=[]}",
  ],
  [
    "one block",
    { name: "a", one: { given: "g" } },
    undefined,
    `{any=[] ${NEW} named={} one={given=g kept=? set=d} size=small some=[] stamp=?}`,
  ],
  [
    "one block that is there",
    { name: "a", one: { given: "g" } },
    { one: { kept: "k" } },
    "{any=[] name=a named={} one={given=g kept=k set=d} size=small some=[]}",
  ],
  [
    "blocks by their place",
    { name: "a", some: [{ given: "1" }, { given: "2" }] },
    { some: [{ kept: "k" }] },
    "{any=[] name=a named={} size=small some=[{given=1 kept=k set=d} {given=2 kept=? set=d}]}",
  ],
  [
    "blocks by their name",
    { name: "a", named: { x: {}, y: {} } },
    { named: { y: { kept: "k" } } },
    "{any=[] name=a named={x={kept=? set=d} y={kept=k set=d}} size=small some=[]}",
  ],
  [
    "blocks by what they are",
    { name: "a", any: [{ given: "1" }, { given: "2" }] },
    { any: [{ given: "2", kept: "k", set: "d" }] },
    "{any=[{given=1 kept=? set=d} {given=2 kept=k set=d}] name=a named={} size=small some=[]}",
  ],
])("%s", (_, config, prior, wanted) => {
  const before = prior === undefined ? undefined : given(prior);
  expect(shown(planBlock(DEFINITION, given(config), before))).toBe(wanted);
});

test("what is not known is planned as it is", () => {
  const config = Value.unknown(TYPE);
  expect(planBlock(DEFINITION, config, undefined)).toBe(config);
  const partly = mapAttributes(given({ name: "a" }), (name, value) =>
    ["one", "some", "named", "any"].includes(name) ? Value.unknown(value.type) : value,
  );
  expect(shown(planBlock(DEFINITION, partly, undefined))).toBe(
    "{any=? both=? hint=? id=? name=a named=? one=? size=small some=? stamp=?}",
  );
});

test.each<[string, PlainRecord, PlainRecord, readonly string[]]>([
  ["nothing", { name: "a" }, { name: "a" }, []],
  ["an attribute", { name: "a" }, { name: "b" }, ["name"]],
  ["a block", { some: [{}] }, { some: [] }, ["some"]],
  ["both", { name: "a", some: [{}] }, { name: "b", some: [] }, ["name", "some"]],
])("what changed: %s", (_, a, b, wanted) => {
  expect(changedNames(given(a), given(b))).toEqual(wanted);
});

test("what needs a new object", () => {
  const paths = replacementPaths(DEFINITION, ["id", "name", "size", "one", "some", "nothing"]);
  expect(paths.map(formatPath)).toEqual([".name", ".some"]);
});

test("an update forgets what is computed anew, unless it is given", () => {
  const planned = given({ name: "a", stamp: 5, hint: "h", id: "1" });
  expect(shown(forgetVolatile(DEFINITION, given({ name: "a" }), planned))).toBe(
    "{any=[] hint=? id=1 name=a named={} some=[] stamp=?}",
  );
  expect(shown(forgetVolatile(DEFINITION, given({ name: "a", hint: "h" }), planned))).toBe(
    "{any=[] hint=h id=1 name=a named={} some=[] stamp=?}",
  );
});

test("what is no object is left as it is", () => {
  const text: Plain = "x";
  const value = fromPlain(STRING, text);
  expect(mapAttributes(value, () => Value.null(STRING))).toBe(value);
});
