import type { Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

/** A filter expression as a tree. */
export type Expression =
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  | {
      readonly kind: "match";
      readonly selector: readonly string[];
      readonly operator: MatchOperator;
      readonly negated: boolean;
      /** Undefined for `is empty`. */
      readonly value: string | undefined;
    };

/** `in`: the value is in the selector's list, map or text. */
export type MatchOperator = "equal" | "in" | "empty" | "matches";

/** Deepest nesting of parentheses and `not`. */
export const FILTER_DEPTH_MAX = 64;

/** Parses a filter; a mistake comes with where it is and what could stand there. */
export function parseFilter(text: string): Expression | Refusal {
  const parser = new FilterParser(text);
  try {
    return parser.parse();
  } catch (error) {
    if (error instanceof FilterMistake) return refuse(error.message);
    throw error;
  }
}

class FilterMistake extends Error {}

const IDENTIFIER = /[a-zA-Z][a-zA-Z0-9_/-]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?/y;
const QUOTED = /"(?:[^"\\]|\\.)*"|`[^`]*`/y;
const WORD_VALUE = /[a-zA-Z0-9_./:*-]+/y;
const OPERATORS_EXPECTED = '"!=", "==", "contains", "in", "is", "matches", "not" or [ \\t\\r\\n]';

class FilterParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Expression {
    this.#blank();
    const expression = this.#or();
    this.#blank();
    if (this.#at < this.#text.length) this.#fail('"and", "or", [ \\t\\r\\n] or EOF');
    return expression;
  }

  #or(): Expression {
    const left = this.#and();
    if (!this.#keyword("or")) return left;
    return { kind: "or", left, right: this.#or() };
  }

  #and(): Expression {
    const left = this.#not();
    if (!this.#keyword("and")) return left;
    return { kind: "and", left, right: this.#and() };
  }

  #not(): Expression {
    this.#depth += 1;
    if (this.#depth > FILTER_DEPTH_MAX) this.#fail(`at most ${FILTER_DEPTH_MAX} levels`);
    let found: Expression;
    if (this.#keyword("not")) found = { kind: "not", operand: this.#not() };
    else if (this.#take("(")) {
      found = this.#or();
      this.#blank();
      if (!this.#take(")")) this.#fail('")"');
    } else found = this.#match();
    this.#depth -= 1;
    return found;
  }

  #match(): Expression {
    const start = this.#at;
    const valueFirst = this.#valueIn(start);
    if (valueFirst !== undefined) return valueFirst;
    const selector = this.#selector();
    this.#blank();
    const match = (operator: MatchOperator, negated: boolean, value: string | undefined): Expression => ({
      kind: "match",
      selector,
      operator,
      negated,
      value,
    });
    if (this.#take("==")) return match("equal", false, this.#value());
    if (this.#take("!=")) return match("equal", true, this.#value());
    if (this.#keyword("contains")) return match("in", false, this.#value());
    if (this.#keyword("matches")) return match("matches", false, this.#value());
    if (this.#keyword("is")) {
      const negated = this.#keyword("not");
      if (!this.#keyword("empty")) this.#fail('"empty" or "not"');
      return match("empty", negated, undefined);
    }
    if (this.#keyword("not")) {
      if (this.#keyword("contains")) return match("in", true, this.#value());
      if (this.#keyword("matches")) return match("matches", true, this.#value());
      this.#fail('"contains" or "matches"');
    }
    return this.#fail(OPERATORS_EXPECTED);
  }

  /** `value in Selector` and `value not in Selector`, or undefined after going back to `start`. */
  #valueIn(start: number): Expression | undefined {
    const value = this.#valueText();
    if (value !== undefined) {
      this.#blank();
      const negated = this.#keyword("not");
      if (this.#keyword("in")) {
        this.#blank();
        return { kind: "match", selector: this.#selector(), operator: "in", negated, value };
      }
    }
    this.#at = start;
    return undefined;
  }

  #selector(): readonly string[] {
    const first = this.#scan(IDENTIFIER);
    if (first === undefined)
      return this.#fail('"(", "-", "0", "\\"", "`", "not", [ \\t\\r\\n], [1-9] or [a-zA-Z]');
    const path = [first];
    for (;;) {
      if (this.#take(".")) {
        const name = this.#scan(IDENTIFIER) ?? this.#scan(WORD_VALUE);
        path.push(name ?? this.#fail("[a-zA-Z]"));
      } else if (this.#take("[")) {
        const name = this.#scan(QUOTED);
        path.push(name === undefined ? this.#fail('"\\"" or "`"') : unquote(name));
        if (!this.#take("]")) this.#fail('"]"');
      } else return path;
    }
  }

  #value(): string {
    this.#blank();
    return this.#valueText() ?? this.#fail('"\\"", "-", "0", "`", [ \\t\\r\\n], [1-9] or [a-zA-Z]');
  }

  #valueText(): string | undefined {
    const quoted = this.#scan(QUOTED);
    if (quoted !== undefined) return unquote(quoted);
    return this.#scan(WORD_VALUE) ?? this.#scan(NUMBER);
  }

  #keyword(word: string): boolean {
    const start = this.#at;
    this.#blank();
    const end = this.#at + word.length;
    const followed = this.#text[end];
    if (this.#text.slice(this.#at, end) === word && (followed === undefined || /[\s("`]/.test(followed))) {
      this.#at = end;
      this.#blank();
      return true;
    }
    this.#at = start;
    return false;
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    if (token === "(") this.#blank();
    return true;
  }

  #scan(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #blank(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #fail(expected: string): never {
    const before = this.#text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - (before.lastIndexOf("\n") + 1) + 1;
    throw new FilterMistake(`${line}:${column} (${this.#at}): no match found, expected: ${expected}`);
  }
}

function unquote(text: string): string {
  if (text.startsWith("`")) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
