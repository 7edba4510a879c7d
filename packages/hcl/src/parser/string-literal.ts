/** The text that a piece of a quoted string or heredoc stands for. */

import { goQuote } from "@tutti/values";
import { hclError } from "../errors.ts";
import { TextRange } from "../source/range.ts";
import type { Token } from "../syntax/token.ts";
import type { ParserState } from "./parser-state.ts";

const QUOTED_ESCAPE = /\\(?:u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[\s\S]|$)|\$\$\{|%%\{/gu;
const TEMPLATE_ESCAPE = /\$\$\{|%%\{/g;
const INVALID = hclError("invalid-escape-sequence");

const SELECTORS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
]);

export function literalText(p: ParserState, token: Token): string {
  const text = p.text(token);
  if (token.type !== "quoted-text") {
    return text.includes("{") ? text.replace(TEMPLATE_ESCAPE, (sequence) => sequence.slice(1)) : text;
  }
  if (!text.includes("\\") && !text.includes("{")) return text;
  return text.replace(QUOTED_ESCAPE, (sequence, offset: number) => {
    if (!sequence.startsWith("\\")) return sequence.slice(1);
    return resolveEscape(p, sequence, token.from + offset);
  });
}

function resolveEscape(p: ParserState, sequence: string, at: number): string {
  const selector = sequence.slice(1);
  const simple = SELECTORS.get(selector);
  if (simple !== undefined) return simple;
  const range = new TextRange(p.source, at, at + sequence.length);
  if (selector === "") {
    p.error(INVALID, "Backslash must be followed by an escape sequence selector character.", range);
    return sequence;
  }
  if (selector[0] === "u" && selector.length !== 5) {
    p.error(INVALID, "The \\u escape sequence must be followed by four hexadecimal digits.", range);
    return sequence;
  }
  if (selector[0] === "U" && selector.length !== 9) {
    p.error(INVALID, "The \\U escape sequence must be followed by eight hexadecimal digits.", range);
    return sequence;
  }
  if (selector[0] !== "u" && selector[0] !== "U") {
    p.error(INVALID, `The symbol ${goQuote(selector)} is not a valid escape sequence selector.`, range);
    return selector;
  }
  const code = Number.parseInt(selector.slice(1), 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    const hex = code.toString(16).padStart(4, "0");
    p.error(INVALID, `Cannot encode character U+${hex} in UTF-8.`, range);
    return sequence;
  }
  return String.fromCodePoint(code);
}
