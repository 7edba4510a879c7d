import { positionAt } from "./position.ts";
import { matchEnd } from "./scanner.ts";
import type { Scalar } from "./syntax.ts";
import { Fault } from "./syntax-error.ts";

type LooseTokenType =
  | "EOF"
  | "ILLEGAL"
  | "STRING"
  | "NUMBER"
  | "FLOAT"
  | "BOOL"
  | "NULL"
  | "PERIOD"
  | "LBRACE"
  | "RBRACE"
  | "LBRACK"
  | "RBRACK"
  | "COMMA"
  | "COLON";

/** A token of the JSON form, with what it stands for. */
export interface LooseToken {
  readonly type: LooseTokenType;
  readonly value: Scalar;
  readonly start: number;
  readonly end: number;
}

const SINGLE: ReadonlyMap<string, LooseTokenType> = new Map([
  ["{", "LBRACE"],
  ["}", "RBRACE"],
  ["[", "LBRACK"],
  ["]", "RBRACK"],
  [",", "COMMA"],
  [":", "COLON"],
  [".", "PERIOD"],
]);
const WORDS: ReadonlyMap<string, readonly [LooseTokenType, Scalar]> = new Map([
  ["true", ["BOOL", true]],
  ["false", ["BOOL", false]],
  // It is read as the empty text.
  ["null", ["NULL", ""]],
]);
const BLANK = /[ \t\r\n]*/y;
const WORD = /[A-Za-z_\p{L}][A-Za-z_\p{L}\p{Nd}-]*/uy;
const NUMBER = /(?:-?\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d*)?/y;
const PLAIN = /[^"\\\n]*/y;
const ESCAPES = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})?/g;
const CONTROL = /\p{Cc}/gu;

/** Tokens of the JSON form as HCL 1 takes them apart; the last bad character is remembered, and reading goes on. */
export class LooseScanner {
  readonly #text: string;
  #at = 0;
  #fault: Fault | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The last bad character up to here. */
  get fault(): Fault | undefined {
    return this.#fault;
  }

  next(): LooseToken {
    const start = matchEnd(BLANK, this.#text, this.#at);
    const token = this.#scan(start);
    this.#at = token.end;
    return token;
  }

  /** As Go prints a token: place, type, text. */
  shown({ type, start, end }: LooseToken): string {
    const { line, column } = positionAt(this.#text, start);
    return `${line}:${column} ${type} ${this.#text.slice(start, end)}`;
  }

  #scan(start: number): LooseToken {
    const text = this.#text;
    const character = text[start];
    if (character === undefined) return { type: "EOF", value: null, start, end: start };
    if (character === '"') return this.#string(start);
    const end = matchEnd(WORD, text, start);
    if (end > start) {
      const word = WORDS.get(text.slice(start, end));
      return word === undefined
        ? this.#illegal("illegal char", start, end)
        : { type: word[0], value: word[1], start, end };
    }
    const numberEnd = matchEnd(NUMBER, text, start);
    if (numberEnd > start) return this.#number(start, numberEnd);
    const single = SINGLE.get(character);
    if (single !== undefined) return { type: single, value: null, start, end: start + 1 };
    const [whole = ""] = text.slice(start, start + 2);
    const words = whole === "-" ? "illegal char" : `illegal char: ${whole}`;
    return this.#illegal(words, start, start + whole.length);
  }

  #string(start: number): LooseToken {
    const text = this.#text;
    let end = start + 1;
    for (;;) {
      end = matchEnd(PLAIN, text, end);
      if (text[end] === '"') break;
      if (text[end] !== "\\") return this.#illegal("literal not terminated", start, end, end);
      end += 2;
    }
    end += 1;
    const written = text.slice(start, end);
    for (const { 0: sequence, index } of written.matchAll(ESCAPES))
      if (sequence === "\\") return this.#illegal("illegal char escape", start, end, start + index + 1);
    const escaped = written.replace(CONTROL, (control) => JSON.stringify(control).slice(1, -1));
    return { type: "STRING", value: String(JSON.parse(escaped)), start, end };
  }

  #number(start: number, end: number): LooseToken {
    const written = this.#text.slice(start, end);
    const type = /[.eE]/.test(written) ? "FLOAT" : "NUMBER";
    if (/^-?0\d/.test(written) && type === "NUMBER")
      return this.#illegal("numbers cannot start with 0", start, end);
    return { type, value: Number.parseFloat(written), start, end };
  }

  /** The place is that of the last character that was read. */
  #illegal(words: string, start: number, end: number, at: number = end - 1): LooseToken {
    this.#fault = new Fault(words, Math.min(at, this.#text.length), end, "bare");
    return { type: "ILLEGAL", value: null, start, end };
  }
}
