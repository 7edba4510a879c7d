import { describe, expect, test } from "vitest";
import { cidrContains, parseCidr } from "./cidr.ts";

describe("parseCidr()", () => {
  test.each([
    ["10.0.0.0/8", 8],
    ["0.0.0.0/0", 0],
    ["10.0.0.1/32", 32],
    ["fd00::/64", 64],
    ["::1/128", 128],
  ])("%s", (text, bits) => expect(parseCidr(text)).toMatchObject({ text, bits }));

  test.each(["10.0.0.1", "10.0.0.0/33", "::/129", "x/8", "/8", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8"])(
    "%s is none",
    (text) => expect(parseCidr(text)).toBeUndefined(),
  );
});

test.each([
  ["10.0.0.0/8", "10.255.0.1", true],
  ["10.0.0.0/8", "11.0.0.1", false],
  ["10.0.0.0/8", "::ffff:10.1.2.3", true],
  ["10.0.0.128/25", "10.0.0.127", false],
  ["10.0.0.128/25", "10.0.0.200", true],
  ["10.0.16.0/20", "10.0.31.255", true],
  ["10.0.16.0/20", "10.0.32.0", false],
  ["10.0.0.1/32", "10.0.0.1", true],
  ["10.0.0.1/32", "10.0.0.2", false],
  ["0.0.0.0/0", "203.0.113.9", true],
  ["0.0.0.0/0", "::1", false],
  ["fd00::/8", "fdff::1", true],
  ["fd00::/8", "fe00::1", false],
  ["10.0.0.0/8", "unknown", false],
])("%s contains %s: %s", (range, address, wanted) => {
  const cidr = parseCidr(range);
  expect(cidr !== undefined && cidrContains(cidr, address)).toBe(wanted);
});
