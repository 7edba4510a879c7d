import { expect, test } from "vitest";
import { jsonInString } from "./json-string.ts";

const arrays = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

test.each([
  ["an object", ' {"a": 1}'],
  ["a list", "[1, 2]"],
  ["what is nested as deep as a value may be", arrays(500)],
])("%s is compared as what it holds", (_, text) => {
  expect(jsonInString(text)?.isKnown).toBe(true);
});

test.each([
  ["words", "a b"],
  ["nothing", ""],
  ["a number", "1"],
  ["a quoted text", '"{}"'],
  ["what begins as an object and is none", "{a}"],
  ["what is nested deeper than a value may be", arrays(501)],
  ["what is never closed", "[".repeat(5_000)],
])("%s is a text", (_, text) => {
  expect(jsonInString(text)).toBeUndefined();
});
