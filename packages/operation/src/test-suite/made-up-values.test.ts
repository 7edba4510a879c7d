import type { BlockSchema, Nesting } from "@tutti/plugin";
import { fromPlain, impliedType, type Plain } from "@tutti/plugin";
import { createSimulation } from "@tutti/simulation";
import {
  BOOL,
  DYNAMIC,
  listType,
  mapType,
  NUMBER,
  objectType,
  STRING,
  setType,
  type Type,
  Value,
} from "@tutti/values";
import { describe, expect, test } from "vitest";
import { formatValue } from "../text/format-value.ts";
import { fillObject, madeUp } from "./made-up-values.ts";

/** On one line, as a person reads it, nulls without their types. */
const text = (value: Value) =>
  formatValue(value)
    .replace(/\n\s*/g, " ")
    .replace(/to[a-z]+\(null\)|null \/\* [a-z ]+ \*\//g, "null");
const random = () => createSimulation(5).random;

describe("madeUp()", () => {
  test.each<[string, Type, string]>([
    ["a number", NUMBER, "0"],
    ["a bool", BOOL, "false"],
    ["a list", listType(STRING), "tolist([])"],
    ["a set", setType(STRING), "toset([])"],
    ["a map", mapType(NUMBER), "tomap({})"],
    [
      "an object",
      objectType(
        new Map<string, Type>([
          ["a", NUMBER],
          ["b", objectType(new Map([["c", BOOL]]))],
        ]),
      ),
      '{ "a" = 0 "b" = { "c" = false } }',
    ],
    ["anything", DYNAMIC, "null"],
  ])("%s", (_, type, wanted) => expect(text(madeUp(type, random()))).toBe(wanted));

  test("a text of eight letters and digits, another one each time", () => {
    const { random: drawn } = createSimulation(5);
    const texts = Array.from({ length: 50 }, () => madeUp(STRING, drawn).asString);
    for (const one of texts) expect(one).toMatch(/^[a-z0-9]{8}$/);
    expect(new Set(texts).size).toBe(50);
    // All letters come up.
    expect(new Set(texts.join("")).size).toBe(36);
  });
});

const own = { optional: true } as const;
const computed = { computed: true } as const;
const either = { optional: true, computed: true } as const;

/** A block of one attribute of each kind. */
const INNER: BlockSchema = {
  attributes: new Map([
    ["own", { type: STRING, ...own }],
    ["made", { type: NUMBER, ...computed }],
    ["either", { type: STRING, ...either }],
  ]),
  blocks: new Map(),
};
const nested = (nesting: Nesting) => ({ nesting, block: INNER });
const OUTER: BlockSchema = {
  attributes: INNER.attributes,
  blocks: new Map(
    (["single", "list", "set", "map", "group"] as const).map((nesting) => [nesting, nested(nesting)]),
  ),
};

const value = (plain: Plain, schema: BlockSchema = INNER) => fromPlain(impliedType(schema), plain);
const object = (plain: Record<string, Plain>) =>
  fromPlain(
    objectType(
      new Map(Object.keys(plain).map((key) => [key, typeof plain[key] === "number" ? NUMBER : STRING])),
    ),
    plain,
  );
/** What is open is filled with nought, or a text that says so. */
const filled = {
  isOpen: (one: Value) => one.isNull,
  make: (type: Type) => (type === NUMBER ? fromPlain(NUMBER, 0) : fromPlain(STRING, "made")),
};

describe("fillObject()", () => {
  test.each<[string, Plain, Record<string, Plain> | undefined, string]>([
    ["what is computed and open", {}, undefined, '{ "either" = "made" "made" = 0 "own" = null }'],
    [
      "what was configured stays",
      { own: "o", either: "e" },
      undefined,
      '{ "either" = "e" "made" = 0 "own" = "o" }',
    ],
    ["with what is given", {}, { made: 7, either: "g" }, '{ "either" = "g" "made" = 7 "own" = null }'],
    [
      "not what is given of the rest",
      { either: "e" },
      { own: "g", either: "g", none: "g" },
      '{ "either" = "e" "made" = 0 "own" = null }',
    ],
    [
      "with what can be made of what is given",
      {},
      { made: "7", either: 8 },
      '{ "either" = "8" "made" = 7 "own" = null }',
    ],
    [
      "with made up values where nothing can",
      {},
      { made: "x" },
      '{ "either" = "made" "made" = 0 "own" = null }',
    ],
  ])("fills %s", (_, configured, given, wanted) => {
    expect(text(fillObject(INNER, value(configured), given && object(given), filled))).toBe(wanted);
  });

  test("leaves unknown what is made later", () => {
    const later = { ...filled, make: undefined };
    const made = fillObject(INNER, value({ either: "e" }), object({ made: 7 }), later);
    expect([...made.asEntries].map(([name, one]) => [name, one.isUnknown, one.type])).toEqual([
      ["either", false, STRING],
      ["made", true, NUMBER],
      ["own", false, STRING],
    ]);
  });

  test("fills nothing that is not open, nothing that is not known, and does not look into what is not given as an object", () => {
    expect(fillObject(INNER, value({ made: 3 }), undefined, { ...filled, isOpen: () => false })).toEqual(
      value({ made: 3 }),
    );
    const unknown = Value.unknown(impliedType(INNER));
    expect(fillObject(INNER, unknown, undefined, filled)).toBe(unknown);
    for (const given of [
      Value.unknown(impliedType(INNER)),
      fromPlain(listType(STRING), ["a"]),
      fromPlain(STRING, "a"),
    ])
      expect(text(fillObject(INNER, value({}), given, filled))).toBe(
        '{ "either" = "made" "made" = 0 "own" = null }',
      );
  });

  test("fills blocks of every kind, and makes none", () => {
    const block = { own: "o" };
    const said = '{ "either" = "made" "made" = 0 "own" = "o" }';
    const made = fillObject(
      OUTER,
      value({ single: block, group: block, list: [block], set: [block], map: { k: block } }, OUTER),
      undefined,
      filled,
    );
    const shown = Object.fromEntries([...made.asEntries].map(([name, one]) => [name, text(one)]));
    expect(shown).toMatchObject({
      single: said,
      group: said,
      list: `tolist([ ${said}, ])`,
      set: `toset([ ${said}, ])`,
      map: `tomap({ "k" = ${said} })`,
    });
    const none = fillObject(OUTER, value({}, OUTER), undefined, filled);
    expect(text(none.asEntries.get("single") ?? Value.null(STRING))).toBe("null");
  });

  test("gives the same to every block of a list", () => {
    const schema: BlockSchema = { attributes: new Map(), blocks: new Map([["list", nested("list")]]) };
    const given = fromPlain(
      impliedType({ attributes: new Map(), blocks: new Map([["list", nested("single")]]) }),
      {
        list: { made: 7, either: "g", own: "x" },
      },
    );
    const made = fillObject(schema, value({ list: [{ own: "a" }, { either: "b" }] }, schema), given, filled);
    expect(text(made)).toBe(
      '{ "list" = tolist([ { "either" = "g" "made" = 7 "own" = "a" }, { "either" = "b" "made" = 7 "own" = null }, ]) }',
    );
  });
});
