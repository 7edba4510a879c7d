import fc from "fast-check";
import { expect, test } from "vitest";
import { printable, printableName } from "./printable.ts";

test.each([
  ["plain\n\ttext", "plain\n\ttext"],
  ["\u001b[2Jgone", "\\u001b[2Jgone"],
  ["a\rb", "a\\rb"],
  ["\u0007\u0008\u0000\u007f\u009b31m", "\\u0007\\u0008\\u0000\\u007f\\u009b31m"],
  ["\u001b[31mred", "\\u001b[31mred"],
])("printable(%j)", (text, wanted) => expect(printable(text)).toBe(wanted));

test.each([
  ["\u001b[31mred\u001b[0m", "\u001b[31mred\u001b[0m"],
  ["\u001b]0;title\u0007", "\\u001b]0;title\\u0007"],
  ["\u001b[2J", "\\u001b[2J"],
])("printable(%j) with colours", (text, wanted) => expect(printable(text, true)).toBe(wanted));

test.each([
  ["a\nb\tc", "a\\nb\\tc"],
  ["naïve ☃ 名", "naïve ☃ 名"],
  ["\u2028", "\\u2028"],
  ["web\u202ebew\u2066", "web\\u202ebew\\u2066"],
  ["שלום سلام", "שלום سلام"],
])("printableName(%j)", (name, wanted) => expect(printableName(name)).toBe(wanted));

test("nothing that is printable moves the cursor, and JSON keeps its meaning", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is meant
      expect(printableName(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
    }),
  );
});
