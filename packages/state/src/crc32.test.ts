import { expect, test } from "vitest";
import { crc32 } from "./crc32.ts";

test.each([
  ["", 0],
  ["a", 0xe8b7be43],
  // The check value of the polynomial that everybody has.
  ["123456789", 0xcbf43926],
  ["é", 0xe048d3e],
])("the sum of %j", (text, sum) => expect(crc32(text)).toBe(sum));
