import { Buffer } from "node:buffer";
import type { Entry } from "@tutti/store";
import { serverError } from "../errors.ts";
import { type Refusal, refuse } from "../state/refusal.ts";
import { decodeEntry, HEADER_BYTES, isSound, sizeOfEntry } from "./entry-bytes.ts";

/** First line of a snapshot, unpacked. */
export const MAGIC = "tutti-snapshot 1\n";

/** How much is taken, unpacked, in bytes: all together, and of one entry with its head. */
export interface SnapshotBounds {
  readonly bytesMax: number;
  readonly entryBytesMax: number;
}

/**
 * Unpacked bytes, put together so that each block holds whole entries. What a
 * piece leaves unfinished is joined with the next ones only when these hold the
 * rest of it: a long entry is copied once.
 */
export class Blocks {
  readonly #blocks: Buffer[] = [];
  #open: Buffer[] = [];
  #openBytes = 0;
  /** How many bytes the open ones must be before it is worth looking. */
  #wanted = MAGIC.length;
  #bytes = 0;
  #begun = false;
  /** How many entries there are. */
  count = 0;
  readonly #bytesMax: number;
  readonly #entryBytesMax: number;
  readonly #keeps: boolean;

  /** One that does not keep them only looks whether they are sound. */
  constructor({ bytesMax, entryBytesMax }: SnapshotBounds, keeps = true) {
    this.#bytesMax = bytesMax;
    this.#entryBytesMax = Math.min(entryBytesMax, bytesMax);
    this.#keeps = keeps;
  }

  /** How many bytes there were, unpacked. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes the next piece, the first of which begins with the magic line; or says what is wrong with it. */
  add(piece: Buffer): Refusal | undefined {
    this.#bytes += piece.length;
    if (this.#bytes > this.#bytesMax) return refuse(serverError("snapshot-too-large", this.#bytesMax));
    this.#open.push(piece);
    this.#openBytes += piece.length;
    if (this.#openBytes < this.#wanted) return undefined;
    const bytes = this.#open.length === 1 ? piece : Buffer.concat(this.#open);
    const from = this.#begun ? 0 : MAGIC.length;
    this.#begun = true;
    return this.#split(bytes, from);
  }

  /** What is wrong with where it ended. */
  endMistake(): Refusal | undefined {
    return this.#begun && this.#openBytes === 0 ? undefined : refuse(serverError("snapshot-ends-too-early"));
  }

  *entries(): Generator<Entry> {
    for (const block of this.#blocks)
      for (let at = 0; at < block.length; ) {
        const end = at + sizeOfEntry(block, at);
        yield decodeEntry(block, at, end);
        at = end;
      }
  }

  #split(bytes: Buffer, from: number): Refusal | undefined {
    let at = from;
    this.#wanted = HEADER_BYTES;
    while (at + HEADER_BYTES <= bytes.length) {
      const size = sizeOfEntry(bytes, at);
      if (!(size <= this.#bytesMax)) return refuse(serverError("snapshot-ends-too-early"));
      if (size > this.#entryBytesMax)
        return refuse(serverError("snapshot-entry-too-large", this.#entryBytesMax));
      if (at + size > bytes.length) {
        this.#wanted = size;
        break;
      }
      if (!isSound(bytes, at)) return refuse(serverError("snapshot-damaged"));
      this.count += 1;
      at += size;
    }
    if (at > from && this.#keeps) this.#blocks.push(bytes.subarray(from, at));
    this.#open = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#openBytes = bytes.length - at;
    return undefined;
  }
}
