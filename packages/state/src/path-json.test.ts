import { type Json, numberValue, type Path, parseJson, stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { decodePath, encodePath } from "./path-json.ts";

const paths: readonly (readonly [string, Path])[] = [
  ["[]", []],
  [
    '[{"type":"get_attr","value":"a"},{"type":"index","value":{"value":1,"type":"number"}},{"type":"index","value":{"value":"k\\"","type":"string"}}]',
    [
      { kind: "attribute", name: "a" },
      { kind: "index", key: numberValue(1) },
      { kind: "index", key: stringValue('k"') },
    ],
  ],
];

test.each(paths)("%s", (text, path) => {
  expect(encodePath(path)).toBe(text);
  expect(decodePath(parseJson(text) as Json)).toEqual(path);
});

test.each([
  "{}",
  "1",
  "[1]",
  "[null]",
  '[{"type":"get_attr","value":1}]',
  '[{"type":"get_attr"}]',
  '[{"type":"other","value":"a"}]',
  '[{"type":"index"}]',
  '[{"type":"index","value":1}]',
  '[{"type":"index","value":{"value":1}}]',
  '[{"type":"index","value":{"value":1,"type":"numbers"}}]',
  '[{"type":"index","value":{"value":"x","type":"number"}}]',
  '[{"type":"get_attr","value":"a"},{"type":"index","value":{}}]',
])("%s is no path", (text) => expect(decodePath(parseJson(text) as Json)).toBeUndefined());

test("nor is nothing", () => expect(decodePath(undefined)).toBeUndefined());
