import type { AttributeSchema, BlockSchema, NestedAttributes } from "@tutti/plugin";
import { impliedType, nestedAttributeType } from "@tutti/plugin";
import { decodeJson, encodeJson, formatPath, STRING, unmarkWithPaths, type Value } from "@tutti/values";
import { describe, expect, test } from "vitest";
import { proposedNew } from "./proposed.ts";
import { markBySchema } from "./schema-marks.ts";
import { planProblems, resultProblems } from "./valid.ts";
import { withoutWriteOnly } from "./write-only.ts";

const PARTS: readonly (readonly [string, AttributeSchema])[] = [
  ["given", { type: STRING, optional: true }],
  ["told", { type: STRING, computed: true }],
  ["secret", { type: STRING, optional: true, sensitive: true }],
  ["once", { type: STRING, optional: true, writeOnly: true }],
];

/** A block of one attribute `a` whose parts have schemas of their own. */
function schemaOf(nesting: NestedAttributes["nesting"], more: Partial<AttributeSchema> = {}): BlockSchema {
  const nested: NestedAttributes = { nesting, attributes: new Map(PARTS) };
  const attribute: AttributeSchema = { type: nestedAttributeType(nested), nested, optional: true, ...more };
  return { attributes: new Map([["a", attribute]]), blocks: new Map() };
}

/** A part with what is named, and nothing else. */
type Part = Readonly<Partial<Record<"given" | "told" | "secret" | "once", string>>> | null;

function whole(part: Part): object | null {
  return part === null ? null : { given: null, told: null, secret: null, once: null, ...part };
}

/** The value of `a`, of one part or of several by their nesting. */
function holding(schema: BlockSchema, a: Part | readonly Part[] | Readonly<Record<string, Part>>): Value {
  const nesting = schema.attributes.get("a")?.nested?.nesting;
  const json = Array.isArray(a)
    ? a.map(whole)
    : nesting === "map" && a !== null
      ? Object.fromEntries(Object.entries(a).map(([key, part]) => [key, whole(part as Part)]))
      : whole(a as Part);
  const decoded = decodeJson(JSON.stringify({ a: json }), impliedType(schema));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}

const single = schemaOf("single");
const list = schemaOf("list");
const map = schemaOf("map");
const set = schemaOf("set");

type Held = Parameters<typeof holding>[1];
type Case = readonly [title: string, schema: BlockSchema, Held, Held, Held];

describe("proposedNew() keeps what the provider told of a part that stays", () => {
  test.each<Case>([
    ["of one", single, { given: "x", told: "t" }, { given: "y" }, { given: "y", told: "t" }],
    [
      "of a list, by place",
      list,
      [{ told: "1" }, { told: "2" }],
      [{ given: "x" }],
      [{ given: "x", told: "1" }],
    ],
    ["of a longer list", list, [{ told: "1" }], [{}, { given: "x" }], [{ told: "1" }, { given: "x" }]],
    ["of a map, by key", map, { k: { told: "1" } }, { k: {}, l: {} }, { k: { told: "1" }, l: {} }],
    [
      "of a set, by what is given",
      set,
      [{ given: "x", told: "1" }],
      [{ given: "x" }],
      [{ given: "x", told: "1" }],
    ],
    ["not of what is gone", single, { told: "t" }, null, null],
    ["of what was not there, nothing", single, null, { given: "x" }, { given: "x" }],
    [
      "of one that the provider may set whole",
      schemaOf("single", { computed: true }),
      { told: "t" },
      null,
      { told: "t" },
    ],
  ])("%s", (_, schema, prior, config, wanted) => {
    const proposed = proposedNew(schema, holding(schema, prior), holding(schema, config));
    expect(encodeJson(proposed)).toBe(encodeJson(holding(schema, wanted)));
  });
});

describe("planProblems() holds each part to its own schema:", () => {
  test.each<readonly [...Case, readonly string[]]>([
    ["a computed part is the provider's", single, null, { given: "x" }, { given: "x", told: "t" }, []],
    ["in a list", list, null, [{ given: "x" }], [{ given: "x", told: "t" }], []],
    ["in a map", map, null, { k: {} }, { k: { told: "t" } }, []],
    [
      "another part is not",
      single,
      null,
      { given: "x" },
      { given: "y", told: "t" },
      ['.a.given: planned value cty.StringVal("y") does not match config value cty.StringVal("x")'],
    ],
    [
      "nor one that nobody gave",
      map,
      null,
      { k: {} },
      { k: { given: "y" } },
      ['.a["k"].given: planned value cty.StringVal("y") for a non-computed attribute'],
    ],
    [
      "none may be missing",
      list,
      null,
      [{}, {}],
      [{ told: "t" }],
      [".a: block count in plan (1) disagrees with count in config (2)"],
    ],
    [
      "it may not vanish",
      single,
      null,
      { given: "x" },
      null,
      [".a: planned for absence but config wants existence"],
    ],
    [
      "what was there may stay",
      single,
      { given: "z", told: "t" },
      { given: "x" },
      { given: "z", told: "t" },
      [],
    ],
  ])("%s", (_, schema, prior, config, planned, problems) => {
    const held = (one: Held): Value => holding(schema, one);
    expect(planProblems(schema, held(prior), held(config), held(planned))).toEqual(problems);
  });
});

test("resultProblems() compares parts with what was planned of them", () => {
  const planned = holding(single, { given: "x" });
  expect(resultProblems(single, planned, holding(single, { given: "y" }))).toHaveLength(1);
  expect(resultProblems(single, planned, planned)).toEqual([]);
});

test.each<readonly [string, BlockSchema, Parameters<typeof holding>[1], readonly string[]]>([
  ["one", single, { given: "x", secret: "s" }, [".a.secret"]],
  ["a list", list, [{}, { secret: "s" }], [".a[0].secret", ".a[1].secret"]],
  ["a map", map, { k: { secret: "s" } }, ['.a["k"].secret']],
  ["a set, as a whole", set, [{ secret: "s" }], [".a"]],
])("what is sensitive in the parts of %s is marked", (_, schema, a, paths) => {
  const { marks } = unmarkWithPaths(markBySchema(schema, holding(schema, a)));
  expect(marks.map(({ path }) => formatPath(path))).toEqual(paths);
});

test("what is write-only in a part is kept nowhere", () => {
  const stripped = withoutWriteOnly(list, holding(list, [{ once: "o", given: "x" }]));
  expect(encodeJson(stripped.value)).toBe(encodeJson(holding(list, [{ given: "x" }])));
  expect(stripped.given.map(formatPath)).toEqual([".a[0].once"]);
});
