import { expect, test } from "vitest";
import { encodeExactJson, parseExactJson } from "./exact-json.ts";
import { JsonNumber } from "./json-tree.ts";

test.each([
  ["18446744073709551615"],
  ["9007199254740993"],
  ["-1.50"],
  ["1e400"],
  ["true"],
  ["null"],
  ["[]"],
  ["{}"],
  ['{"a":[1,{"b":"c"},[]],"d":{}}'],
  ['"\\u003ca\\u0026b\\u003e \\"\\\\"'],
])("%s is written as it was read", (text) => {
  expect(encodeExactJson(parseExactJson(text))).toBe(text);
});

test("levels are indented as JSON.stringify does it", () => {
  const value = { a: [1, { b: "c" }, []], d: {}, e: null, left: undefined };
  expect(encodeExactJson(value, "    ")).toBe(JSON.stringify(value, undefined, "    "));
});

test("a number of 64 bits is shown whole", () => {
  expect(parseExactJson('{"Flags":18446744073709551615}')).toEqual({
    Flags: new JsonNumber("18446744073709551615"),
  });
});

test("what is no JSON is nothing", () => {
  expect(parseExactJson("nothing")).toBeUndefined();
});
