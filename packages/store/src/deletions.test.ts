import { expect, test } from "vitest";
import { DELETIONS_MAX, Deletions } from "./deletions.ts";

test.each([
  ["the key itself", 4, "a/1", true],
  ["its beginning", 4, "a/", true],
  ["a longer one", 4, "a/1/", false],
  ["another", 4, "b/", false],
  ["from that deletion on", 5, "a/", false],
  ["within a range that went", 5, "r/x/y", true],
  ["around a range that went", 5, "r", true],
  ["from the range's deletion on", 6, "r/x/", false],
])("anyAfter() of %s", (_what, revision, prefix, wanted) => {
  const deletions = new Deletions(3);
  deletions.add("a/1", 5);
  deletions.addRange("r/x/", 6);
  expect(deletions.anyAfter(revision, prefix)).toBe(wanted);
});

test("what was before counts as deleted everywhere", () => {
  const deletions = new Deletions(3);
  expect([deletions.anyAfter(2, "a/"), deletions.anyAfter(3, "a/")]).toEqual([true, false]);
});

test("the oldest are forgotten, and count as deleted everywhere", () => {
  const deletions = new Deletions(0);
  for (let n = 1; n < 2 * DELETIONS_MAX; n += 1) deletions.add(`a/${n}`, n);
  expect(deletions.anyAfter(0, "b/")).toBe(false);
  deletions.add("a/x", 2 * DELETIONS_MAX);
  expect([deletions.anyAfter(DELETIONS_MAX - 1, "b/"), deletions.anyAfter(DELETIONS_MAX, "b/")]).toEqual([
    true,
    false,
  ]);
  expect(deletions.anyAfter(DELETIONS_MAX, `a/${DELETIONS_MAX + 1}`)).toBe(true);
});

test("forgetAfter() takes back what did not happen", () => {
  const deletions = new Deletions(0);
  deletions.add("a/1", 1);
  deletions.add("a/2", 2);
  deletions.add("a/3", 3);
  deletions.forgetAfter(1);
  expect([deletions.anyAfter(0, "a/1"), deletions.anyAfter(0, "a/2")]).toEqual([true, false]);
});
