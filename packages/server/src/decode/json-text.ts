import { quoteByte } from "@tutti/values";
import { JsonNumber, JsonObject, type JsonValue } from "./json-value.ts";
import { decodeUtf8, REPLACEMENT } from "./utf8.ts";

/** Deepest nesting of a body. Go stops at 10,000, which the loops after it could not follow. */
export const DEPTH_MAX = 512;

/** A value, or Go's words for what is wrong with the text. */
export type ParsedJson =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly text: string };

/**
 * Reads JSON by the rules of Go's encoding/json, which clients know from Consul.
 * A `stream` ends with its first value, whatever comes after it; a `whole` text
 * has nothing but the value. `JSON.parse` rounds numbers of 64 bits, forgets
 * doubled keys and has other words for mistakes.
 */
export function parseJsonText(bytes: Uint8Array, reading: "stream" | "whole" = "stream"): ParsedJson {
  const scanner = new Scanner(bytes);
  scanner.space();
  if (scanner.atEnd) return { ok: false, text: reading === "stream" ? "EOF" : END_OF_INPUT };
  const value = scanner.value(1);
  if (value !== undefined && reading === "whole") {
    scanner.space();
    if (!scanner.atEnd) scanner.fail("after top-level value");
  }
  if (value !== undefined && scanner.mistake === "") return { ok: true, value };
  const early = reading === "stream" ? "unexpected EOF" : END_OF_INPUT;
  return { ok: false, text: scanner.mistake === "" ? early : scanner.mistake };
}

const END_OF_INPUT = "unexpected end of JSON input";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;

const WORDS: ReadonlyMap<number, readonly [string, null | boolean]> = new Map<
  number,
  readonly [string, null | boolean]
>([
  [0x74, ["true", true]],
  [0x66, ["false", false]],
  [0x6e, ["null", null]],
]);

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [QUOTE, '"'],
  [BACKSLASH, "\\"],
  [0x2f, "/"],
  [0x62, "\b"],
  [0x66, "\f"],
  [0x6e, "\n"],
  [0x72, "\r"],
  [0x74, "\t"],
]);

/** Walks over the bytes once. Each part gives undefined where it met a mistake, or (without one) the end of the text. */
class Scanner {
  /** In Go's words; "" while there is none. */
  mistake = "";
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  space(): void {
    while (isSpace(this.#byte())) this.#at += 1;
  }

  value(depth: number): JsonValue | undefined {
    this.space();
    const first = this.#byte();
    if (first === OPEN_OBJECT || first === OPEN_LIST) {
      if (depth > DEPTH_MAX) {
        this.mistake = "exceeded max depth";
        return undefined;
      }
      return first === OPEN_OBJECT ? this.#object(depth) : this.#list(depth);
    }
    if (first === QUOTE) return this.#string();
    if (first === MINUS || isDigit(first)) return this.#number();
    const word = WORDS.get(first);
    if (word === undefined) return this.fail("looking for beginning of value");
    return this.#word(word[0]) ? word[1] : undefined;
  }

  /** Says that the byte here cannot stand here; at the end of the text there is nothing to say. */
  fail(where: string): undefined {
    if (!this.atEnd) this.mistake = `invalid character ${quoteByte(this.#byte())} ${where}`;
    return undefined;
  }

  #object(depth: number): JsonObject | undefined {
    const entries: (readonly [string, JsonValue])[] = [];
    this.#at += 1;
    this.space();
    if (this.#take(CLOSE_OBJECT)) return new JsonObject(entries);
    for (;;) {
      this.space();
      if (this.#byte() !== QUOTE) return this.fail("looking for beginning of object key string");
      const key = this.#string();
      if (key === undefined) return undefined;
      this.space();
      if (!this.#take(COLON)) return this.fail("after object key");
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      entries.push([key, value]);
      this.space();
      if (this.#take(CLOSE_OBJECT)) return new JsonObject(entries);
      if (!this.#take(COMMA)) return this.fail("after object key:value pair");
    }
  }

  #list(depth: number): readonly JsonValue[] | undefined {
    const items: JsonValue[] = [];
    this.#at += 1;
    this.space();
    if (this.#take(CLOSE_LIST)) return items;
    for (;;) {
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
      this.space();
      if (this.#take(CLOSE_LIST)) return items;
      if (!this.#take(COMMA)) return this.fail("after array element");
    }
  }

  #word(word: string): boolean {
    for (const letter of word) {
      if (!this.#take(letter.charCodeAt(0))) {
        this.fail(`in literal ${word} (expecting '${letter}')`);
        return false;
      }
    }
    return true;
  }

  #number(): JsonNumber | undefined {
    const start = this.#at;
    this.#take(MINUS);
    if (!this.#take(ZERO) && !this.#digits("in numeric literal")) return undefined;
    if (this.#take(POINT) && !this.#digits("after decimal point in numeric literal")) return undefined;
    const sign = this.#byte() | 0x20;
    if (sign === 0x65) {
      this.#at += 1;
      if (!this.#take(PLUS)) this.#take(MINUS);
      if (!this.#digits("in exponent of numeric literal")) return undefined;
    }
    return new JsonNumber(latin(this.#bytes.subarray(start, this.#at)));
  }

  #digits(where: string): boolean {
    const start = this.#at;
    while (isDigit(this.#byte())) this.#at += 1;
    if (this.#at === start) this.fail(where);
    return this.#at > start;
  }

  #string(): string | undefined {
    this.#at += 1;
    let out = "";
    let start = this.#at;
    for (;;) {
      const byte = this.#byte();
      if (byte === QUOTE || byte === BACKSLASH) {
        out += decodeUtf8(this.#bytes.subarray(start, this.#at));
        this.#at += 1;
        if (byte === QUOTE) return out;
        const escaped = this.#escape();
        if (escaped === undefined) return undefined;
        out += escaped;
        start = this.#at;
      } else if (byte < 0x20) return this.fail("in string literal");
      else this.#at += 1;
    }
  }

  /** What stands for a backslash and what follows it. */
  #escape(): string | undefined {
    const simple = ESCAPES.get(this.#byte());
    if (simple !== undefined) {
      this.#at += 1;
      return simple;
    }
    if (this.#byte() !== 0x75) return this.fail("in string escape code");
    const unit = this.#hex();
    if (unit === undefined) return undefined;
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    // Half of a pair is a character only together with its other half.
    if (unit > 0xdbff || this.#byte() !== BACKSLASH || this.#bytes[this.#at + 1] !== 0x75) return REPLACEMENT;
    const back = this.#at;
    this.#at += 1;
    const low = this.#hex();
    if (low === undefined) return undefined;
    if (low >= 0xdc00 && low <= 0xdfff) return String.fromCharCode(unit, low);
    this.#at = back;
    return REPLACEMENT;
  }

  /** The `u` and four digits after it. */
  #hex(): number | undefined {
    let unit = 0;
    for (let i = 0; i < 4; i += 1) {
      this.#at += 1;
      const digit = hexDigit(this.#byte());
      if (digit === undefined) return this.fail("in \\u hexadecimal character escape");
      unit = unit * 16 + digit;
    }
    this.#at += 1;
    return unit;
  }

  #take(byte: number): boolean {
    if (this.#byte() !== byte) return false;
    this.#at += 1;
    return true;
  }

  /** -1 at the end. */
  #byte(): number {
    return this.#bytes[this.#at] ?? -1;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function hexDigit(byte: number): number | undefined {
  if (isDigit(byte)) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
