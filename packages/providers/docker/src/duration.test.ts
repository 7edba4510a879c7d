import { formatDurationNs } from "@tutti/values";
import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["0s", 0],
  ["10s", 10e9],
  ["1m30s", 90e9],
  ["1.5s", 1.5e9],
  ["250ms", 250e6],
  ["2h0m1s", 7201e9],
])("parseDuration(%s)", (text, wanted) => {
  expect(parseDuration(text)).toBe(wanted);
  expect(parseDuration(formatDurationNs(wanted))).toBe(wanted);
});

test.each(["", "10", "s", "1x", "1s2"])("parseDuration(%s) is none", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
