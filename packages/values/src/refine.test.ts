import { describe, expect, test } from "vitest";
import { shown, shownValue, typed, value } from "../testkit/typed.ts";
import { unknownOf } from "./convert-unknown.ts";
import {
  isDefinitelyNotNull,
  lengthRange,
  mayInclude,
  refine,
  refineNotNull,
  unknownNotNull,
} from "./refine.ts";
import { type Refinement, Value } from "./value.ts";

const unknown = (type: string, known?: Refinement): Value => Value.unknown(typed(type), known);
const at = (number: number, inclusive = true) => ({ value: number, inclusive });
const NOT_NULL: Refinement = { notNull: true };
const LIST = '["list","string"]';
const SET = '["set","string"]';
const MAP = '["map","string"]';

describe("refine", () => {
  test.each<[string, Value, Refinement, string]>([
    ["what was not known at all", unknown("string"), { prefix: "a" }, "?(a…)"],
    ["the longer prefix stays", unknown("string", { prefix: "ab" }), { prefix: "a" }, "?(ab…)"],
    ["the longer prefix is taken", unknown("string", { prefix: "a" }), { prefix: "ab" }, "?(ab…)"],
    ["no prefix beside one", unknown("string", { prefix: "a" }), NOT_NULL, "?(not null, a…)"],
    ["not null stays", unknown("string", NOT_NULL), { prefix: "a" }, "?(not null, a…)"],
    ["the greater least", unknown("number", { min: at(1) }), { min: at(2) }, "?(>=2)"],
    ["the greater least, the other way round", unknown("number", { min: at(2) }), { min: at(1) }, "?(>=2)"],
    ["the lesser most", unknown("number", { max: at(1) }), { max: at(2) }, "?(<=1)"],
    ["the lesser most, the other way round", unknown("number", { max: at(2) }), { max: at(1) }, "?(<=1)"],
    [
      "without the bound itself is tighter",
      unknown("number", { min: at(1) }),
      { min: at(1, false) },
      "?(>1)",
    ],
    ["and stays so", unknown("number", { min: at(1, false) }), { min: at(1) }, "?(>1)"],
    ["both bounds", unknown("number", { min: at(1) }), { max: at(2) }, "?(>=1, <=2)"],
    ["one number is left", unknown("number", { min: at(1), notNull: true }), { max: at(1) }, "1"],
    ["one number or null", unknown("number", { min: at(1) }), { max: at(1) }, "?(>=1, <=1)"],
    [
      "the bound itself is no number",
      unknown("number", { min: at(1), notNull: true }),
      { max: at(1, false) },
      "?(not null, >=1, <1)",
    ],
    ["the greater length", unknown(LIST, { lengthMin: 1 }), { lengthMin: 2 }, "?(length>=2)"],
    ["the lesser length", unknown(LIST, { lengthMax: 3 }), { lengthMax: 2 }, "?(length<=2)"],
    ["a length of none says nothing", unknown(LIST, { lengthMin: 0 }), NOT_NULL, "?(not null)"],
    ["a list of a length", unknown(LIST, { lengthMin: 2, notNull: true }), { lengthMax: 2 }, "[? ?]"],
    ["an empty list", unknown(LIST, NOT_NULL), { lengthMax: 0 }, "[]"],
    [
      "a list of a length, or null",
      unknown(LIST, { lengthMin: 2 }),
      { lengthMax: 2 },
      "?(length>=2, length<=2)",
    ],
    ["an empty set", unknown(SET, NOT_NULL), { lengthMax: 0 }, "[]"],
    ["a set of one", unknown(SET, NOT_NULL), { lengthMin: 1, lengthMax: 1 }, "[?]"],
    [
      "a set of two",
      unknown(SET, NOT_NULL),
      { lengthMin: 2, lengthMax: 2 },
      "?(not null, length>=2, length<=2)",
    ],
    ["an empty map", unknown(MAP, NOT_NULL), { lengthMax: 0 }, "{}"],
    [
      "a map of one",
      unknown(MAP, NOT_NULL),
      { lengthMin: 1, lengthMax: 1 },
      "?(not null, length>=1, length<=1)",
    ],
    ["of any type nothing is known", unknown("dynamic"), NOT_NULL, "?"],
    ["what is known stays", value('"a"'), { prefix: "b" }, '"a"'],
    ["null stays", value("null", "string"), NOT_NULL, "null"],
  ])("%s", (_, given, more, wanted) => {
    expect(shownValue(refine(given, more))).toBe(wanted);
  });

  test("marks stay", () => {
    expect(shownValue(refine(unknown("number").withMarks(["sensitive"]), NOT_NULL))).toBe(
      "sensitive(?(not null))",
    );
  });
});

test.each<[string, Value, boolean]>([
  ["a value", value('"a"'), true],
  ["null", value("null", "string"), false],
  ["unknown", unknown("string"), false],
  ["unknown, with a prefix", unknown("string", { prefix: "a" }), false],
  ["unknown, and not null", unknown("string", NOT_NULL), true],
])("isDefinitelyNotNull: %s", (_, given, wanted) => {
  expect(isDefinitelyNotNull(given)).toBe(wanted);
});

test("what is said not to be null once is not said again", () => {
  const once = refineNotNull(unknown("string"));
  expect(shownValue(once)).toBe("?(not null)");
  expect(refineNotNull(once)).toBe(once);
  expect(shownValue(refineNotNull(value("null", "string")))).toBe("null");
  expect(shown(unknownNotNull(typed("string")))).toBe('"string" ?(not null)');
  expect(shown(unknownNotNull(typed("dynamic")))).toBe('"dynamic" ?');
});

test.each<[string, Value, readonly [number, number]]>([
  ["null", value("null", LIST), [0, Number.POSITIVE_INFINITY]],
  ["unknown", unknown(LIST), [0, Number.POSITIVE_INFINITY]],
  ["unknown within bounds", unknown(LIST, { lengthMin: 1, lengthMax: 3 }), [1, 3]],
  ["a list", value('["a","b"]', LIST), [2, 2]],
  ["a list with unknown elements", value('["?","?"]', LIST), [2, 2]],
  ["a set", value('["a","b"]', SET), [2, 2]],
  ["a set of one unknown", value('["?"]', SET), [1, 1]],
  ["a set with unknown elements", value('["?","a"]', SET), [1, 2]],
  ["a map", value('{"a":"x"}', MAP), [1, 1]],
  ["an object", value('{"a":1,"b":2}'), [2, 2]],
  ["a tuple", value("[1]"), [1, 1]],
])("lengthRange: %s", (_, given, [min, max]) => {
  expect(lengthRange(given)).toEqual({ min, max });
});

test.each<[string, Value, Value, boolean]>([
  ["null, where it may be", unknown("string"), value("null", "string"), true],
  ["null, where it may not be", unknown("string", NOT_NULL), value("null", "string"), false],
  ["another type", unknown("string", { prefix: "a" }), value("1"), true],
  ["nothing is known", unknown("string"), value('"a"'), true],
  ["the prefix", unknown("string", { prefix: "a" }), value('"ab"'), true],
  ["another prefix", unknown("string", { prefix: "a" }), value('"ba"'), false],
  ["no prefix known", unknown("string", NOT_NULL), value('"ba"'), true],
  ["unknown itself", unknown("string", { prefix: "a" }), unknown("string"), true],
  ["a number above", unknown("number", { min: at(1) }), value("2"), true],
  ["the bound", unknown("number", { min: at(1) }), value("1"), true],
  ["the bound that is none of it", unknown("number", { min: at(1, false) }), value("1"), false],
  ["a number below", unknown("number", { min: at(1) }), value("0"), false],
  ["a number over the most", unknown("number", { max: at(1) }), value("2"), false],
  ["the most", unknown("number", { max: at(1) }), value("1"), true],
  ["the most that is none of it", unknown("number", { max: at(1, false) }), value("1"), false],
  ["a number under the most", unknown("number", { max: at(1) }), value("0"), true],
  ["a list long enough", unknown(LIST, { lengthMin: 1 }), value('["a"]', LIST), true],
  ["a list too short", unknown(LIST, { lengthMin: 2 }), value('["a"]', LIST), false],
  ["a list too long", unknown(LIST, { lengthMax: 0 }), value('["a"]', LIST), false],
  ["a list just short enough", unknown(LIST, { lengthMax: 1 }), value('["a"]', LIST), true],
  ["a set that may shrink", unknown(SET, { lengthMax: 1 }), value('["?","a"]', SET), true],
  ["a list, of which only that it is not null is known", unknown(LIST, NOT_NULL), value('["a"]', LIST), true],
])("mayInclude: %s", (_, given, other, wanted) => {
  expect(mayInclude(given, other)).toBe(wanted);
});

/** What stays known of an unknown value that is converted. */
test.each<[string, Value, string, string]>([
  ["nothing", unknown("string"), "number", "?"],
  ["that it is not null", unknown("string", NOT_NULL), "number", "?(not null)"],
  ["no prefix", unknown("string", { prefix: "a", notNull: true }), "number", "?(not null)"],
  ["nothing of any type", unknown("string", NOT_NULL), "dynamic", "?"],
  ["the size of an object", unknown('["object",{"a":"string"}]'), MAP, "?(length>=1, length<=1)"],
  ["an object that becomes one", unknown('["object",{"a":"string"}]'), '["object",{"a":"number"}]', "?"],
  ["the length of a tuple", unknown('["tuple",["string","string"]]'), LIST, "?(length>=2, length<=2)"],
  ["at least one of a tuple", unknown('["tuple",["string","string"]]'), SET, "?(length>=1, length<=2)"],
  ["none of an empty tuple", unknown('["tuple",[]]', NOT_NULL), SET, "[]"],
  ["a tuple that becomes one", unknown('["tuple",["string"]]'), '["tuple",["number"]]', "?"],
  [
    "bounds of a list",
    unknown(LIST, { lengthMin: 2, lengthMax: 3 }),
    '["list","number"]',
    "?(length>=2, length<=3)",
  ],
  [
    "a list that becomes a set",
    unknown(LIST, { lengthMin: 2, lengthMax: 3 }),
    SET,
    "?(length>=1, length<=3)",
  ],
  ["a list of which nothing is known", unknown(LIST), SET, "?"],
  ["a set that becomes a list", unknown(SET, { lengthMin: 1 }), LIST, "?(length>=1)"],
  ["a text that becomes a list", unknown("string", NOT_NULL), LIST, "?(not null)"],
])("unknownOf: %s", (_, given, type, wanted) => {
  expect(shownValue(unknownOf(given, typed(type)))).toBe(wanted);
});

test("unknownOf keeps marks", () => {
  expect(shownValue(unknownOf(unknown("string").withMarks(["sensitive"]), typed("number")))).toBe(
    "sensitive(?)",
  );
});
