import { expect, test } from "vitest";
import { askedOf, asksNothing } from "./nothing-asked.ts";

test.each<[string, unknown, boolean]>([
  ["a", undefined, true],
  ["a", false, true],
  ["a", "", true],
  ["a", [], true],
  ["a", true, false],
  ["a", "x", false],
  ["a", [""], false],
  ["a", 0, false],
  ["a", -1, false],
  ["a", {}, true],
  ["a", { b: false }, false],
  ["ports.grpc", -1, true],
  ["ports.grpc", 0, true],
  ["ports.grpc", 1, false],
  ["ports.grpc", "8502", false],
])("asksNothing(%s, %j) is %s", (path, value, wanted) => {
  expect(asksNothing(path, value)).toBe(wanted);
});

test("askedOf() looks under the paths", () => {
  expect(askedOf({ "a.b": "flag", "a.c": "flag", d: "flag" }, { a: { b: true, c: false }, d: null })).toEqual(
    ["a.b", "d"],
  );
  expect(askedOf({ "a.b.c": "flag" }, { a: null })).toEqual([]);
  expect(askedOf({ "a.b.c": "flag" }, { a: "x" })).toEqual([]);
});
