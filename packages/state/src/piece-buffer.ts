import { Buffer } from "node:buffer";
import { indentAscii } from "./indent-ascii.ts";
import { indentJson } from "./json-layout.ts";

/** From here on there is enough for one write. */
const PIECE_BYTES = 256 * 1024;
/** Longer ones are rare, and could ask for a large buffer. */
const SHORT_MAX = 16 * 1024;
/** So many times as long is what is laid out, unless it lies deep. */
const SPREAD = 6;
const MARGINS = 1024;

/** Gathers texts and bytes until there is a piece of them; one buffer serves all pieces. */
export class PieceBuffer {
  #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES + PIECE_BYTES / 2);
  #length = 0;
  /** Bytes of the pieces that were taken. */
  #taken = 0;

  /** Bytes so far, those that were taken included. */
  get place(): number {
    return this.#taken + this.#length;
  }

  text(text: string): void {
    // A unit of UTF-16 takes at most three bytes.
    this.#need(3 * text.length);
    this.#length += this.#buffer.write(text, this.#length);
  }

  /** As `indentJson` lays it out; what is short and all ASCII comes into the buffer without a text in between. */
  indented(json: string, margin: string): void {
    this.#need(json.length <= SHORT_MAX ? json.length * SPREAD + MARGINS : 0);
    const end = json.length <= SHORT_MAX ? indentAscii(json, margin.length, this.#buffer, this.#length) : 0;
    if (end === 0) this.text(indentJson(json, margin));
    else this.#length = end;
  }

  /** The first `count` of them. */
  bytes(bytes: Buffer, count = bytes.length): void {
    this.range(bytes, 0, count);
  }

  /** Those from `from` up to `to`. */
  range(bytes: Buffer, from: number, to: number): void {
    this.#need(to - from);
    bytes.copy(this.#buffer, this.#length, from, to);
    this.#length += to - from;
  }

  /** Bytes that go their own way, behind what was taken. */
  *passing(bytes: Buffer): Generator<Uint8Array> {
    yield this.take();
    yield bytes;
    this.#taken += bytes.length;
  }

  get isFull(): boolean {
    return this.#length >= PIECE_BYTES;
  }

  /** What was gathered; good until something is added. */
  take(): Uint8Array {
    const piece = this.#buffer.subarray(0, this.#length);
    this.#taken += this.#length;
    this.#length = 0;
    return piece;
  }

  #need(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + more));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
