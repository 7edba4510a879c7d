import { describe, expect, test } from "vitest";
import { type ObjectForm, parseHcl1, plainOf } from "./index.ts";

function read(text: string, form: ObjectForm): unknown {
  const parsed = parseHcl1(text);
  if (!parsed.ok) return String(parsed.error);
  const plain = plainOf(parsed.root, parsed.text, form);
  return plain.ok ? plain.value : String(plain.error);
}

describe("plainOf()", () => {
  test.each<[string, unknown, unknown]>([
    ["a { b = 1 }", { a: [{ b: 1 }] }, { a: { b: 1 } }],
    ["a { b { c = 1 } }", { a: [{ b: [{ c: 1 }] }] }, { a: { b: { c: 1 } } }],
    ['a "b" "c" { d = 1 }', { a: [{ b: [{ c: [{ d: 1 }] }] }] }, { a: { b: { c: { d: 1 } } } }],
    ["a { b = 1 } a { b = 2 }", { a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 1 }, { b: 2 }] }],
    ["a {} a {} a {}", { a: [{}, {}, {}] }, { a: [{}, {}, {}] }],
    ["a = [{ b = 1 }]", { a: [{ b: 1 }] }, { a: [{ b: 1 }] }],
    ["a = [{ b {} }]", { a: [{ b: [{}] }] }, { a: [{ b: {} }] }],
    ["a {} a = [1]", { a: [{}, 1] }, { a: [{}, 1] }],
    ["a = [1] a {}", { a: [1, {}] }, { a: [1, {}] }],
    ["a = 1 a = true", { a: true }, { a: true }],
    ['{"a": null, "a": 1}', { a: 1 }, { a: 1 }],
  ])("%s", (text, lists, records) => {
    expect(read(text, "lists")).toEqual(lists);
    expect(read(text, "records")).toEqual(records);
  });

  test.each([
    ["a = 1 a {}", "At 1:7"],
    ["a {} a = 1", "At 1:6"],
    ["a = [1] a = 1", "At 1:9"],
    ["a = 1\n a = [1]", "At 2:2"],
  ])("refuses %j, which is two kinds of thing", (text, place) => {
    const wanted = `${place}: key 'a' has a plain value in one place and an object or a list in another`;
    expect(read(text, "lists")).toBe(wanted);
    expect(read(text, "records")).toBe(wanted);
  });
});
