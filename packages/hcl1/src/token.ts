import type { Scalar, Span } from "./syntax.ts";

/** Names as error messages of HCL 1 have them. */
export type TokenType =
  | "EOF"
  | "IDENT"
  | "NUMBER"
  | "FLOAT"
  | "BOOL"
  | "STRING"
  | "HEREDOC"
  | "LBRACK"
  | "RBRACK"
  | "LBRACE"
  | "RBRACE"
  | "COMMA"
  | "PERIOD"
  | "ASSIGN"
  | "ADD"
  | "SUB";

export interface Token extends Span {
  readonly type: TokenType;
  /** Of an identifier its name, of a literal what it stands for, else null. */
  readonly value: Scalar;
}

/** What one character is, where it is a token by itself. */
export const SINGLE: ReadonlyMap<string, TokenType> = new Map([
  ["[", "LBRACK"],
  ["]", "RBRACK"],
  ["{", "LBRACE"],
  ["}", "RBRACE"],
  [",", "COMMA"],
  [".", "PERIOD"],
  ["=", "ASSIGN"],
  ["+", "ADD"],
  ["-", "SUB"],
]);
