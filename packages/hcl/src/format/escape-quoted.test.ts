import { expect, test } from "vitest";
import { parseExpression } from "../parse.ts";
import { escapeQuoted } from "./escape-quoted.ts";

test.each([
  ["plain text é日👩", "plain text é日👩"],
  ['\n\r\t"\\', '\\n\\r\\t\\"\\\\'],
  // Only what would begin a sequence is doubled.
  ["${a} %{b} $a %a {$ {% $ %", "$${a} %%{b} $a %a {$ {% $ %"],
  ["$${", "$$${"],
  ["\u0000\u0007\u001b\u200b", "\\u0000\\u0007\\u001b\\u200b"],
  ["\u{e0001}\u{f0000}", "\\U000e0001\\U000f0000"],
])("%j is written %j", (text, written) => {
  expect(escapeQuoted(text)).toBe(written);
  const { expression } = parseExpression(`"${written}"`, "f");
  const parts = expression.kind === "template" ? expression.parts : [];
  const read = parts.map((part) => (part.kind === "literal" ? part.value.asString : `<${part.kind}>`));
  expect(read.join("")).toBe(text);
});
