import { isJsonObject, type Json, JsonNumber, type JsonObject } from "./json-tree.ts";
import { quoteByte } from "./quote-byte.ts";

/**
 * JSON text to a tree that keeps every digit of every number, which
 * `JSON.parse` of Node 20 cannot. Refusals are worded as Go's decoder words
 * them, since `jsondecode` shows them to users.
 */

/** Where a text stops being JSON, and why. */
export class JsonSyntaxError {
  readonly message: string;
  /** In UTF-16 units from the start of the text. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    this.message = message;
    this.offset = offset;
  }
}

/** A number with a fraction, an exponent or more than 15 digits, where a number may stand; an escaped half of a pair. */
const LOSSY = /[[:,]\s*-?(?:\d+[.eE]|\d{16}|0\s*[.])|[[:,]\s*-0|^\s*-|\\u[dD][89a-fA-F]/;

/** What a JSON text may hold beside the standard. */
export interface ParseOptions {
  /** Called for each repeated member with what both are; a text refuses the document with it. */
  readonly onDuplicate?: (key: string, first: Json, second: Json) => string | undefined;
}

/** One JSON document. Of repeated members the last counts. */
export function parseJson(text: string, options?: ParseOptions): Json | JsonSyntaxError {
  if (options?.onDuplicate === undefined && !LOSSY.test(text)) {
    try {
      const tree = JSON.parse(text) as Json;
      if (typeof tree !== "number") return tree;
    } catch {
      // The slow parser says what is wrong.
    }
  }
  return new Parser(text, options).document();
}

/** One JSON object; undefined for any other text. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const json = parseJson(text);
  return json instanceof JsonSyntaxError || !isJsonObject(json) ? undefined : json;
}

/** What stands behind a backslash in a JSON text, but for `u` and its digits, and the character that it means. */
export const JSON_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
/** Three times what a value may be nested, since a type is written with two brackets a level; Go's own is 10,000, for which Node has no stack. */
const DEPTH_MAX = 1_500;

class Parser {
  readonly #text: string;
  readonly #onDuplicate: ParseOptions["onDuplicate"];
  #at = 0;
  #depth = 0;
  #error: JsonSyntaxError | undefined;

  constructor(text: string, options: ParseOptions | undefined) {
    this.#text = text;
    this.#onDuplicate = options?.onDuplicate;
  }

  document(): Json | JsonSyntaxError {
    const value = this.#value();
    if (this.#error !== undefined) return this.#error;
    this.#blanks();
    // Closing brackets too many are let pass, as Go's decoder does.
    if (this.#at < this.#text.length && !"]}".includes(this.#text[this.#at] ?? "")) {
      return new JsonSyntaxError("extraneous data after JSON object", this.#at);
    }
    return value;
  }

  #fail(message: string): null {
    this.#error ??= new JsonSyntaxError(message, this.#at);
    return null;
  }

  /** `context` as in "looking for beginning of value". */
  #unexpected(context: string, atEnd = "EOF"): null {
    const point = this.#text.codePointAt(this.#at);
    if (point === undefined) return this.#fail(atEnd);
    const [byte = 0] = new TextEncoder().encode(String.fromCodePoint(point));
    return this.#fail(`invalid character ${quoteByte(byte)} ${context}`.trimEnd());
  }

  #blanks(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return;
      this.#at += 1;
    }
  }

  #value(): Json {
    this.#blanks();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#array());
      case '"':
        return this.#string();
      case "t":
        return this.#literal("true", true);
      case "f":
        return this.#literal("false", false);
      case "n":
        return this.#literal("null", null);
      default:
        return this.#number();
    }
  }

  #nested(run: () => Json): Json {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) return this.#fail("exceeded max depth");
    this.#at += 1;
    const value = run();
    this.#depth -= 1;
    return value;
  }

  #object(): Json {
    const out: Record<string, Json> = {};
    this.#blanks();
    if (this.#text[this.#at] === "}") {
      this.#at += 1;
      return out;
    }
    for (let first = true; ; first = false) {
      this.#blanks();
      if (this.#text[this.#at] !== '"')
        return this.#unexpected(first ? "" : "looking for beginning of object key string");
      const key = this.#string();
      this.#blanks();
      if (this.#error !== undefined || typeof key !== "string") return null;
      if (this.#text[this.#at] !== ":") return this.#unexpected("after object key");
      this.#at += 1;
      const value = this.#value();
      if (this.#error !== undefined) return null;
      this.#put(out, key, value);
      this.#blanks();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "}") return this.#unexpected("after object key:value pair");
      this.#at += 1;
      if (next === "}") return out;
    }
  }

  #put(out: Record<string, Json>, key: string, value: Json): void {
    if (this.#onDuplicate !== undefined && Object.hasOwn(out, key)) {
      const refusal = this.#onDuplicate(key, out[key] ?? null, value);
      if (refusal !== undefined) this.#fail(refusal);
    }
    if (key === "__proto__")
      Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
    else out[key] = value;
  }

  #array(): Json {
    const out: Json[] = [];
    this.#blanks();
    if (this.#text[this.#at] === "]") {
      this.#at += 1;
      return out;
    }
    for (;;) {
      out.push(this.#value());
      if (this.#error !== undefined) return null;
      this.#blanks();
      const next = this.#text[this.#at];
      if (next !== "," && next !== "]") return this.#unexpected("after array element");
      this.#at += 1;
      if (next === "]") return out;
    }
  }

  #literal(word: string, value: boolean | null): Json {
    for (const [i, letter] of [...word].entries()) {
      if (this.#text[this.#at] !== letter)
        return this.#unexpected(`in literal ${word} (expecting '${letter}')`, "unexpected EOF");
      if (i < word.length) this.#at += 1;
    }
    return value;
  }

  #string(): Json {
    const start = this.#at + 1;
    let at = start;
    for (;;) {
      const unit = this.#text.charCodeAt(at);
      if (unit === 0x22) {
        this.#at = at + 1;
        return this.#text.slice(start, at);
      }
      if (unit === 0x5c || unit < 0x20 || Number.isNaN(unit)) break;
      at += 1;
    }
    this.#at = at;
    return this.#escaped(this.#text.slice(start, at));
  }

  #escaped(head: string): Json {
    let out = head;
    for (;;) {
      const letter = this.#text[this.#at];
      if (letter === undefined || letter < " ")
        return this.#unexpected("in string literal", "unexpected EOF");
      this.#at += 1;
      if (letter === '"') return out.replace(LONE_SURROGATE, "\uFFFD");
      if (letter !== "\\") {
        out += letter;
        continue;
      }
      const code = this.#text[this.#at];
      if (code === "u") {
        const unit = this.#hex();
        if (unit === undefined) return null;
        out += String.fromCharCode(unit);
        continue;
      }
      const plain = JSON_ESCAPES.get(code ?? "");
      if (plain === undefined) return this.#unexpected("in string escape code", "unexpected EOF");
      out += plain;
      this.#at += 1;
    }
  }

  #hex(): number | undefined {
    this.#at += 1;
    for (let i = 0; i < 4; i++) {
      if (!/^[0-9a-fA-F]$/.test(this.#text[this.#at] ?? "")) {
        this.#unexpected("in \\u hexadecimal character escape", "unexpected EOF");
        return undefined;
      }
      this.#at += 1;
    }
    return Number.parseInt(this.#text.slice(this.#at - 4, this.#at), 16);
  }

  #number(): Json {
    const start = this.#at;
    const first = this.#text[start];
    if (first === undefined || !/^[-0-9]$/.test(first))
      return this.#unexpected("looking for beginning of value");
    if (first === "-") this.#at += 1;
    if (this.#text[this.#at] === "0") this.#at += 1;
    else if (!this.#digits()) return this.#unexpected("in numeric literal", "unexpected EOF");
    if (this.#text[this.#at] === ".") {
      this.#at += 1;
      if (!this.#digits())
        return this.#unexpected("after decimal point in numeric literal", "unexpected EOF");
    }
    if (/^[eE]$/.test(this.#text[this.#at] ?? "")) {
      this.#at += 1;
      if (/^[-+]$/.test(this.#text[this.#at] ?? "")) this.#at += 1;
      if (!this.#digits()) return this.#unexpected("in exponent of numeric literal", "unexpected EOF");
    }
    const text = this.#text.slice(start, this.#at);
    const number = Number(text);
    return Number.isSafeInteger(number) && String(number) === text ? number : new JsonNumber(text);
  }

  #digits(): boolean {
    const start = this.#at;
    while (/^[0-9]$/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    return this.#at > start;
  }
}
