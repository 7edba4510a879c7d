/** Quoted strings that may hold no template sequences: labels of blocks, keys of references. */

import { hclError } from "../errors.ts";
import { type SourceRange, TextRange } from "../source/range.ts";
import type { ParserState } from "./parser-state.ts";
import { literalText } from "./string-literal.ts";

export function parseQuotedString(p: ParserState): { readonly text: string; readonly range: SourceRange } {
  const open = p.read();
  let text = "";
  for (;;) {
    const token = p.read();
    switch (token.type) {
      case "close-quote":
        return { text, range: p.between(open, token) };
      case "quoted-text":
        text += literalText(p, token);
        continue;
      case "${":
      case "%{": {
        const sign = token.type === "${" ? "$" : "%";
        p.error(
          hclError("invalid-string-literal"),
          `Template sequences are not allowed in this string. To include a literal "${sign}", double it (as "${sign}${sign}") to escape it.`,
          token,
          p.between(open, token),
        );
        // So that nobody takes the rest for the whole.
        text += `${sign}{ ... }`;
        p.recover("end-sequence");
        continue;
      }
      case "end":
        p.error(
          hclError("unterminated-string-literal"),
          "Unable to find the closing quote mark before the end of the file.",
          token,
          p.between(open, token),
        );
        return { text, range: p.between(open, token) };
      default:
        p.error(
          hclError("invalid-string-literal"),
          "This item is not valid in a string literal.",
          token,
          p.between(open, token),
        );
        p.recover("close-quote");
        return { text, range: new TextRange(p.source, open.from, token.to) };
    }
  }
}
