import { expect, test } from "vitest";
import { LazyMap } from "./lazy-map.ts";

test("LazyMap makes each value once, when it is asked for", () => {
  const made: string[] = [];
  const map = new LazyMap(["a", "b", "c"], (key) => {
    made.push(key);
    return key.toUpperCase();
  });
  expect([map.size, map.has("a"), map.has("d"), [...map.keys()], map.get("d"), made]).toEqual([
    3,
    true,
    false,
    ["a", "b", "c"],
    undefined,
    [],
  ]);
  expect([map.get("b"), map.get("b"), made]).toEqual(["B", "B", ["b"]]);
  expect([...map]).toEqual([
    ["a", "A"],
    ["b", "B"],
    ["c", "C"],
  ]);
  expect([[...map.values()], [...map.entries()], new Map(map).size]).toEqual([["A", "B", "C"], [...map], 3]);
  const seen: unknown[] = [];
  map.forEach((value, key, all) => {
    seen.push(value, key, all === map);
  });
  expect([seen.slice(0, 3), made]).toEqual([
    ["A", "a", true],
    ["b", "a", "c"],
  ]);
});
