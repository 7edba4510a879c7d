import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { readGoTime, writeGoTime } from "./go-time.ts";

test.each([
  ["Go's zero", "", "01000000000000000000000000ffff"],
  ["nanoseconds", "2026-11-30T19:56:57.418593776Z", "010000000ee29fcc0918f33bf0ffff"],
  ["milliseconds", "2026-11-30T19:56:56.134Z", "010000000ee29fcc0807fcad80ffff"],
  ["whole seconds", "2036-11-30T19:56:56Z", "010000000ef56fc38800000000ffff"],
  ["a time before 1970", "1969-12-31T23:59:59.5Z", "010000000e7791f6ff1dcd6500ffff"],
])("%s is read and written", (_what, text, hex) => {
  expect(readGoTime(Buffer.from(hex, "hex"))).toBe(text);
  expect(writeGoTime(text).toString("hex")).toBe(hex);
});

test.each([
  ["too short", "010000000ee29fcc0918f33bf0ff"],
  ["of another version", "020000000ee29fcc0918f33bf0ffff"],
  ["beyond all calendars", "017fffffffffffffff00000000ffff"],
  ["of more nanoseconds than a second has", "010000000ee29fcc097fffffffffff"],
])("what is %s is no time", (_what, hex) => {
  expect(readGoTime(Buffer.from(hex, "hex"))).toBe(undefined);
});

test("an offset of its own is passed over: the seconds are those of UTC", () => {
  expect(readGoTime(Buffer.from("010000000ee29fcc0900000000003c", "hex"))).toBe("2026-11-30T19:56:57Z");
});
