import { scanHeredoc } from "./scan-heredoc.ts";
import { scanNumber } from "./scan-number.ts";
import { scanString } from "./scan-string.ts";
import type { Span } from "./syntax.ts";
import { Fault } from "./syntax-error.ts";
import { SINGLE, type Token } from "./token.ts";

const BLANK = /[ \t\r\n]*/y;
const IDENTIFIER = /[\p{L}_][\p{L}\p{Nd}_.-]*/uy;
const NUMBER_BEGINS = /-?\d|\.\d/y;

/** The tokens of a text, one at a time; comments stand apart. */
export class Scanner {
  readonly text: string;
  /** Those met so far. */
  readonly comments: Span[] = [];
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  next(): Token {
    this.#skipBlanksAndComments();
    const start = this.#at;
    const token = this.#scan(start);
    this.#at = token.end;
    return token;
  }

  #scan(start: number): Token {
    const { text } = this;
    const character = text[start];
    if (character === undefined) return { type: "EOF", value: null, start, end: start };
    if (character === '"') return scanString(text, start);
    if (character === "<") return scanHeredoc(text, start);
    if (matchEnd(NUMBER_BEGINS, text, start) > start) return scanNumber(text, start);
    const end = matchEnd(IDENTIFIER, text, start);
    if (end > start) return identifier(text.slice(start, end), start, end);
    const type = SINGLE.get(character);
    if (type !== undefined) return { type, value: null, start, end: start + 1 };
    throw new Fault("illegal character", start);
  }

  #skipBlanksAndComments(): void {
    const { text } = this;
    for (;;) {
      this.#at = matchEnd(BLANK, text, this.#at);
      const first = text[this.#at];
      if (first !== "#" && first !== "/") return;
      const start = this.#at;
      const second = text[start + 1];
      if (first === "/" && second !== "*" && second !== "/")
        throw new Fault("expected '/' for comment", start);
      this.#at = first === "/" && second === "*" ? endOfBlockComment(text, start) : endOfLine(text, start);
      this.comments.push({ start, end: this.#at });
    }
  }
}

function identifier(name: string, start: number, end: number): Token {
  const bool = name === "true" || name === "false";
  return { type: bool ? "BOOL" : "IDENT", value: bool ? name === "true" : name, start, end };
}

function endOfBlockComment(text: string, start: number): number {
  const end = text.indexOf("*/", start + 2);
  if (end < 0) throw new Fault("comment not terminated", start, text.length);
  return end + 2;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** Where a sticky pattern that begins here ends; `at` where it does not begin here. */
export function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
