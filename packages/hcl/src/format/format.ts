/** The one way to lay out a file. */

import { hasErrors } from "../diagnostics/diagnostic.ts";
import { parseConfig } from "../parse.ts";
import { indentLines } from "./format-indent.ts";
import { alignCells, formatLines } from "./format-line.ts";
import { spaceLines } from "./format-spaces.ts";
import { type FormatToken, formatTokens } from "./format-token.ts";
import { modernize } from "./modernize.ts";

/**
 * A file in canonical form. One with syntax errors comes back as it is. A last
 * line without a newline stays so; a command that prints the result ends the
 * line itself.
 */
export function format(text: string): string {
  const { body, source, diagnostics } = parseConfig(text, "");
  if (hasErrors(diagnostics)) return text;
  const tokens = modernize(body, formatTokens(text, source.begin));
  return layOut(tokens);
}

/** Changes spaces only: indentation, spaces in lines, alignment. */
function layOut(tokens: readonly FormatToken[]): string {
  const lines = formatLines(tokens);
  indentLines(lines);
  spaceLines(lines);
  alignCells(lines);
  return tokens.map(({ spaces, text }) => " ".repeat(spaces) + text).join("");
}
