import { expect, test } from "vitest";
import { value as given, shownValue } from "../testkit/typed.ts";
import { valuesEqual } from "./equality.ts";
import { setValue } from "./set-value.ts";
import { DYNAMIC, listType, NUMBER, STRING } from "./type.ts";
import { listValue, NULL, numberValue, stringValue, tupleValue, UNKNOWN_DYNAMIC, Value } from "./value.ts";

const s = stringValue;
const n = numberValue;
const unknown = Value.unknown(STRING);
const someText = Value.unknown(STRING, { notNull: true, prefix: "ab" });

const cases: readonly (readonly [string, Value, Value, boolean | undefined])[] = [
  ["equal texts", s("a"), s("a"), true],
  ["other types", s("1"), n(1), false],
  ["nulls of all types", NULL, Value.null(STRING), true],
  ["null and text", NULL, s(""), false],
  ["an untyped null inside", tupleValue([NULL]), tupleValue([s("")]), false],
  ["an empty list of no type", listValue(DYNAMIC, []), listValue(STRING, [s("a")]), false],
  ["null and unknown", NULL, unknown, undefined],
  ["null and what is not null", NULL, someText, false],
  ["unknown and text", unknown, s("a"), undefined],
  ["unknown and another type", Value.unknown(NUMBER), s("a"), false],
  ["a prefix that fits", someText, s("abc"), undefined],
  ["a prefix that does not", someText, s("b"), false],
  ["unknown type", UNKNOWN_DYNAMIC, s("a"), undefined],
  ["a difference before the unknown", tupleValue([s("a"), unknown]), tupleValue([s("b"), unknown]), false],
  [
    "an unknown before the difference",
    tupleValue([unknown, s("a")]),
    tupleValue([s("x"), s("b")]),
    undefined,
  ],
  ["the same value with unknown inside", tupleValue([unknown]), tupleValue([unknown]), undefined],
  ["lists of other lengths", listValue(STRING, []), listValue(STRING, [s("a")]), false],
  ["sets in any order", setValue(NUMBER, [n(2), n(1)]), setValue(NUMBER, [n(1), n(2)]), true],
  [
    "a list too short for what is known",
    Value.unknown(listType(STRING), { lengthMin: 2 }),
    listValue(STRING, []),
    false,
  ],
];

test.each(cases)("valuesEqual(): %s", (_name, a, b, wanted) => {
  for (const result of [valuesEqual(a, b), valuesEqual(b, a)])
    expect(result.isKnown ? result.asBool : undefined).toBe(wanted);
});

test("valuesEqual() keeps the marks of both", () => {
  const result = valuesEqual(s("a").withMarks(["sensitive"]), tupleValue([s("a").withMarks(["ephemeral"])]));
  expect([...(result.marks ?? [])].sort()).toEqual(["ephemeral", "sensitive"]);
});

/** Types and JSON of both sides; undefined is "not known yet". */
test.each<[string, string, boolean | undefined, string?, string?]>([
  ['{"a":1}', '{"a":1}', true],
  ['{"a":1}', '{"a":2}', false],
  ['{"a":1}', '{"b":1}', false],
  ['{"a":1}', '{"a":1,"b":2}', false],
  ['{"a":1,"b":"?"}', '{"a":2,"b":"?"}', false],
  ['{"a":"?","b":1}', '{"a":"?","b":2}', undefined],
  ['{"a":1,"b":"?"}', '{"a":1,"b":"x"}', undefined],
  ["[1,2]", "[1,2]", true],
  ["[1,2]", "[1,3]", false],
  ["[1]", "[1,2]", false],
  ["[1]", '["1"]', false],
  ["[]", "{}", false],
  ["true", "true", true],
  ["true", "false", false],
  ["1", "1.0", true],
  ["1", "2", false],
  ["null", "null", true],
  ["[null]", "[null]", true],
  ["[null]", "[1]", false],
  ['["a","b"]', '["a","b"]', true, '["list","string"]'],
  ['["a","b"]', '["a","c"]', false, '["list","string"]'],
  ['["a"]', '["a","b"]', false, '["list","string"]'],
  ['["a"]', '["a"]', false, '["list","string"]', '["set","string"]'],
  ["[1]", "[1]", false, '["list","number"]', '["tuple",["number"]]'],
  ['["a","?"]', '["a","?"]', undefined, '["list","string"]'],
  ['["?","a"]', '["?","b"]', undefined, '["list","string"]'],
  ['["a","?"]', '["b","?"]', false, '["list","string"]'],
  ['["a"]', '["a"]', true, '["set","string"]'],
  ['["a"]', '["b"]', false, '["set","string"]'],
  ['["a","b"]', '["a","c"]', false, '["set","string"]'],
  ['["a","b"]', '["b","c"]', false, '["set","string"]'],
  ['["a"]', '["a","b"]', false, '["set","string"]'],
  ['["?"]', '["a"]', undefined, '["set","string"]'],
  ['["?"]', '["?"]', undefined, '["set","string"]'],
  ['["?","a"]', '["a"]', undefined, '["set","string"]'],
  ["[]", "[]", true, '["set","string"]'],
  ['{"a":"x"}', '{"a":"x"}', true, '["map","string"]'],
  ['{"a":"x"}', '{"a":"y"}', false, '["map","string"]'],
  ['{"a":"x"}', '{"b":"x"}', false, '["map","string"]'],
  ['{"a":"x"}', '{"a":"x"}', false, '["map","string"]', '["object",{"a":"string"}]'],
  ["[[1],[2]]", "[[1],[2]]", true, '["set",["list","number"]]'],
  ["[[1],[2]]", "[[1],[3]]", false, '["set",["list","number"]]'],
  ['"?"', '"?"', undefined],
])("%s == %s is %s (%s, %s)", (left, right, wanted, type, other = type) => {
  const [a, b] = [given(left, type), given(right, other)];
  for (const result of [valuesEqual(a, b), valuesEqual(b, a)])
    expect(result.isKnown ? result.asBool : undefined).toBe(wanted);
});

test("what is not known yet is not null, and keeps marks", () => {
  const result = valuesEqual(given('"?"'), given('"!a"'));
  expect(shownValue(result)).toBe("sensitive(?(not null))");
});
