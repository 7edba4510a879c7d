import {
  BOOL,
  boolValue,
  listType,
  listValue,
  mapType,
  mapValue,
  NUMBER,
  numberValue,
  objectValue,
  parseNumber,
  refine,
  STRING,
  setType,
  setValue,
  stringValue,
  tupleValue,
  UNKNOWN_DYNAMIC,
  Value,
} from "@tutti/values";
import { expect, test } from "vitest";
import { compactValue, describeUnknown } from "./value-text.ts";

const a = stringValue("a");

test.each<[Value, string]>([
  [a.withMarks(["sensitive"]), "(sensitive value)"],
  [a.withMarks(["ephemeral"]), "(ephemeral value)"],
  [a.withMarks(["ephemeral", "sensitive"]), "(sensitive value)"],
  [Value.null(STRING), "null"],
  [Value.unknown(STRING), "(not yet known)"],
  [boolValue(false), "false"],
  [numberValue(0), "0"],
  [numberValue(12), "12"],
  [numberValue(-1200), "-1200"],
  [numberValue(Number.POSITIVE_INFINITY), "+Inf"],
  [numberValue(Number.NEGATIVE_INFINITY), "-Inf"],
  [stringValue('a"b\n'), '"a\\"b\\n"'],
  [objectValue([]), "object with no attributes"],
  [objectValue([["x", a]]), 'object with 1 attribute "x"'],
  [
    objectValue([
      ["x", a],
      ["y", a],
    ]),
    "object with 2 attributes",
  ],
  [mapValue(STRING, []), "empty map of string"],
  [mapValue(STRING, [["x", a]]), "map of string with 1 element"],
  [listValue(STRING, [a, a]), "list of string with 2 elements"],
  [setValue(STRING, [a]), "set of string with 1 element"],
  [tupleValue([]), "empty tuple"],
  [tupleValue([a]), "tuple with 1 element"],
])("%o is told as %s", (value, wanted) => {
  expect(compactValue(value)).toBe(wanted);
});

test.each([
  ["1.5", "1.5"],
  ["-0.001", "-0.001"],
  ["0.0001", "0.0001"],
  ["0.00001", "1e-05"],
  ["0.000012", "1.2e-05"],
  ["1234567890", "1234567890"],
  ["12345678901", "1.23456789e+10"],
  ["12345678949", "1.234567895e+10"],
  ["0.12345678914", "0.1234567891"],
  ["0.12345678915", "0.1234567892"],
  ["0.99999999999", "1"],
  ["9999999999.9", "1e+10"],
  ["1e100", "1e+100"],
  ["-1e-7", "-1e-07"],
])("the number %s is told as %s", (text, wanted) => {
  expect(compactValue(numberValue(parseNumber(text) ?? 0))).toBe(wanted);
});

const unknownOf = (type: Value["type"], lengthMin?: number, lengthMax?: number) =>
  refine(Value.unknown(type), {
    ...(lengthMin === undefined ? {} : { lengthMin }),
    ...(lengthMax === undefined ? {} : { lengthMax }),
  });

test.each<[Value, string | undefined, string | undefined]>([
  [UNKNOWN_DYNAMIC, undefined, "will be known only after apply"],
  [Value.unknown(STRING), "is a string", "is a string, known only after apply"],
  [Value.unknown(BOOL), "is a bool", "is a bool, known only after apply"],
  [unknownOf(listType(NUMBER)), "is a list of number", "is a list of number, known only after apply"],
  [
    unknownOf(setType(NUMBER), 1, 3),
    "is a set of number",
    "is a set of number with between 1 and 3 elements, known only after apply",
  ],
  [
    unknownOf(mapType(NUMBER), 2),
    "is a map of number",
    "is a map of number with at least 2 elements, known only after apply",
  ],
  [
    unknownOf(listType(NUMBER), 0, 1024),
    "is a list of number",
    "is a list of number with up to 1024 elements, known only after apply",
  ],
  [
    unknownOf(listType(NUMBER), 0, 1025),
    "is a list of number",
    "is a list of number, known only after apply",
  ],
  [
    unknownOf(listType(NUMBER), 1, 1025),
    "is a list of number",
    "is a list of number with at least 1 elements, known only after apply",
  ],
  [
    unknownOf(listType(NUMBER), 2, 2),
    "is a list of number",
    "is a list of number of length 2, known only after apply",
  ],
])("the unknown %o: %j, and %j where that is the trouble", (value, plain, caused) => {
  expect(describeUnknown(value, false)).toBe(plain);
  expect(describeUnknown(value, true)).toBe(caused);
});
