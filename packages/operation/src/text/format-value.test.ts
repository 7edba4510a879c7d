import {
  BOOL,
  DYNAMIC,
  listType,
  listValue,
  mapType,
  mapValue,
  NUMBER,
  numberValue,
  objectType,
  objectValue,
  parseNumber,
  STRING,
  setType,
  setValue,
  stringValue,
  toNum,
  tupleType,
  tupleValue,
  Value,
} from "@tutti/values";
import { expect, test } from "vitest";
import { formatValue } from "./format-value.ts";
import { formatTypeName } from "./type-name.ts";

const a = stringValue("a");
const one = numberValue(toNum(1));
const number = (text: string): Value => numberValue(parseNumber(text) ?? toNum(0));
const marked = (value: Value, mark = "sensitive"): Value => value.withMarks([mark]);

/** As `terraform console` prints it. */
const cases: readonly [string, Value, string][] = [
  ["a text", stringValue('a "b"\t\\'), '"a \\"b\\"\\t\\\\"'],
  ["a template's signs", stringValue("${x} %{y}"), '"${x} %{y}"'],
  ["lines", stringValue("a\nb"), "<<EOT\na\nb\nEOT"],
  ["lines that hold the delimiter", stringValue("EOT\n EOT_ "), "<<EOT__\nEOT\n EOT_ \nEOT__"],
  ["lines in a list", tupleValue([stringValue("a\nb")]), "[\n  <<-EOT\n  a\n  b\n  EOT,\n]"],
  [
    "lines deeper",
    objectValue({ b: objectValue({ c: stringValue("p\n") }) }),
    '{\n  "b" = {\n    "c" = <<-EOT\n    p\n    \n    EOT\n  }\n}',
  ],
  ["a fraction", number("1.50"), "1.5"],
  ["a large number", number("123456789012345678901234567890"), "123456789012345678901234567890"],
  ["true", Value.knownUnchecked(BOOL, true), "true"],
  ["null", Value.null(DYNAMIC), "null"],
  ["a null text", Value.null(STRING), "tostring(null)"],
  ["a null number", Value.null(NUMBER), "tonumber(null)"],
  ["a null bool", Value.null(BOOL), "tobool(null)"],
  ["a null list", Value.null(listType(DYNAMIC)), "tolist(null) /* of dynamic */"],
  ["a null set", Value.null(setType(STRING)), "toset(null) /* of string */"],
  ["a null map", Value.null(mapType(listType(STRING))), "tomap(null) /* of list of string */"],
  ["a null object", Value.null(objectType([])), "null /* object */"],
  ["a null tuple", Value.null(tupleType([])), "null /* tuple */"],
  ["a list", listValue(STRING, [a, Value.null(STRING)]), 'tolist([\n  "a",\n  tostring(null),\n])'],
  ["an empty list", listValue(STRING, []), "tolist([])"],
  ["a set", setValue(STRING, [a]), 'toset([\n  "a",\n])'],
  ["an empty set", setValue(STRING, []), "toset([])"],
  ["a tuple", tupleValue([one, tupleValue([objectValue({})])]), "[\n  1,\n  [\n    {},\n  ],\n]"],
  ["an empty tuple", tupleValue([]), "[]"],
  ["a map", mapValue(NUMBER, [["b", one]]), 'tomap({\n  "b" = 1\n})'],
  ["an empty map", mapValue(NUMBER, []), "tomap({})"],
  ["an object", objectValue({ "a b": one, c: tupleValue([]) }), '{\n  "a b" = 1\n  "c" = []\n}'],
  ["an empty object", objectValue({}), "{}"],
  ["a secret", marked(a), "(sensitive value)"],
  ["a secret inside", tupleValue([marked(a), one]), "[\n  (sensitive value),\n  1,\n]"],
  ["a null secret", marked(Value.null(STRING)), "(sensitive value)"],
  ["a short-lived one", marked(a, "ephemeral"), "(ephemeral value)"],
  ["a short-lived secret", marked(marked(a), "ephemeral"), "(sensitive value)"],
  ["what is not known", Value.unknown(STRING), "(known after apply)"],
  ["a secret that is not known", marked(Value.unknown(STRING)), "(sensitive value)"],
];
test.each(cases)("%s", (_, value, text) => {
  expect(formatValue(value)).toBe(text);
});

test.each([
  ["string", STRING],
  ["list of set of number", listType(setType(NUMBER))],
  ["map of bool", mapType(BOOL)],
  ["object", objectType([["a", STRING]])],
  ["tuple", tupleType([STRING])],
  ["dynamic", DYNAMIC],
] as const)("a type is called %s", (name, type) => {
  expect(formatTypeName(type)).toBe(name);
});
