import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { DEPTH_MAX, parseJsonText } from "./json-text.ts";
import { freeOf, JsonNumber, JsonObject } from "./json-value.ts";

const parse = (text: string, reading?: "stream" | "whole"): unknown => {
  const parsed = parseJsonText(Buffer.from(text, "latin1"), reading);
  return parsed.ok ? parsed.value : parsed.text;
};

/** Text, and what Go's json.Decoder says. */
const MISTAKES: readonly (readonly [string, string])[] = [
  ["", "EOF"],
  [" \t\r\n", "EOF"],
  ["{", "unexpected EOF"],
  ['{"a"', "unexpected EOF"],
  ['{"a":', "unexpected EOF"],
  ['{"a":1', "unexpected EOF"],
  ['{"a":1,', "unexpected EOF"],
  ["[1", "unexpected EOF"],
  ["[1,", "unexpected EOF"],
  ['"x', "unexpected EOF"],
  ['"\\', "unexpected EOF"],
  ['"\\u12', "unexpected EOF"],
  ["tru", "unexpected EOF"],
  ["-", "unexpected EOF"],
  ["1.", "unexpected EOF"],
  ["1e", "unexpected EOF"],
  ["1e+", "unexpected EOF"],
  ["x", "invalid character 'x' looking for beginning of value"],
  ["'", "invalid character '\\'' looking for beginning of value"],
  ["}", "invalid character '}' looking for beginning of value"],
  ["[,1]", "invalid character ',' looking for beginning of value"],
  ["[1,]", "invalid character ']' looking for beginning of value"],
  ["+1", "invalid character '+' looking for beginning of value"],
  [".5", "invalid character '.' looking for beginning of value"],
  ["{a", "invalid character 'a' looking for beginning of object key string"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ["{,", "invalid character ',' looking for beginning of object key string"],
  ['{"a" 1', "invalid character '1' after object key"],
  ['{"a":1 "b"', "invalid character '\"' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ["[01]", "invalid character '1' after array element"],
  ["[-x]", "invalid character 'x' in numeric literal"],
  ["[1.x]", "invalid character 'x' after decimal point in numeric literal"],
  ["[1ex]", "invalid character 'x' in exponent of numeric literal"],
  ["[1e-x]", "invalid character 'x' in exponent of numeric literal"],
  ["nope", "invalid character 'o' in literal null (expecting 'u')"],
  ["trie", "invalid character 'i' in literal true (expecting 'u')"],
  ["falsy", "invalid character 'y' in literal false (expecting 'e')"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['"a\x01b"', "invalid character '\\x01' in string literal"],
  ['"a\x1fb"', "invalid character '\\x1f' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['"\\ud800\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
  ["\x7f", "invalid character '\\x7f' looking for beginning of value"],
  ["\\", "invalid character '\\\\' looking for beginning of value"],
  ["\x07", "invalid character '\\a' looking for beginning of value"],
  ["\xc3\xa9", "invalid character 'Ã' looking for beginning of value"],
  ["\x85", "invalid character '\\u0085' looking for beginning of value"],
  ["\xa0", "invalid character '\\u00a0' looking for beginning of value"],
  ["\xad", "invalid character '\\u00ad' looking for beginning of value"],
];

test.each(MISTAKES)("%j is refused in Go's words", (text, words) => {
  expect(parse(text)).toBe(words);
});

describe("where the text goes on after its value", () => {
  test.each(["5x", "5 x", "nullnull", '"a"b', "{} {}", "[]]"])(
    "a stream ends before the rest of %j",
    (text) => {
      expect(typeof parse(text) === "string" && parse(text) !== "a").toBe(false);
    },
  );

  test.each([
    ["{} {}", "invalid character '{' after top-level value"],
    ["5x", "invalid character 'x' after top-level value"],
    ["", "unexpected end of JSON input"],
    ["[", "unexpected end of JSON input"],
  ])("a whole text %j is refused", (text, words) => {
    expect(parse(text, "whole")).toBe(words);
    expect(parse(`{"a":[${"1 "}]} \n`, "whole")).toBeInstanceOf(JsonObject);
  });
});

it("keeps each digit of a number, and each of two equal keys", () => {
  const value = parse('{"a":18446744073709551615,"a":-0.10e+5}');
  expect(value).toEqual(
    new JsonObject([
      ["a", new JsonNumber("18446744073709551615")],
      ["a", new JsonNumber("-0.10e+5")],
    ]),
  );
});

test.each([
  ['"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'],
  ['"\\u0041\\u00E9\\u20ac"', "Aé€"],
  ['"\\ud83d\\ude00"', "😀"],
  ['"\\ud83d"', "\ufffd"],
  ['"\\ude00"', "\ufffd"],
  ['"\\ud83dx"', "\ufffdx"],
  ['"\\ud83d\\n"', "\ufffd\n"],
  ['"\\ud83d\\u0041"', "\ufffdA"],
  ['"\\ud83d\\ud83d\\ude00"', "\ufffd😀"],
  ['"\xc3\xa9"', "é"],
  ['"a\xffb"', "a\ufffdb"],
  ['"\xe2\x82"', "\ufffd\ufffd"],
  ['"\xe2\x82x"', "\ufffd\ufffdx"],
  ['"\xf0\x9f\x98\x80\xc0\x80"', "😀\ufffd\ufffd"],
  ['"\xed\xa0\x80"', "\ufffd\ufffd\ufffd"],
  ['"\xef\xbb\xbfx"', "\ufeffx"],
  ['"\xef\xbf\xbd"', "\ufffd"],
])("%j is read as %j", (text, value) => {
  expect(parse(text)).toBe(value);
});

it("is bounded in depth", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
  expect(Array.isArray(parse(nested(DEPTH_MAX)))).toBe(true);
  expect(parse(nested(DEPTH_MAX + 1))).toBe("exceeded max depth");
  expect(parse(`${'{"a":'.repeat(DEPTH_MAX + 1)}`)).toBe("exceeded max depth");
  expect(parse("[".repeat(1_000_000))).toBe("exceeded max depth");
});

it("reads what JSON.stringify writes", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (value, indent) => {
      const parsed = parseJsonText(Buffer.from(JSON.stringify(value, null, indent)), "whole");
      if (!parsed.ok) throw new Error(parsed.text);
      expect(freeOf(parsed.value)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

it("refuses each text that JSON.parse refuses, and no other", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'{}[]:,"0159.eE+-ntrue \\u'), { maxLength: 12 }), (letters) => {
      const text = letters.join("");
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      expect(parseJsonText(Buffer.from(text), "whole").ok).toBe(valid);
    }),
    { numRuns: 2000 },
  );
});
