import { expect, test } from "vitest";
import { base64Mistake } from "./base64.ts";

/** Every row is what Go's encoding/base64 says. */
test.each<[string, number | undefined]>([
  ["", undefined],
  ["?", 0],
  ["ab?d", 2],
  ["abc", 0],
  ["abcd", undefined],
  ["abcd=", 4],
  ["ab=c", 2],
  ["a", 0],
  ["ab==", undefined],
  ["=", 0],
  ["abc=d", 4],
  ["abc=", undefined],
  ["ab=", 3],
  ["ab==x", 4],
  ["ab=\n=", undefined],
  ["ab\ncd", undefined],
  ["a\r\nbcd", undefined],
  ["abcdefg", 4],
  ["abcdef==", undefined],
  ["abcd====", 4],
  ["====", 0],
  ["ab=x", 2],
  ["ab= =", 2],
  ["é", 0],
  ["abcde", 4],
])("base64Mistake(%j) is %s", (text, wanted) => expect(base64Mistake(text)).toBe(wanted));
