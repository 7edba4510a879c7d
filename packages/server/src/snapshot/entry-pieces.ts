import { Buffer } from "node:buffer";
import type { Entry } from "@tutti/store";
import type { Refusal } from "../state/refusal.ts";
import { type Blocks, MAGIC } from "./blocks.ts";
import { encodeEntry } from "./entry-bytes.ts";

/** What is handed on at once, in bytes: a block an entry would be a million of them. */
const PIECE_BYTES_MIN = 1 << 20;

/** Puts entries that come one by one into blocks. */
export class EntryPieces {
  readonly #blocks: Blocks;
  #open: Buffer[] = [];
  #bytes = 0;
  /** What is wrong with what came; it stays. */
  refused: Refusal | undefined;

  constructor(blocks: Blocks) {
    this.#blocks = blocks;
    this.#push(Buffer.from(MAGIC));
  }

  add(entry: Entry): void {
    this.#push(encodeEntry(entry));
    if (this.#bytes >= PIECE_BYTES_MIN) this.flush();
  }

  flush(): void {
    this.refused ??= this.#blocks.add(Buffer.concat(this.#open));
    this.#open = [];
    this.#bytes = 0;
  }

  #push(bytes: Buffer): void {
    this.#open.push(bytes);
    this.#bytes += bytes.length;
  }
}
