import { expect, test } from "vitest";
import { SourceText } from "./source-text.ts";

test.each([
  ["plain", "ab\ncd", 1, 4, [2, 2, 4]],
  ["plain, a tab being one column", "a\n\tb", 1, 3, [2, 2, 3]],
  ["plain, a tab being two columns", "a\n\tb", 2, 3, [2, 3, 3]],
  ["of more bytes than letters", "é\néb", 1, 3, [2, 2, 5]],
  ["of more bytes than letters, behind a tab of two columns", "é\n\téb", 2, 4, [2, 4, 6]],
  ["begun by a byte order mark, on it", "\ufeffa", 1, 0, [1, 1, 0]],
  ["begun by a byte order mark, behind it", "\ufeffa", 1, 2, [1, 2, 4]],
  ["begun by a byte order mark, in the next line", "\ufeffa\nb", 1, 4, [2, 2, 6]],
] as const)("a text %s: place %#", (_, text, tabColumns, offset, wanted) => {
  const { line, column, byte } = new SourceText("f", text, undefined, tabColumns).position(offset);
  expect([line, column, byte]).toEqual(wanted);
});
