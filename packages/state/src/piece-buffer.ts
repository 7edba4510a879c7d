import { Buffer } from "node:buffer";

/** From here on there is enough for one write. */
const PIECE_BYTES = 256 * 1024;

/** Gathers texts and bytes until there is a piece of them; one buffer serves all pieces. */
export class PieceBuffer {
  #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES + PIECE_BYTES / 2);
  #length = 0;

  text(text: string): void {
    // A unit of UTF-16 takes at most three bytes.
    this.#need(3 * text.length);
    this.#length += this.#buffer.write(text, this.#length);
  }

  bytes(bytes: Uint8Array): void {
    this.#need(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  get isFull(): boolean {
    return this.#length >= PIECE_BYTES;
  }

  /** What was gathered; good until something is added. */
  take(): Uint8Array {
    const piece = this.#buffer.subarray(0, this.#length);
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
