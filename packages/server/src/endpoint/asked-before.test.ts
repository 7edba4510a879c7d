import { expect, test } from "vitest";
import { AskedBefore, QUESTIONS_MAX } from "./asked-before.ts";

const MISS = { "X-Cache": "MISS" };
const HIT = { "X-Cache": "HIT", Age: "0" };

test("says what was asked before, each question for itself", () => {
  const before = new AskedBefore();
  expect(before.headers("a", 1)).toEqual(MISS);
  expect(before.headers("a", 1)).toEqual(HIT);
  expect(before.headers("a", 2)).toEqual(MISS);
  expect(before.headers("a,1")).toEqual(MISS);
});

test("remembers only so many", () => {
  const before = new AskedBefore();
  for (let at = 0; at < QUESTIONS_MAX; at += 1) before.headers(at);
  expect(before.headers(0)).toEqual(HIT);
  expect(before.headers(QUESTIONS_MAX)).toEqual(MISS);
  expect(before.headers(0)).toEqual(MISS);
});
