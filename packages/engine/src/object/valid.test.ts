import type { BlockSchema, NestedBlockSchema } from "@tutti/plugin";
import { impliedType } from "@tutti/plugin";
import {
  decodeJson,
  listType,
  listValue,
  mapType,
  objectValue,
  STRING,
  setType,
  stringValue,
  type Type,
  Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { planProblems, resultProblems } from "./valid.ts";

const INNER: BlockSchema = {
  attributes: new Map([
    ["given", { type: STRING, optional: true }],
    ["told", { type: STRING, computed: true }],
  ]),
  blocks: new Map(),
};

function nested(nesting: NestedBlockSchema["nesting"]): BlockSchema {
  return { attributes: new Map(), blocks: new Map([["b", { nesting, block: INNER }]]) };
}

function attribute(type: Type, more: { computed?: boolean; sensitive?: boolean; writeOnly?: boolean } = {}) {
  return { attributes: new Map([["a", { type, optional: true, ...more }]]), blocks: new Map() };
}

/** A value from JSON; `"?"` is what is not known. */
function fromJson(schema: BlockSchema, json: unknown): Value {
  const decoded = decodeJson(JSON.stringify(json), impliedType(schema));
  if (!decoded.ok) throw new Error(decoded.error.message);
  return withUnknowns(decoded.value);
}

function withUnknowns(value: Value): Value {
  if (!value.isKnown) return value;
  if (value.type.kind === "string" && value.asString === "?") return Value.unknown(STRING);
  if (value.data instanceof Map)
    return Value.knownUnchecked(
      value.type,
      new Map([...value.asEntries].map(([name, item]) => [name, withUnknowns(item)])),
    );
  if (Array.isArray(value.data)) return Value.knownUnchecked(value.type, value.asItems.map(withUnknowns));
  return value;
}

const plain = attribute(STRING);
const computed = attribute(STRING, { computed: true });
const writeOnly = attribute(STRING, { writeOnly: true });
const DIFFERS = (planned: string, config: string): string =>
  `.a: planned value cty.StringVal("${planned}") does not match config value cty.StringVal("${config}")`;

describe("planProblems()", () => {
  /** Prior, configuration, plan, and what is wrong with that. */
  const attributes: readonly [string, BlockSchema, unknown, unknown, unknown, readonly string[]][] = [
    ["as it is written", plain, null, { a: "x" }, { a: "x" }, []],
    ["another", plain, null, { a: "x" }, { a: "y" }, [DIFFERS("y", "x")]],
    [
      "another than both",
      plain,
      { a: "z" },
      { a: "x" },
      { a: "y" },
      [`${DIFFERS("y", "x")} nor prior value cty.StringVal("z")`],
    ],
    ["another, where nothing was", plain, { a: null }, { a: "x" }, { a: "y" }, [DIFFERS("y", "x")]],
    ["as it was, though another is written", plain, { a: "y" }, { a: "x" }, { a: "y" }, []],
    [
      "as it was, though nothing is written",
      plain,
      { a: "y" },
      { a: null },
      { a: "y" },
      ['.a: planned value cty.StringVal("y") for a non-computed attribute'],
    ],
    [
      "something where nothing is written",
      plain,
      null,
      { a: null },
      { a: "y" },
      ['.a: planned value cty.StringVal("y") for a non-computed attribute'],
    ],
    [
      "unknown where nothing is written",
      plain,
      null,
      { a: null },
      { a: "?" },
      [".a: planned value cty.UnknownVal(cty.String) for a non-computed attribute"],
    ],
    ["computed where nothing is written", computed, null, { a: null }, { a: "y" }, []],
    ["computed though it is written", computed, null, { a: "x" }, { a: "y" }, [DIFFERS("y", "x")]],
    ["nothing of write-only", writeOnly, null, { a: "x" }, { a: null }, []],
    [
      "something of write-only",
      writeOnly,
      null,
      { a: "x" },
      { a: "x" },
      [".a: planned value for write-only attribute is not null"],
    ],
    [
      "nothing for something",
      plain,
      null,
      { a: "x" },
      null,
      [": planned for absence but config wants existence"],
    ],
    [
      "something for nothing",
      plain,
      null,
      null,
      { a: "x" },
      [": planned for existence but config wants absence"],
    ],
    ["nothing for nothing", plain, { a: "x" }, null, null, []],
  ];
  test.each(attributes)("%s", (_, schema, prior, config, planned, problems) => {
    expect(
      planProblems(schema, fromJson(schema, prior), fromJson(schema, config), fromJson(schema, planned)),
    ).toEqual(problems);
  });

  const x = { given: "x", told: null };
  const y = { given: "y", told: null };
  const told = { given: "x", told: "t" };
  const AT = (path: string): string =>
    `${path}.given: planned value cty.StringVal("y") does not match config value cty.StringVal("x")`;
  type Nested = readonly [NestedBlockSchema["nesting"], string, unknown, unknown, unknown, readonly string[]];
  const blocks: readonly Nested[] = [
    ["single", "another inside", null, x, y, [AT(".b")]],
    ["single", "what was told", null, x, told, []],
    ["single", "as it was inside", y, x, y, []],
    [
      "single",
      "nothing for something",
      null,
      x,
      null,
      [".b: planned for absence but config wants existence"],
    ],
    [
      "single",
      "something for nothing",
      null,
      null,
      x,
      [".b: planned for existence but config wants absence"],
    ],
    ["group", "another inside", null, x, y, [AT(".b")]],
    ["list", "another inside", [], [x, x], [x, y], [AT(".b[1]")]],
    ["list", "as it was inside", [x, y], [x, x], [x, y], []],
    ["list", "what was told", [], [x], [told], []],
    [
      "list",
      "one too few",
      [],
      [x, x],
      [x],
      [".b: block count in plan (1) disagrees with count in config (2)"],
    ],
    ["list", "one too many", [], [], [x], [".b: block count in plan (1) disagrees with count in config (0)"]],
    ["map", "another inside", {}, { k: x }, { k: y }, [AT('.b["k"]')]],
    ["map", "as it was inside", { k: y }, { k: x }, { k: y }, []],
    ["map", "another key", {}, { k: x }, { l: x }, ['.b: block key "k" from config is not present in plan']],
    [
      "map",
      "one too many",
      {},
      { k: x },
      { k: x, l: x },
      [".b: block count in plan (2) disagrees with count in config (1)"],
    ],
    ["set", "another inside", [], [x], [y], []],
    ["set", "one too many", [], [], [x], []],
  ];
  test.each(blocks)("%s: %s", (nesting, _, prior, config, planned, problems) => {
    const schema = nested(nesting);
    const of = (b: unknown): Value => fromJson(schema, { b });
    expect(planProblems(schema, of(prior), of(config), of(planned))).toEqual(problems);
  });

  test("blocks that are not known yet are not compared", () => {
    const schema = nested("list");
    const known = fromJson(schema, { b: [x] });
    const unknown = objectValue({ b: Value.unknown(listType(impliedType(INNER))) });
    expect(planProblems(schema, known, unknown, known)).toEqual([]);
    expect(planProblems(schema, known, known, unknown)).toEqual([]);
  });
});

describe("resultProblems()", () => {
  const secret = attribute(STRING, { sensitive: true });
  const list = attribute(listType(STRING));
  const map = attribute(mapType(STRING));
  const set = attribute(setType(STRING));
  /** What was planned, what came, and what is wrong with that. */
  const attributes: readonly [string, BlockSchema, unknown, unknown, readonly string[]][] = [
    ["as planned", plain, { a: "x" }, { a: "x" }, []],
    ["another", plain, { a: "x" }, { a: "y" }, ['.a: was cty.StringVal("x"), but now cty.StringVal("y")']],
    ["nothing", plain, { a: "x" }, { a: null }, ['.a: was cty.StringVal("x"), but now null']],
    ["something", plain, { a: null }, { a: "x" }, ['.a: was null, but now cty.StringVal("x")']],
    ["nothing, as planned", plain, { a: null }, { a: null }, []],
    ["what was open", plain, { a: "?" }, { a: "x" }, []],
    ["nothing of what was open", plain, { a: "?" }, { a: null }, []],
    [
      "what is still open",
      plain,
      { a: "x" },
      { a: "?" },
      ['.a: was cty.StringVal("x"), but now cty.UnknownVal(cty.String)'],
    ],
    ["another secret", secret, { a: "x" }, { a: "y" }, [".a: inconsistent values for sensitive attribute"]],
    ["no secret", secret, { a: "x" }, { a: null }, [".a: inconsistent values for sensitive attribute"]],
    ["an object that is gone", plain, { a: "x" }, null, ["Root object was present, but now absent"]],
    ["an object that should not be", plain, null, { a: "x" }, ["Root object was absent, but now present"]],
    ["no object, as planned", plain, null, null, []],
    [
      "another in an open list",
      list,
      { a: ["?", "x"] },
      { a: ["1", "y"] },
      ['.a[1]: was cty.StringVal("x"), but now cty.StringVal("y")'],
    ],
    ["one less in an open list", list, { a: ["x", "?"] }, { a: ["x"] }, [".a[1]: element has vanished"]],
    [
      "another in an open map",
      map,
      { a: { k: "?", l: "x" } },
      { a: { k: "1", l: "y" } },
      ['.a["l"]: was cty.StringVal("x"), but now cty.StringVal("y")'],
    ],
    ["one less in an open map", map, { a: { k: "?" } }, { a: {} }, ['.a["k"]: element has vanished']],
    ["another in an open set", set, { a: ["?", "x"] }, { a: ["1"] }, []],
    [
      "another in a set",
      set,
      { a: ["x"] },
      { a: ["y"] },
      [
        '.a: was cty.SetVal([]cty.Value{cty.StringVal("x")}), but now cty.SetVal([]cty.Value{cty.StringVal("y")})',
      ],
    ],
  ];
  test.each(attributes)("%s", (_, schema, planned, actual, problems) => {
    expect(resultProblems(schema, fromJson(schema, planned), fromJson(schema, actual))).toEqual(problems);
  });

  const x = { given: "x", told: null };
  const y = { given: "y", told: null };
  const WAS = 'was cty.StringVal("x"), but now cty.StringVal("y")';
  type Nested = readonly [NestedBlockSchema["nesting"], string, unknown, unknown, readonly string[]];
  const blocks: readonly Nested[] = [
    ["single", "another inside", x, y, [`.b.given: ${WAS}`]],
    ["single", "gone", x, null, [".b: was present, but now absent"]],
    ["single", "come", null, x, [".b: was absent, but now present"]],
    ["group", "another inside", x, y, [`.b.given: ${WAS}`]],
    ["list", "another inside", [x, x], [x, y], [`.b[1].given: ${WAS}`]],
    ["list", "as planned", [x, y], [x, y], []],
    ["list", "one more", [x], [x, x], [".b: block count changed from 1 to 2"]],
    ["list", "one less", [x], [], [".b: block count changed from 1 to 0"]],
    ["map", "another inside", { k: x }, { k: y }, [`.b["k"].given: ${WAS}`]],
    ["map", "one more", { k: x }, { k: x, l: x }, [".b: block count changed from 1 to 2"]],
    ["set", "another inside", [x], [y], []],
    ["set", "one more", [x], [x, y], []],
  ];
  test.each(blocks)("%s: %s", (nesting, _, planned, actual, problems) => {
    const schema = nested(nesting);
    expect(resultProblems(schema, fromJson(schema, { b: planned }), fromJson(schema, { b: actual }))).toEqual(
      problems,
    );
  });

  test("an attribute of any type that became another is compared as a whole where it was known", () => {
    const schema = attribute(STRING);
    const planned = objectValue({ a: stringValue("x") });
    const actual = objectValue({ a: listValue(STRING, [stringValue("x")]) });
    expect(resultProblems(schema, planned, actual)).toEqual([
      '.a: was cty.StringVal("x"), but now cty.ListVal([]cty.Value{cty.StringVal("x")})',
    ]);
  });
});
