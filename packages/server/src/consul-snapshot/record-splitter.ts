import { Buffer } from "node:buffer";
import { serverError } from "../errors.ts";
import { type Refusal, refuse } from "../state/refusal.ts";
import { sizeOfValue } from "./value-size.ts";

/** Hears of what stands in front of all records, and of each record. */
export interface RecordListener {
  header(bytes: Buffer): void;
  /** `size` is that of all that was read for it: its type too, and for the first one the header. */
  record(type: number, bytes: Buffer, size: number): void;
}

/** A type of this and more would be no byte of its own. */
const TYPE_MAX = 0x7f;

/** Takes the state of an archive piece by piece, and hands on whole records. */
export class RecordSplitter {
  readonly #listener: RecordListener;
  readonly #recordBytesMax: number;
  #open: Buffer[] = [];
  #openBytes = 0;
  /** How many bytes the open ones must be before it is worth looking again. */
  #wanted = 1;
  #headerBytes = 0;
  #begun = false;

  constructor(listener: RecordListener, recordBytesMax: number) {
    this.#listener = listener;
    this.#recordBytesMax = recordBytesMax;
  }

  /** Takes the next piece, or says what is wrong with it. */
  add(piece: Buffer): Refusal | undefined {
    this.#open.push(piece);
    this.#openBytes += piece.length;
    return this.#openBytes < this.#wanted ? undefined : this.#split();
  }

  /** What is wrong with where it ended. */
  end(): Refusal | undefined {
    const refused = this.#openBytes > 0 ? this.#split() : undefined;
    if (refused !== undefined) return refused;
    if (this.#begun && this.#openBytes === 0) return undefined;
    return refuse(serverError("snapshot-ends-too-early"));
  }

  #split(): Refusal | undefined {
    const bytes =
      this.#open.length === 1 && this.#open[0] !== undefined ? this.#open[0] : Buffer.concat(this.#open);
    let at = 0;
    while (at < bytes.length) {
      const head = this.#begun ? 1 : 0;
      const type = bytes[at] ?? 0;
      if (head === 1 && type > TYPE_MAX) return refuse(serverError("snapshot-damaged"));
      const size = sizeOfValue(bytes, at + head);
      if (Number.isNaN(size)) return refuse(serverError("snapshot-damaged"));
      if ((size ?? bytes.length - at) > this.#recordBytesMax)
        return refuse(serverError("snapshot-entry-too-large", this.#recordBytesMax));
      if (size === undefined) break;
      this.#hand(type, bytes.subarray(at + head, at + head + size));
      at += head + size;
    }
    this.#open = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#openBytes = bytes.length - at;
    // Looking again at each piece would cost the square of a long record.
    this.#wanted = Math.max(1, 2 * this.#openBytes);
    return undefined;
  }

  #hand(type: number, bytes: Buffer): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#headerBytes = bytes.length;
      this.#listener.header(bytes);
      return;
    }
    this.#listener.record(type, bytes, 1 + bytes.length + this.#headerBytes);
    this.#headerBytes = 0;
  }
}
