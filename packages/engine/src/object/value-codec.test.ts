import {
  BOOL,
  boolValue,
  DYNAMIC,
  listType,
  listValue,
  mapType,
  mapValue,
  NUMBER,
  numberValue,
  objectValue,
  parseNumber,
  type Refinement,
  STRING,
  setValue,
  stringValue,
  toNum,
  tupleValue,
  Value,
} from "@tutti/values";
import { expect, test } from "vitest";
import { decodeValue, encodeValue, type Plain } from "./value-codec.ts";

const one = toNum(1);
const a = stringValue("a");
const refined = (type: Value["type"], refinement: Refinement): Value => Value.unknown(type, refinement);

/** What stands in a plan file of each kind of value. A change of these needs a new version of the format. */
const cases: readonly [string, Value, Plain][] = [
  ["a text", a, "a"],
  ["a bool", boolValue(false), false],
  ["a number", numberValue(one), ["number", "1"]],
  [
    "a number that no float holds",
    numberValue(parseNumber("12345678901234567890.5") ?? one),
    ["number", "12345678901234567890.5"],
  ],
  ["null", Value.null(listType(STRING)), ["null", ["list", "string"]]],
  ["null of any type", Value.null(DYNAMIC), ["null", "dynamic"]],
  ["unknown", Value.unknown(STRING), ["unknown", "string", null]],
  [
    "unknown, and not null",
    refined(STRING, { notNull: true }),
    ["unknown", "string", [true, null, null, null, null, null]],
  ],
  [
    "unknown, with a front",
    refined(STRING, { prefix: "x-" }),
    ["unknown", "string", [null, "x-", null, null, null, null]],
  ],
  [
    "unknown, within bounds",
    refined(NUMBER, { min: { value: one, inclusive: true }, max: { value: toNum(2), inclusive: false } }),
    ["unknown", "number", [null, null, ["1", true], ["2", false], null, null]],
  ],
  [
    "unknown, of a length",
    refined(listType(STRING), { lengthMin: 0, lengthMax: 3 }),
    ["unknown", ["list", "string"], [null, null, null, null, 0, 3]],
  ],
  [
    "a list",
    listValue(STRING, [a, Value.null(STRING)]),
    ["list", ["list", "string"], "a", ["null", "string"]],
  ],
  ["an empty list", listValue(STRING, []), ["list", ["list", "string"]]],
  ["a set", setValue(STRING, [a]), ["set", ["set", "string"], "a"]],
  ["a tuple", tupleValue([a, numberValue(one)]), ["tuple", "a", ["number", "1"]]],
  ["a map", mapValue(STRING, [["k", a]]), ["map", ["map", "string"], "k", "a"]],
  [
    "an object",
    objectValue({ k: a, l: Value.unknown(mapType(BOOL)) }),
    ["object", "k", "a", "l", ["unknown", ["map", "bool"], null]],
  ],
  ["what is marked", a.withMarks(["sensitive"]), ["marked", ["sensitive"], "a"]],
  [
    "what is marked inside",
    tupleValue([Value.null(STRING).withMarks(["ephemeral", "sensitive"])]),
    ["tuple", ["marked", ["ephemeral", "sensitive"], ["null", "string"]]],
  ],
];

test.each(cases)("%s is written, and is the same again", (_, value, plain) => {
  expect(encodeValue(value)).toEqual(plain);
  const again = decodeValue(JSON.parse(JSON.stringify(plain)));
  expect(again).toEqual(value);
  expect(encodeValue(again)).toEqual(plain);
});

const broken: readonly [Plain, string][] = [
  [null, "a value of a plan file is malformed"],
  [{ a: 1 }, "a value of a plan file is malformed"],
  [["odd", 1], "a value of a plan file has the unknown tag odd"],
  [["null", "odd"], "a type of a plan file is malformed"],
  [["list", ["odd", "string"]], "a type of a plan file is malformed"],
];
test.each(broken)("%j is refused", (plain, message) => {
  expect(() => decodeValue(plain)).toThrow(message);
});
