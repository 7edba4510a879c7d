import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeImplied, decodeJson } from "./json-decode.ts";
import { encodeJson } from "./json-encode.ts";
import { JsonSyntaxError, parseJson, parseJsonObject } from "./json-text.ts";
import { type Json, textMember } from "./json-tree.ts";
import { decodeTypeJson, encodeTypeJson } from "./json-type.ts";
import { parseNumber } from "./number-text.ts";
import { BOOL, DYNAMIC, listType, mapType, NUMBER, objectType, STRING, setType, tupleType } from "./type.ts";
import { listValue, numberValue, objectValue, rawEquals, stringValue, Value } from "./value.ts";

describe("parseJson()", () => {
  test.each([
    ["", "EOF"],
    ["{", "EOF"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ["[1] x", "extraneous data after JSON object"],
    ["nul", "unexpected EOF"],
    ["nulx", "invalid character 'x' in literal null (expecting 'l')"],
    ["[1,]", "invalid character ']' looking for beginning of value"],
    ["[1 2]", "invalid character '2' after array element"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ["1.", "unexpected EOF"],
    ["-x", "invalid character 'x' in numeric literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ["'a'", "invalid character '\\'' looking for beginning of value"],
    // As terraform 1.11 shows what is no letter, and the first byte of what is no ASCII.
    ["\u0007", "invalid character '\\a' looking for beginning of value"],
    ["[\u000b", "invalid character '\\v' looking for beginning of value"],
    ["\u0000", "invalid character '\\x00' looking for beginning of value"],
    ["\u001f", "invalid character '\\x1f' looking for beginning of value"],
    ["\u007f", "invalid character '\\x7f' looking for beginning of value"],
    ["\\", "invalid character '\\\\' looking for beginning of value"],
    ["é", "invalid character 'Ã' looking for beginning of value"],
    ["[\u00ad]", "invalid character 'Â' looking for beginning of value"],
  ])("refuses %j", (text, message) => {
    const result = parseJson(text);
    expect(result instanceof JsonSyntaxError && result.message).toBe(message);
  });

  test("counts no longer as depth what has ended", () => {
    const result = parseJson(`[${"[],{},".repeat(5_001)}0 1]`);
    expect(result instanceof JsonSyntaxError && result.message).toBe(
      "invalid character '1' after array element",
    );
  });

  test("agrees with JSON.parse", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const text = JSON.stringify(data);
        const slow = parseJson(text, { onDuplicate: () => undefined });
        expect(plain(slow as Json)).toEqual(JSON.parse(text));
        expect(plain(parseJson(text) as Json)).toEqual(JSON.parse(text));
      }),
    );
  });
});

test.each([
  ['{"a":1}', { a: 1 }],
  ["{}", {}],
  ["[]", undefined],
  ["1.5", undefined],
  ["null", undefined],
  ['"{}"', undefined],
  ["{", undefined],
])("parseJsonObject(%j) is an object or nothing", (text, object) =>
  expect(parseJsonObject(text)).toEqual(object),
);

test.each([
  [{ a: "text" }, "text"],
  [{ a: 1 }, ""],
  [{ a: null }, ""],
  [{}, ""],
])("textMember() of %j", (json, text) => expect(textMember(json, "a")).toBe(text));

/** Numbers as JavaScript has them. */
function plain(json: Json): unknown {
  return JSON.parse(encodeJson(decodeImplied(json)));
}

describe("encodeJson(), decodeJson()", () => {
  const big = parseNumber("123456789012345678901234567890.125") ?? 0;
  test.each([
    ["digits of numbers", numberValue(big), NUMBER, "123456789012345678901234567890.125"],
    [
      "Go's escapes",
      stringValue("<a&b>\u2028\u007f\u0001é"),
      STRING,
      '"\\u003ca\\u0026b\\u003e\\u2028\u007f\\u0001é"',
    ],
    ["any", numberValue(1), DYNAMIC, '{"value":1,"type":"number"}'],
    ["null of any", Value.null(DYNAMIC), DYNAMIC, "null"],
    [
      "objects",
      objectValue({ b: listValue(STRING, []), a: Value.null(BOOL) }),
      objectType({ a: BOOL, b: listType(STRING) }),
      '{"a":null,"b":[]}',
    ],
  ])("%s", (_name, value, type, text) => {
    expect(encodeJson(value, type)).toBe(text);
    const back = decodeJson(text, type);
    expect(back.ok && rawEquals(back.value, value)).toBe(true);
  });

  test("a member that is not in the type is refused", () => {
    const result = decodeJson('{"constructor":1}', objectType({ a: STRING }));
    expect(!result.ok && result.error.message).toBe('unsupported attribute "constructor"');
  });
});

test("types go to JSON and back", () => {
  const type = objectType({ a: setType(tupleType([STRING, DYNAMIC])), b: mapType(NUMBER) }, ["b"]);
  const text = encodeTypeJson(type);
  expect(text).toBe('["object",{"a":["set",["tuple",["string","dynamic"]]],"b":["map","number"]},["b"]]');
  expect(decodeTypeJson(JSON.parse(text))).toEqual(type);
});
