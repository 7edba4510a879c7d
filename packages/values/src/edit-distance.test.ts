import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "./edit-distance.ts";

test.each([
  ["", "", 0],
  ["", "abc", 3],
  ["abc", "", 3],
  ["kitten", "sitting", 3],
  ["abc", "abc", 0],
  ["abc", "acb", 2],
  ["a", "b", 1],
  ["é", "e", 1],
  ["😀a", "😀b", 1],
])("%j to %j takes %d", (a, b, wanted) => {
  expect(editDistance(a, b)).toBe(wanted);
});

test("beyond the most that counts it is one more than that", () => {
  expect(editDistance("kitten", "sitting", 2)).toBe(3);
  expect(editDistance("kitten", "sitting", 3)).toBe(3);
  expect(editDistance("a", "abcdef", 2)).toBe(3);
});

test("it is the same both ways, and bounded by the longer text", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(6), (a, b, most) => {
      const whole = editDistance(a, b);
      expect(editDistance(b, a)).toBe(whole);
      expect(whole).toBeLessThanOrEqual(Math.max([...a].length, [...b].length));
      expect(editDistance(a, b, most)).toBe(Math.min(whole, most + 1));
    }),
  );
});
