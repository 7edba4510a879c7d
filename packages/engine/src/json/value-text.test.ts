import { compactJson } from "@tutti/state";
import {
  fromFloat64,
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
import { keyText, membersText, sensitiveText, unknownText, valueText } from "./value-text.ts";

const names = fc.oneof(fc.string(), fc.constantFrom("10", "9", "a", "<b>", "\u2028", "__proto__", "007"));
const leaves = fc.oneof(
  fc.oneof(fc.string(), fc.constantFrom("<&>", '\u2029 "\\', "\ud800", "é")).map(stringValue),
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

test("texts are those of the trees", () => {
  fc.assert(
    fc.property(values, (value) => {
      const tree = valueJson(value);
      expect(valueText(value)).toBe(tree === undefined ? undefined : compactJson(tree));
      expect(unknownText(value)).toBe(compactJson(unknownJson(value)));
      expect(sensitiveText(value)).toBe(compactJson(sensitiveJson(value)));
    }),
    { numRuns: 2_000 },
  );
});

test("members that are not there are left out, and keys are texts, numbers or nothing", () => {
  expect(membersText({ a: undefined, b: "1", c: undefined, d: "{}" })).toBe('{"b":1,"d":{}}');
  expect(membersText({})).toBe("{}");
  expect([keyText(undefined), keyText(0), keyText('a"')]).toEqual([undefined, "0", '"a\\""']);
});
