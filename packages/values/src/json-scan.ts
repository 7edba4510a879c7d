import { decodeBytes, joined } from "./byte-text.ts";
import { INTEGER, MINUS, NUMBER_ENDS, numberState, ZERO } from "./json-number-state.ts";

/**
 * JSON bytes that come in pieces, without a text or a tree of the whole: each
 * byte is looked at once, and what is kept is the value that somebody asked
 * for. What is no JSON is told by the place where Go's decoder would stop.
 */

/** Who is told what a document holds, in its order. */
export interface JsonVisitor {
  /** An object or a list begins. "in": its members come one by one; "whole": its text comes as one value. */
  open(kind: "object" | "array"): "in" | "whole";
  /** What was gone into ends. */
  close(): void;
  /** The name of the member whose value comes next. */
  name(name: string): void;
  /** A value as it is written: one that was not gone into, or no container. */
  value(text: string): void;
  /**
   * A string of ASCII without escapes, between its quotes in the piece. False:
   * it shall come as a `value`. Called for most strings, not for all of them.
   */
  ascii(piece: Uint8Array, from: number, to: number): boolean;
}

/** Containers in containers, as in Go. */
const DEPTH_MAX = 10_000;

/** What is expected next. Numbers, because this is asked for every byte. */
const VALUE = 0;
const FIRST_ITEM = 1;
const FIRST_NAME = 2;
const NEXT_NAME = 3;
const COLON = 4;
const AFTER = 5;
const STRING = 6;
const ESCAPE = 7;
const HEX = 8;
const LITERAL = 9;
/* 10 to 17 are those of a number: `json-number-state.ts`. */
const DONE = 18;
const IGNORED = 19;
const FAILED = 20;

const OBJECT = 1;
const ARRAY = 2;

/** Reads one document, piece by piece. */
export class JsonScanner {
  readonly #visitor: JsonVisitor;
  #state = VALUE;
  /** Of the containers around the place, the innermost last. */
  #kinds: number[] = [];
  /** Containers around the one whose text is taken whole; below 0 where there is none. */
  #whole = -1;
  /** Where in this piece begins what is taken; below 0 where nothing is. */
  #from = -1;
  /** What was taken of earlier pieces. */
  #taken: Uint8Array[] = [];
  /** The string that is read is a name. */
  #isName = false;
  /** The string has escapes or bytes beyond ASCII. */
  #isPlain = true;
  #hexLeft = 0;
  #literal = "";
  #literalAt = 0;
  /** Bytes of the pieces before this one. */
  #before = 0;
  #failedAt = 0;

  constructor(visitor: JsonVisitor) {
    this.#visitor = visitor;
  }

  write(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) at = this.#step(piece, at);
    if (this.#from >= 0) {
      // A `Buffer` would not copy its slice.
      this.#taken.push(new Uint8Array(piece.subarray(this.#from)));
      this.#from = 0;
    }
    this.#before += piece.length;
  }

  /** Undefined for a whole document, else the number of bytes up to the one that is wrong, or of all where more had to come. */
  end(): number | undefined {
    if (this.#state === FAILED) return this.#failedAt;
    if (NUMBER_ENDS.has(this.#state)) this.#endScalar(EMPTY, 0);
    return this.#state === DONE || this.#state === IGNORED ? undefined : this.#before;
  }

  /** Goes on at `at`; the place of the next byte to look at. */
  #step(piece: Uint8Array, at: number): number {
    if (this.#state === STRING) return this.#inString(piece, at);
    if (this.#state === IGNORED || this.#state === FAILED) return piece.length;
    const byte = piece[at] ?? 0;
    if (this.#state <= AFTER || this.#state === DONE) {
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return afterBlanks(piece, at + 1);
      return this.#token(piece, at, byte);
    }
    if (this.#state >= MINUS) return this.#inNumber(piece, at, byte);
    if (this.#state === LITERAL) return this.#inLiteral(piece, at, byte);
    return this.#inEscape(at, byte);
  }

  #token(piece: Uint8Array, at: number, byte: number): number {
    switch (this.#state) {
      case FIRST_ITEM:
        if (byte === 0x5d) return this.#endContainer(piece, at);
        return this.#value(at, byte);
      case VALUE:
        return this.#value(at, byte);
      case FIRST_NAME:
        if (byte === 0x7d) return this.#endContainer(piece, at);
        return byte === 0x22 ? this.#beginString(at, true) : this.#fail(at);
      case NEXT_NAME:
        return byte === 0x22 ? this.#beginString(at, true) : this.#fail(at);
      case COLON:
        if (byte !== 0x3a) return this.#fail(at);
        this.#state = VALUE;
        return at + 1;
      case AFTER:
        return this.#after(piece, at, byte);
      default:
        // Closing brackets too many are let pass, as Go's decoder does.
        if (byte !== 0x5d && byte !== 0x7d) return this.#fail(at);
        this.#state = IGNORED;
        return at + 1;
    }
  }

  #value(at: number, byte: number): number {
    if (byte === 0x22) return this.#beginString(at, false);
    if (byte === 0x7b || byte === 0x5b) return this.#beginContainer(at, byte === 0x7b ? OBJECT : ARRAY);
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) {
      this.#take(at);
      this.#state = byte === 0x2d ? MINUS : byte === 0x30 ? ZERO : INTEGER;
      return at + 1;
    }
    const literal = byte === 0x74 ? "true" : byte === 0x66 ? "false" : byte === 0x6e ? "null" : undefined;
    if (literal === undefined) return this.#fail(at);
    this.#take(at);
    this.#literal = literal;
    this.#literalAt = 1;
    this.#state = LITERAL;
    return at + 1;
  }

  #beginContainer(at: number, kind: number): number {
    if (this.#kinds.length === DEPTH_MAX) return this.#fail(at);
    if (this.#whole < 0 && this.#visitor.open(kind === OBJECT ? "object" : "array") === "whole") {
      this.#take(at);
      this.#whole = this.#kinds.length;
    }
    this.#kinds.push(kind);
    this.#state = kind === OBJECT ? FIRST_NAME : FIRST_ITEM;
    return at + 1;
  }

  #endContainer(piece: Uint8Array, at: number): number {
    this.#kinds.pop();
    this.#state = this.#kinds.length === 0 ? DONE : AFTER;
    if (this.#whole < 0) this.#visitor.close();
    else if (this.#whole === this.#kinds.length) {
      this.#whole = -1;
      this.#visitor.value(this.#text(piece, at + 1));
    }
    return at + 1;
  }

  #after(piece: Uint8Array, at: number, byte: number): number {
    const inObject = this.#kinds.at(-1) === OBJECT;
    if (byte === 0x2c) {
      this.#state = inObject ? NEXT_NAME : VALUE;
      return at + 1;
    }
    return byte === (inObject ? 0x7d : 0x5d) ? this.#endContainer(piece, at) : this.#fail(at);
  }

  #beginString(at: number, isName: boolean): number {
    this.#take(at);
    this.#isName = isName;
    this.#isPlain = true;
    this.#state = STRING;
    return at + 1;
  }

  #inString(piece: Uint8Array, start: number): number {
    let beyond = 0;
    for (let at = start; at < piece.length; at++) {
      const byte = piece[at] ?? 0;
      if (byte === 0x22) {
        if (beyond > 0x7f) this.#isPlain = false;
        return this.#endString(piece, at);
      }
      if (byte === 0x5c) {
        this.#isPlain = false;
        this.#state = ESCAPE;
        return at + 1;
      }
      if (byte < 0x20) return this.#fail(at);
      beyond |= byte;
    }
    return piece.length;
  }

  #endString(piece: Uint8Array, at: number): number {
    if (this.#isName) {
      this.#state = COLON;
      if (this.#whole < 0) this.#visitor.name(this.#name(piece, at + 1));
      return at + 1;
    }
    const isWithin = this.#whole < 0 && this.#isPlain && this.#taken.length === 0;
    if (isWithin && this.#visitor.ascii(piece, this.#from + 1, at)) {
      this.#from = -1;
      this.#state = this.#kinds.length === 0 ? DONE : AFTER;
    } else this.#endScalar(piece, at + 1);
    return at + 1;
  }

  #name(piece: Uint8Array, to: number): string {
    const isPlain = this.#isPlain;
    const text = this.#text(piece, to);
    return isPlain ? text.slice(1, -1) : (JSON.parse(text) as string);
  }

  #inEscape(at: number, byte: number): number {
    if (this.#state === ESCAPE) {
      // " \ / b f n r t, or u with four digits.
      const isPlain = '"\\/bfnrt'.includes(String.fromCharCode(byte));
      if (!isPlain && byte !== 0x75) return this.#fail(at);
      this.#hexLeft = 4;
      this.#state = isPlain ? STRING : HEX;
      return at + 1;
    }
    const isDigit = (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
    if (!isDigit) return this.#fail(at);
    this.#hexLeft -= 1;
    if (this.#hexLeft === 0) this.#state = STRING;
    return at + 1;
  }

  #inLiteral(piece: Uint8Array, at: number, byte: number): number {
    if (byte !== this.#literal.charCodeAt(this.#literalAt)) return this.#fail(at);
    this.#literalAt += 1;
    if (this.#literalAt === this.#literal.length) this.#endScalar(piece, at + 1);
    return at + 1;
  }

  #inNumber(piece: Uint8Array, at: number, byte: number): number {
    const next = numberState(this.#state, byte);
    if (next !== undefined) {
      this.#state = next;
      return at + 1;
    }
    if (!NUMBER_ENDS.has(this.#state)) return this.#fail(at);
    // The byte behind the number belongs to what comes after.
    this.#endScalar(piece, at);
    return at;
  }

  #endScalar(piece: Uint8Array, to: number): void {
    this.#state = this.#kinds.length === 0 ? DONE : AFTER;
    if (this.#whole < 0) this.#visitor.value(this.#text(piece, to));
  }

  /** From here on bytes are kept, where nothing around them is kept anyway. */
  #take(at: number): void {
    if (this.#whole < 0) this.#from = at;
  }

  /** What was taken, up to `to`. */
  #text(piece: Uint8Array, to: number): string {
    const last = piece.subarray(this.#from, to);
    const text = this.#taken.length === 0 ? decodeBytes(last) : decodeBytes(joined([...this.#taken, last]));
    this.#taken = [];
    this.#from = -1;
    return text;
  }

  #fail(at: number): number {
    this.#state = FAILED;
    this.#from = -1;
    this.#failedAt = this.#before + at + 1;
    return at + 1;
  }
}

const EMPTY = new Uint8Array();

function afterBlanks(piece: Uint8Array, start: number): number {
  let at = start;
  for (
    let byte = piece[at];
    byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
    byte = piece[at]
  )
    at += 1;
  return at;
}
