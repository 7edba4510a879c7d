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
import { goText } from "./go-text.ts";

const number = (text: string): Value => numberValue(parseNumber(text) ?? toNum(0));
const a = stringValue("a");

/** As `%#v` writes a value of cty. */
const cases: readonly [string, Value][] = [
  ['cty.StringVal("a\\nb \\"c\\"")', stringValue('a\nb "c"')],
  // As Go quotes, not JSON.
  ['cty.StringVal("\\x01\\u2028")', stringValue("\u0001\u2028")],
  ['cty.MapVal(map[string]cty.Value{"\\a":cty.StringVal("a")})', mapValue(STRING, [["\u0007", a]])],
  ["cty.NumberIntVal(-12)", number("-12")],
  ["cty.NumberFloatVal(1.25)", number("1.25")],
  ['cty.MustParseNumberVal("0.1")', number("0.1")],
  ["cty.True", boolValue(true)],
  ["cty.False", boolValue(false)],
  ["cty.DynamicVal", Value.unknown(DYNAMIC)],
  ["cty.NullVal(cty.DynamicPseudoType)", Value.null(DYNAMIC)],
  ["cty.NullVal(cty.String)", Value.null(STRING)],
  ["cty.UnknownVal(cty.Number)", Value.unknown(NUMBER)],
  ["cty.UnknownVal(cty.List(cty.Bool))", Value.unknown(listType(BOOL))],
  ["cty.UnknownVal(cty.Set(cty.Map(cty.String)))", Value.unknown(setType(mapType(STRING)))],
  ["cty.NullVal(cty.EmptyObject)", Value.null(objectType([]))],
  ["cty.NullVal(cty.EmptyTuple)", Value.null(tupleType([]))],
  ["cty.NullVal(cty.Tuple([]cty.Type{cty.String, cty.Bool}))", Value.null(tupleType([STRING, BOOL]))],
  [
    'cty.NullVal(cty.Object(map[string]cty.Type{"a":cty.String, "b":cty.Bool}))',
    Value.null(
      objectType([
        ["a", STRING],
        ["b", BOOL],
      ]),
    ),
  ],
  ['cty.ListVal([]cty.Value{cty.StringVal("a"), cty.StringVal("a")})', listValue(STRING, [a, a])],
  ['cty.SetVal([]cty.Value{cty.StringVal("a")})', setValue(STRING, [a])],
  ['cty.TupleVal([]cty.Value{cty.StringVal("a"), cty.True})', tupleValue([a, boolValue(true)])],
  ['cty.MapVal(map[string]cty.Value{"k":cty.StringVal("a")})', mapValue(STRING, [["k", a]])],
  [
    'cty.ObjectVal(map[string]cty.Value{"k":cty.StringVal("a"), "l":cty.False})',
    objectValue({ k: a, l: boolValue(false) }),
  ],
  ["cty.ListValEmpty(cty.String)", listValue(STRING, [])],
  ["cty.SetValEmpty(cty.Number)", setValue(NUMBER, [])],
  ["cty.MapValEmpty(cty.Bool)", mapValue(BOOL, [])],
  ["cty.EmptyTupleVal", tupleValue([])],
  ["cty.EmptyObjectVal", objectValue({})],
];

test.each(cases)("%s", (text, value) => {
  expect(goText(value)).toBe(text);
});
