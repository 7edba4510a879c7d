import { expect, test } from "vitest";
import { goQuote } from "./go-quote.ts";

test.each([
  ['a"b\\', '"a\\"b\\\\"'],
  ["\u0007\b\t\n\v\f\r", '"\\a\\b\\t\\n\\v\\f\\r"'],
  ["\u0000\u007f", '"\\x00\\x7f"'],
  ["é 日 \ufeff\u00a0", '"é 日 \\ufeff\\u00a0"'],
  ["\u{e0001}", '"\\U000e0001"'],
  ["\udc80\udcff", '"\\x80\\xff"'],
])("%j is quoted as %s", (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
