/** One space or none between the tokens of a line. */

import type { TokenType } from "../syntax/token.ts";
import type { FormatLine } from "./format-line.ts";
import { bracketChange, type FormatToken } from "./format-token.ts";

export function spaceLines(lines: readonly FormatLine[]): void {
  for (const { lead, assign } of lines) {
    spaceCell(lead);
    const [equals] = assign ?? [];
    if (equals !== undefined) equals.spaces = 1;
    spaceCell(assign ?? []);
  }
}

function spaceCell(tokens: readonly FormatToken[]): void {
  for (const [index, token] of tokens.entries()) {
    const after = tokens[index + 1];
    if (after === undefined) return;
    after.spaces = spaceBetween(tokens[index - 1], token, after) ? 1 : 0;
  }
}

/** The first rule that has an opinion decides; see each. */
type Rule = (
  before: FormatToken | undefined,
  subject: FormatToken,
  after: FormatToken,
) => boolean | undefined;

const WITHIN_TEMPLATE: ReadonlySet<TokenType> = new Set(["quoted-text", "text"]);

/** What a minus stands behind when it is a sign and not an operator. */
const BEFORE_NEGATION: ReadonlySet<TokenType> = new Set([
  "(",
  "{",
  "[",
  "=",
  ":",
  ",",
  "?",
  "+",
  "*",
  "/",
  "%",
  "-",
  "==",
  "!=",
  ">",
  ">=",
  "<",
  "<=",
  "&&",
  "||",
  "!",
]);

const RULES: readonly Rule[] = [
  // Nothing before a newline.
  (_, __, after) => (after.type === "newline" ? false : undefined),
  // f(x), ns::f
  (_, subject, after) => (subject.type === "identifier" && after.type === "(" ? false : undefined),
  (_, subject, after) =>
    (subject.type === "identifier" && after.type === "::") ||
    (subject.type === "::" && after.type === "identifier")
      ? false
      : undefined,
  (_, subject, after) => (subject.type === "." || after.type === "." ? false : undefined),
  (_, __, after) => (after.type === "," || after.type === "..." ? false : undefined),
  (_, subject) => (subject.type === "," ? true : undefined),
  // Text in quotes and heredocs is the user's.
  (_, subject, after) =>
    WITHIN_TEMPLATE.has(subject.type) ||
    WITHIN_TEMPLATE.has(after.type) ||
    subject.type === "open-quote" ||
    subject.type === "open-heredoc" ||
    after.type === "close-quote" ||
    after.type === "close-heredoc"
      ? false
      : undefined,
  // `for x in [a]`: here `in` is not a name that is indexed.
  (before, subject) =>
    subject.type === "identifier" && subject.text === "in" && before?.type === "identifier"
      ? true
      : undefined,
  (_, subject, after) =>
    after.type === "[" &&
    (subject.type === "identifier" || subject.type === "number" || bracketChange(subject) < 0)
      ? false
      : undefined,
  (_, subject) => (subject.type === "!" ? false : undefined),
  (before, subject) =>
    subject.type === "-" ? before !== undefined && !BEFORE_NEGATION.has(before.type) : undefined,
  // Braces have spaces inside, unless nothing is in them.
  (_, subject, after) =>
    subject.type === "{" || after.type === "}" ? !(subject.type === "{" && after.type === "}") : undefined,
  // `${ {a = b} }`
  (_, subject, after) =>
    (subject.type === "${" || subject.type === "%{") && after.type === "{" ? true : undefined,
  (_, subject, after) => (subject.type === "}" && after.type === "end-sequence" ? true : undefined),
  (_, subject, after) =>
    subject.type === "end-sequence" && (after.type === "${" || after.type === "%{") ? false : undefined,
  (_, subject) => (bracketChange(subject) > 0 ? false : undefined),
  (_, __, after) => (bracketChange(after) < 0 ? false : undefined),
];

function spaceBetween(before: FormatToken | undefined, subject: FormatToken, after: FormatToken): boolean {
  for (const rule of RULES) {
    const decided = rule(before, subject, after);
    if (decided !== undefined) return decided;
  }
  return true;
}
