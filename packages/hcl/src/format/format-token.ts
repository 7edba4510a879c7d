/** What the formatter works on: tokens with the spaces before them. */

import { lex } from "../syntax/lexer.ts";
import type { TokenType } from "../syntax/token.ts";

export interface FormatToken {
  readonly type: TokenType;
  readonly text: string;
  spaces: number;
  /** Where it stands in the source; -1 if the formatter made it. */
  readonly from: number;
}

export function formatTokens(text: string, begin: number): readonly FormatToken[] {
  let last = begin;
  return lex(text, "config", begin).map(({ type, from, to }) => {
    const spaces = from - last;
    last = to;
    return { type, text: text.slice(from, to), spaces, from };
  });
}

export function madeToken(type: TokenType, text: string): FormatToken {
  return { type, text, spaces: 0, from: -1 };
}

const OPENING: ReadonlySet<TokenType> = new Set(["{", "[", "(", "%{", "${"]);
const CLOSING: ReadonlySet<TokenType> = new Set(["}", "]", ")", "end-sequence"]);

/** +1 where a token opens a bracket, -1 where it closes one. */
export function bracketChange({ type }: FormatToken): -1 | 0 | 1 {
  if (OPENING.has(type)) return 1;
  return CLOSING.has(type) ? -1 : 0;
}

/** Ends a line: a newline, or a comment that holds one. */
export function endsLine({ type, text }: FormatToken): boolean {
  return type === "newline" || (type === "comment" && text.endsWith("\n"));
}
