import { DEPTH_MAX } from "./limits.ts";
import { matchEnd } from "./scanner.ts";
import type { Item, Node, ObjectNode, Scalar } from "./syntax.ts";
import { Fault } from "./syntax-error.ts";

const BLANK = /[ \t\r\n]*/y;
const STRING_SPECIAL = /["\\]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
/** More digits than a number of 64 bits has. */
const DIGITS_MAX = 100;

/** The JSON form: a text that begins with `{` is one object in RFC 8259's syntax; throws a Fault. */
export class JsonParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): ObjectNode {
    this.#skipBlanks();
    const root = this.#object(0);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#unexpected("behind the object");
    return root;
  }

  #skipBlanks(): void {
    this.#at = matchEnd(BLANK, this.#text, this.#at);
  }

  #value(depth: number): Node {
    const first = this.#text[this.#at];
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#list(depth);
    const start = this.#at;
    const value = first === '"' ? this.#string() : this.#numberOrWord();
    return { kind: "literal", value, start, end: this.#at };
  }

  #object(depth: number): ObjectNode {
    const start = this.#open("{", depth);
    const items: Item[] = [];
    while (this.#another("}", items.length > 0)) {
      const keyStart = this.#at;
      const key = { name: this.#string(), quoted: true, start: keyStart, end: this.#at };
      this.#skipBlanks();
      if (this.#text[this.#at] !== ":") throw this.#unexpected("after object key");
      this.#at += 1;
      this.#skipBlanks();
      const value = this.#value(depth + 1);
      items.push({ keys: [key], value, start: keyStart, end: value.end });
    }
    return { kind: "object", items, start, end: this.#at };
  }

  #list(depth: number): Node {
    const start = this.#open("[", depth);
    const items: Node[] = [];
    while (this.#another("]", items.length > 0)) items.push(this.#value(depth + 1));
    return { kind: "list", items, start, end: this.#at };
  }

  #open(bracket: "{" | "[", depth: number): number {
    if (depth > DEPTH_MAX) throw new Fault(`nested deeper than ${DEPTH_MAX} levels`, this.#at);
    if (this.#text[this.#at] !== bracket) throw this.#unexpected("looking for beginning of object");
    this.#at += 1;
    return this.#at - 1;
  }

  /** Goes to the next entry, over the comma before it; false over the closing bracket. */
  #another(closing: "}" | "]", behindOne: boolean): boolean {
    this.#skipBlanks();
    if (this.#text[this.#at] === closing) {
      this.#at += 1;
      return false;
    }
    if (!behindOne) return true;
    const place = closing === "}" ? "after object key:value pair" : "after array element";
    if (this.#text[this.#at] !== ",") throw this.#unexpected(place);
    this.#at += 1;
    this.#skipBlanks();
    return true;
  }

  #string(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') throw this.#unexpected("looking for beginning of string");
    const end = endOfString(this.#text, start);
    this.#at = end;
    return String(JSON.parse(this.#text.slice(start, end)));
  }

  #numberOrWord(): Scalar {
    const start = this.#at;
    const end = matchEnd(NUMBER, this.#text, start);
    if (end > start) {
      this.#at = end;
      return numberOf(this.#text.slice(start, end), start, end);
    }
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, start)) continue;
      this.#at = start + word.length;
      return value;
    }
    throw this.#unexpected("looking for beginning of value");
  }

  #unexpected(place: string): Fault {
    const [character] = this.#text.slice(this.#at, this.#at + 2);
    return character === undefined
      ? new Fault("unexpected end of JSON input", this.#at)
      : new Fault(`invalid character ${JSON.stringify(character)} ${place}`, this.#at);
  }
}

/** Behind the closing quote; control characters must be escaped. */
function endOfString(text: string, start: number): number {
  STRING_SPECIAL.lastIndex = start + 1;
  while (STRING_SPECIAL.test(text)) {
    const at = STRING_SPECIAL.lastIndex - 1;
    if (text[at] === '"') {
      checkControls(text, start, at);
      return at + 1;
    }
    const end = matchEnd(ESCAPE, text, at);
    if (end === at) throw new Fault("illegal char escape", at, at + 2);
    STRING_SPECIAL.lastIndex = end;
  }
  throw new Fault("literal not terminated", start, text.length);
}

const CONTROL_END = 0x20;

function checkControls(text: string, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) < CONTROL_END) {
      throw new Fault("control characters in a string must be escaped", at);
    }
  }
}

function numberOf(written: string, start: number, end: number): Scalar {
  const plain = Number(written);
  if (Number.isSafeInteger(plain) || /[.eE]/.test(written)) {
    if (Number.isFinite(plain)) return plain;
  } else if (written.length <= DIGITS_MAX) {
    const exact = BigInt(written);
    if (BigInt.asIntN(64, exact) === exact) return exact;
  }
  throw new Fault("number is out of range: whole numbers have 64 bits", start, end);
}
