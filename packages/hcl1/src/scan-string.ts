import { Fault } from "./syntax-error.ts";
import type { Token } from "./token.ts";

/**
 * `"…"` with its escapes read. What stands in `${…}` is kept as it is written,
 * quotes and line ends included: here it is text, others may give it a meaning.
 */
export function scanString(text: string, start: number): Token {
  const out = new StringParts();
  let at = start + 1;
  for (;;) {
    const special = nextSpecial(text, at);
    const character = text[special];
    out.text(text.slice(at, special));
    if (character === '"') return { type: "STRING", value: out.finish(), start, end: special + 1 };
    if (character === "\\") {
      at = readEscape(text, special, out);
    } else if (character === "$") {
      at = endOfInterpolation(text, special, start);
      out.text(text.slice(special, at));
    } else {
      throw new Fault("literal not terminated", start, special);
    }
  }
}

const SPECIAL = /["\\\n]|\$\{/g;

/** The next quote, escape, `${` or what may not stand in a string; the text's end where there is none. */
function nextSpecial(text: string, from: number): number {
  SPECIAL.lastIndex = from;
  return SPECIAL.test(text) ? SPECIAL.lastIndex - (text[SPECIAL.lastIndex - 1] === "{" ? 2 : 1) : text.length;
}

const BRACE_OR_ESCAPE = /[{}\\]/g;

function endOfInterpolation(text: string, from: number, start: number): number {
  let braces = 0;
  BRACE_OR_ESCAPE.lastIndex = from;
  while (BRACE_OR_ESCAPE.test(text)) {
    const at = BRACE_OR_ESCAPE.lastIndex - 1;
    const character = text[at];
    if (character === "{") braces += 1;
    else if (character === "}") braces -= 1;
    else BRACE_OR_ESCAPE.lastIndex = readEscape(text, at, new StringParts());
    if (braces === 0) return at + 1;
  }
  throw new Fault("literal not terminated", start, text.length);
}

const SIMPLE: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
  ['"', 34],
  ["\\", 92],
]);

/** `\101`, `\x41`: a byte; `\u0041`, `\U00000041`: a character. */
const NUMBERED = /\\(?:([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;
const BYTE_MAX = 0xff;
const CODE_POINT_MAX = 0x10_ffff;
const SURROGATES = [0xd800, 0xdfff] as const;
const REPLACEMENT = 0xfffd;

/** Adds what an escape stands for; where it ends. */
function readEscape(text: string, at: number, out: StringParts): number {
  const simple = SIMPLE.get(text[at + 1] ?? "");
  if (simple !== undefined) {
    out.character(simple);
    return at + 2;
  }
  NUMBERED.lastIndex = at;
  const numbered = NUMBERED.exec(text);
  if (numbered === null) throw new Fault("illegal char escape", at, at + 2);
  const [written, octal, hexadecimal, short, long] = numbered;
  const end = at + written.length;
  if (octal !== undefined || hexadecimal !== undefined) {
    const byte = octal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number.parseInt(octal, 8);
    if (byte > BYTE_MAX) throw new Fault("illegal char escape", at, end);
    out.byte(byte);
  } else {
    const point = Number.parseInt(short ?? long ?? "", 16);
    if (point > CODE_POINT_MAX) throw new Fault("illegal char escape", at, end);
    out.character(point >= SURROGATES[0] && point <= SURROGATES[1] ? REPLACEMENT : point);
  }
  return end;
}

/** A string in the making; bytes that stand together are read as UTF-8. */
class StringParts {
  readonly #parts: string[] = [];
  #bytes: number[] = [];

  text(part: string): void {
    if (part === "") return;
    this.#flush();
    this.#parts.push(part);
  }

  character(point: number): void {
    this.text(String.fromCodePoint(point));
  }

  byte(value: number): void {
    this.#bytes.push(value);
  }

  finish(): string {
    this.#flush();
    return this.#parts.join("");
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#parts.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(this.#bytes)));
    this.#bytes = [];
  }
}
