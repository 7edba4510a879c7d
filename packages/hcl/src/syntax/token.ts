/**
 * Tokens of the native syntax. Most kinds are named by what is written; the
 * rest say what they are.
 */

export type TokenType =
  | "{"
  | "}"
  | "["
  | "]"
  | "("
  | ")"
  | "*"
  | "/"
  | "+"
  | "-"
  | "%"
  | "="
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||"
  | "!"
  | "."
  | ","
  | "::"
  | "..."
  | "=>"
  | "?"
  | ":"
  | "open-quote"
  | "close-quote"
  | "open-heredoc"
  | "close-heredoc"
  /** `${` or `${~` */
  | "${"
  /** `%{` or `%{~` */
  | "%{"
  /** `}` or `~}` at the end of a template sequence */
  | "end-sequence"
  /** Text in quotes, where backslash escapes. */
  | "quoted-text"
  /** Text in a heredoc or a bare template, where it does not. */
  | "text"
  | "number"
  | "identifier"
  /** A comment; one with `#` or `//` holds its newline. */
  | "comment"
  | "newline"
  | "end"
  // What the language has not, but people write.
  | "&"
  | "|"
  | "~"
  | "^"
  | "'"
  | "`"
  | ";"
  | "invalid"
  | "bad-utf8"
  | "quoted-newline";

export interface Token {
  readonly type: TokenType;
  /** Offsets in UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

/** What is at hand where brackets must be matched. `${` closes as `%{` does. */
const CLOSERS: ReadonlyMap<TokenType, TokenType> = new Map([
  ["{", "}"],
  ["[", "]"],
  ["(", ")"],
  ["open-quote", "close-quote"],
  ["open-heredoc", "close-heredoc"],
  ["${", "end-sequence"],
  ["%{", "end-sequence"],
]);

const OPENERS: ReadonlyMap<TokenType, TokenType> = new Map([
  ["}", "{"],
  ["]", "["],
  [")", "("],
  ["close-quote", "open-quote"],
  ["close-heredoc", "open-heredoc"],
  ["end-sequence", "${"],
]);

export function closerOf(opener: TokenType): TokenType | undefined {
  return CLOSERS.get(opener);
}

export function openerOf(closer: TokenType): TokenType | undefined {
  return OPENERS.get(closer);
}
