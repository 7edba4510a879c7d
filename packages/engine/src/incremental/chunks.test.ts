import { mapValue, numberValue, objectValue, STRING, setValue, stringValue, type Value } from "@tutti/values";
import { expect, test } from "vitest";
import type { Expansion } from "../scope/repetition.ts";
import { groupsOf } from "./chunks.ts";

const texts = (...keys: readonly string[]): Value => setValue(STRING, keys.map(stringValue));
const each = (over: Value): Expansion => ({ kind: "for_each", over });
const many = (size: number, value = "v"): Value =>
  mapValue(
    STRING,
    Array.from({ length: size }, (_, at) => [`key-${at}`, stringValue(at === 7 ? value : "v")] as const),
  );
const said = (expansion: Expansion, count: number): string =>
  groupsOf(expansion, count)
    .map(({ text }) => text)
    .join("\n");

test.each<[string, Expansion, Expansion, count: number]>([
  ["a key", each(texts("a", "b")), each(texts("a", "c")), 2],
  ["a value", each(objectValue({ a: stringValue("1") })), each(objectValue({ a: stringValue("2") })), 1],
  ["a value's type", each(objectValue({ a: stringValue("1") })), each(objectValue({ a: numberValue(1) })), 1],
  ["what is a value and not a key", each(texts("a")), each(objectValue({ a: stringValue("b") })), 1],
  ["how many there are", { kind: "count", count: 2 }, { kind: "count", count: 3 }, 2],
  ["that there is no key", { kind: "single" }, { kind: "count", count: 1 }, 1],
])("%s is said", (_, a, b, count) => {
  expect(said(a, count)).not.toBe(said(b, count));
});

test("what is otherwise costs its own group", () => {
  const [a, b] = [groupsOf(each(many(5_000)), 5_000), groupsOf(each(many(5_000, "w")), 5_000)];
  expect(a.length).toBeGreaterThan(100);
  expect(a.filter(({ text }, at) => text !== b[at]?.text)).toHaveLength(1);
});

test("blocks that are repeated over one value have the same groups", () => {
  const over = many(100);
  expect(groupsOf(each(over), 100)).toBe(groupsOf(each(over), 100));
});
