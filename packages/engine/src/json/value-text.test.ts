import { compactJson } from "@tutti/state";
import {
  fromFloat64,
  listType,
  listValue,
  mapType,
  mapValue,
  NUMBER,
  numberValue,
  objectValue,
  parseNumber,
  STRING,
  setValue,
  stringValue,
  TRUE,
  tupleValue,
  UNKNOWN_DYNAMIC,
  Value,
} from "@tutti/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sensitiveJson, unknownJson, valueJson } from "./value-json.ts";
import { keyText, membersText, plannedText, sensitiveText, unknownText, valueText } from "./value-text.ts";

const names = fc.oneof(fc.string(), fc.constantFrom("10", "9", "a", "<b>", "\u2028", "__proto__", "007"));
const leaves = fc.oneof(
  fc.oneof(fc.string(), fc.constantFrom("<&>", '\u2029 "\\', "é")).map(stringValue),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => numberValue(fromFloat64(number))),
  fc.bigInt().map((number) => numberValue(parseNumber(String(number)) ?? 0)),
  fc.constantFrom(
    TRUE,
    numberValue(fromFloat64(-0)),
    UNKNOWN_DYNAMIC,
    Value.unknown(STRING),
    Value.unknown(mapType(NUMBER)),
    Value.null(STRING),
    listValue(STRING, []),
    mapValue(STRING, []),
  ),
);
const values = fc.letrec<{ any: Value }>((tie) => ({
  any: fc
    .oneof(
      { maxDepth: 3 },
      leaves,
      fc.array(tie("any"), { maxLength: 3 }).map(tupleValue),
      fc.array(fc.string(), { maxLength: 3 }).map((texts) => setValue(STRING, texts.map(stringValue))),
      fc.array(fc.tuple(names, tie("any")), { maxLength: 3 }).map((entries) => objectValue(new Map(entries))),
    )
    .chain((value) => fc.boolean().map((marked) => (marked ? value.withMarks(["sensitive"]) : value))),
})).any;

const secret = (value: Value): Value => value.withMarks(["sensitive"]);

/** A value; its text, what is unknown of it, what is sensitive. */
test.each([
  [stringValue("<&>\u2028"), '"\\u003c\\u0026\\u003e\\u2028"', "false", "false"],
  [TRUE, "true", "false", "false"],
  [numberValue(fromFloat64(-0)), "-0", "false", "false"],
  [numberValue(fromFloat64(1.5)), "1.5", "false", "false"],
  [numberValue(2 ** 53 - 1), "9007199254740991", "false", "false"],
  [numberValue(parseNumber("12345678901234567890123") ?? 0), "12345678901234567890123", "false", "false"],
  [Value.null(STRING), "null", "false", "false"],
  [Value.unknown(STRING), undefined, "true", "false"],
  [secret(Value.unknown(STRING)), undefined, "true", "true"],
  [Value.unknown(mapType(NUMBER)), undefined, "true", "{}"],
  [Value.unknown(listType(NUMBER)), undefined, "true", "[]"],
  [UNKNOWN_DYNAMIC, undefined, "true", "false"],
  [listValue(STRING, []), "[]", "[]", "[]"],
  [mapValue(STRING, []), "{}", "{}", "{}"],
  [tupleValue([TRUE, Value.unknown(STRING)]), "[true,null]", "[false,true]", "[false,false]"],
  [
    objectValue(
      new Map([
        ["10", Value.unknown(STRING)],
        ["9", secret(TRUE)],
        ["<", tupleValue([])],
        ["n", Value.null(NUMBER)],
      ]),
    ),
    '{"9":true,"\\u003c":[],"n":null}',
    '{"10":true,"\\u003c":[]}',
    '{"9":true,"\\u003c":[]}',
  ],
])("value %#", (value, text, unknown, sensitive) => {
  expect([valueText(value), unknownText(value), sensitiveText(value)]).toEqual([text, unknown, sensitive]);
});

test("of a plan no zero has a sign, in any depth", () => {
  const zero = numberValue(fromFloat64(-0));
  const value = objectValue(
    new Map([
      ["a", zero],
      ["b", tupleValue([zero, numberValue(1)])],
    ]),
  );
  expect([valueText(value), plannedText(value)]).toEqual(['{"a":-0,"b":[-0,1]}', '{"a":0,"b":[0,1]}']);
});

test("trees are those of the texts, numbers to the last digit", () => {
  fc.assert(
    fc.property(values, (value) => {
      const tree = valueJson(value);
      expect(tree === undefined ? undefined : compactJson(tree)).toBe(valueText(value));
      expect(compactJson(unknownJson(value))).toBe(unknownText(value));
      expect(compactJson(sensitiveJson(value))).toBe(sensitiveText(value));
    }),
    { numRuns: 1_000 },
  );
});

test("members that are not there are left out, and keys are texts, numbers or nothing", () => {
  expect(membersText({ a: undefined, b: "1", c: undefined, d: "{}" })).toBe('{"b":1,"d":{}}');
  expect(membersText({})).toBe("{}");
  expect([keyText(undefined), keyText(0), keyText('a"')]).toEqual([undefined, "0", '"a\\""']);
});
