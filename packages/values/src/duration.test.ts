import { expect, test } from "vitest";
import { formatDurationNs, parseDuration, parseDurationNs } from "./duration.ts";

test.each([
  ["0", 0],
  ["-0", 0],
  ["+0", 0],
  ["0s", 0],
  ["-0s", 0],
  ["1ns", 1],
  ["1us", 1e3],
  ["1\u00b5s", 1e3],
  ["1\u03bcs", 1e3],
  ["1ms", 1e6],
  ["1s", 1e9],
  ["1m", 60e9],
  ["1h", 3600e9],
  ["1h2m3s4ms5us6ns", 3_723_004_005_006],
  ["1.5h", 5400e9],
  ["1.s", 1e9],
  [".5s", 5e8],
  ["-1.5s", -1.5e9],
  ["+2s", 2e9],
  ["1s1h", 3601e9],
  ["0.9ns", 0],
  ["1.9ns", 1],
  ["2540400h", 2540400 * 3600e9],
])("%s is %d ns", (text, ns) => {
  expect(parseDuration(text)).toMatchObject({ ok: true, ns });
  expect(parseDurationNs(text)).toBe(ns);
});

test.each([
  ["", 'time: invalid duration ""'],
  ["x", 'time: invalid duration "x"'],
  ["-", 'time: invalid duration "-"'],
  [".", 'time: invalid duration "."'],
  [".s", 'time: invalid duration ".s"'],
  ["--1s", 'time: invalid duration "--1s"'],
  ["1s x", 'time: unknown unit "s x" in duration "1s x"'],
  [" 1s", 'time: invalid duration " 1s"'],
  ["5", 'time: missing unit in duration "5"'],
  ["00", 'time: missing unit in duration "00"'],
  ["1s5", 'time: missing unit in duration "1s5"'],
  ["1.5", 'time: missing unit in duration "1.5"'],
  ["1.5.5s", 'time: missing unit in duration "1.5.5s"'],
  ["5d", 'time: unknown unit "d" in duration "5d"'],
  ["1s5x", 'time: unknown unit "x" in duration "1s5x"'],
  ["1é", 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
  ['1"', 'time: unknown unit "\\"" in duration "1\\""'],
  ["3000000h", 'time: invalid duration "3000000h"'],
])("%j is refused", (text, words) => {
  expect(parseDuration(text)).toEqual({ ok: false, text: words });
  expect(parseDurationNs(text)).toBeUndefined();
});

test.each([
  [0, "0s"],
  [1, "1ns"],
  [1500, "1.5µs"],
  [20e6, "20ms"],
  [1.5e9, "1.5s"],
  [60e9, "1m0s"],
  [-61e9, "-1m1s"],
  [5400e9, "1h30m0s"],
  [999, "999ns"],
  [1e3, "1µs"],
  [999_999, "999.999µs"],
  [1e6, "1ms"],
  [1e9, "1s"],
  [3600e9, "1h0m0s"],
])("%d ns are written %s", (ns, text) => {
  expect(formatDurationNs(ns)).toBe(text);
});

test.each([
  ["9223372036854775807ns", 9_223_372_036_854_775_807n],
  ["-2562047h47m16.854775807s", -9_223_372_036_854_775_807n],
  ["100000h0.000000001s", 360_000_000_000_000_001n],
])("%s is exact", (text, exactNs) => {
  expect(parseDuration(text)).toMatchObject({ ok: true, exactNs });
});
