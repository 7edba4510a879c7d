import { expect, test } from "vitest";
import { unquote } from "./unquote.ts";

/** Every row is what Go's strconv.Unquote says. */
test.each<[string, string | undefined]>([
  ['"a"', "a"],
  ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\u0007\b\f\n\r\t\u000b\\"'],
  ['"\\x41\\x7a"', "Az"],
  ['"\\xff"', "�"],
  ['"\\xc3\\xa9"', "é"],
  ['"\\101"', "A"],
  ['"\\377"', "�"],
  ['"\\400"', undefined],
  ['"\\18"', undefined],
  ['"\\u00e9"', "é"],
  ['"\\U0001F600"', "😀"],
  ['"\\ud800"', undefined],
  ['"\\udfff"', undefined],
  ['"\\ue000"', ""],
  ['"\\U00110000"', undefined],
  ['"\\U0010FFFF"', "􏿿"],
  ['"\\u12"', undefined],
  ['"\\q"', undefined],
  ['"\\\'"', undefined],
  ['"\\"', undefined],
  ['"a\nb"', undefined],
  ['"é☃"', "é☃"],
  ['`a\\n"b`', 'a\\n"b'],
  ["`a\r\nb`", "a\nb"],
  ["``", ""],
  ['""', ""],
  ['"\\x4"', undefined],
  ['"a\\x41b\\tc"', "aAb\tc"],
])("unquote(%j) is %j", (literal, wanted) => expect(unquote(literal)).toBe(wanted));
