import {
  BOOL,
  decodeJson,
  listType,
  mapType,
  NUMBER,
  numberValue,
  objectType,
  STRING,
  setType,
  stringValue,
  type Type,
  tupleType,
  type Value,
} from "@tutti/values";
import { describe, expect, it, test } from "vitest";
import { literal, sensitiveAt } from "./literal.ts";

function value(json: unknown, type: Type): Value {
  const decoded = decodeJson(JSON.stringify(json), type);
  if (!decoded.ok) throw new Error(`${JSON.stringify(json)} is no such value`);
  return decoded.value;
}

describe("an expression that comes to the value, type included", () => {
  it.each<readonly [Type, unknown, string]>([
    [STRING, "a", '"a"'],
    [STRING, 'a"b\n${c} %{d}', '"a\\"b\\n$${c} %%{d}"'],
    [NUMBER, 1.5, "1.5"],
    [BOOL, false, "false"],
    // Without a type, null would make another list of it.
    [STRING, null, "tostring(null)"],
    [NUMBER, null, "tonumber(null)"],
    [BOOL, null, "tobool(null)"],
    [listType(STRING), null, "null"],
    [listType(STRING), ["a", "b"], 'tolist(["a", "b"])'],
    [listType(STRING), [], "tolist([])"],
    [setType(NUMBER), [1, 2], "toset([1, 2])"],
    [tupleType([STRING, NUMBER]), ["a", 1], '["a", 1]'],
    [mapType(STRING), { "x y": "a", z: "b" }, 'tomap({"x y" = "a", "z" = "b"})'],
    [
      objectType({ a: STRING, b: listType(NUMBER) }),
      { a: null, b: [1] },
      '{"a" = tostring(null), "b" = tolist([1])}',
    ],
  ])("%j %j", (type, json, expected) => {
    expect(literal(value(json, type), () => false)).toBe(expected);
  });
});

test("what was sensitive is so again, at its place and at no other", () => {
  const attribute = (name: string) => ({ kind: "attribute", name }) as const;
  const index = (key: Value) => ({ kind: "index", key }) as const;
  const isSensitive = sensitiveAt([
    [attribute("tags"), index(stringValue("k"))],
    [attribute("list"), index(numberValue(1))],
    [attribute("whole")],
  ]);
  const type = objectType({
    tags: mapType(STRING),
    list: listType(STRING),
    whole: listType(STRING),
    k: STRING,
  });
  const json = { tags: { k: "1", other: "2" }, list: ["3", "4"], whole: ["5"], k: "6" };
  expect(literal(value(json, type), isSensitive)).toBe(
    '{"k" = "6", "list" = tolist(["3", sensitive("4")]), "tags" = tomap({"k" = sensitive("1"), "other" = "2"}), "whole" = sensitive(tolist(["5"]))}',
  );
  expect(literal(stringValue("x"), isSensitive)).toBe('"x"');
  expect(literal(value(null, STRING), sensitiveAt([[]]))).toBe("sensitive(tostring(null))");
});
