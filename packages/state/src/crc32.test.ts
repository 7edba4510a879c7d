import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";

const SUMS: readonly (readonly [string, number])[] = [
  ["", 0],
  ["a", 0xe8b7be43],
  // The check value of the polynomial that everybody has.
  ["123456789", 0xcbf43926],
  ["é", 0xe048d3e],
];

test.each(SUMS)("the sum of %j", (text, sum) => expect(crc32(text)).toBe(sum));

test("the sums are the same once so much was summed that Node's own are taken", () => {
  const texts = [...SUMS.map(([text]) => text), "😀", "\ud800", `${"long ".repeat(1_000)}é`];
  const before = texts.map(crc32);
  crc32("x".repeat(1_000_000));
  expect(texts.map(crc32)).toEqual(before);
});
