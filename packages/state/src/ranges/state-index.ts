/** The file that keeps the ranges of one state: it may be removed at any time, and is passed over where it does not fit. */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { type Disk, RuntimeError } from "@tutti/runtime";
import { encodeStatePieces } from "../format4-write.ts";
import type { State } from "../state.ts";
import type { StateReader } from "../state-reader.ts";
import type { ReadState } from "../stored-state.ts";
import { knowText } from "./known-text.ts";
import { RangeRecorder } from "./range-recorder.ts";
import { readRanged } from "./read-ranged.ts";
import { decodeRanges, encodeRanges, type StateRanges } from "./state-ranges.ts";

/** Digests of objects tell who guesses right; and nobody else needs them. */
const FILE_MODE = 0o600;

export class StateIndex {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #reader: StateReader;
  readonly #needsFew: boolean;

  constructor(disk: Disk, path: string, reader: StateReader, needsFew: boolean) {
    this.#disk = disk;
    this.#path = path;
    this.#reader = reader;
    this.#needsFew = needsFew;
  }

  /** Whether one is left of a state that was not read by one: to find the places again costs a writing of all. */
  isLeftOf({ resources }: State): boolean {
    if (this.#needsFew) return false;
    let count = 0;
    for (const { instances } of resources.values()) count += instances.size;
    return count >= LEFT_MIN;
  }

  /** The state of a file of that size by what is kept of it; undefined where nothing is, or of another text. */
  async read(path: string, size: number): Promise<ReadState | undefined> {
    const ranges = this.#needsFew ? await this.#ranges() : undefined;
    if (ranges === undefined || ranges.size !== size) return undefined;
    const bytes = await this.#bytes(path, size);
    if (bytes === undefined) return undefined;
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (digest !== ranges.digest) return undefined;
    const state = await readRanged(bytes, ranges, this.#reader);
    if (state === undefined) return undefined;
    knowText(state, { bytes, digest });
    return { state, digest };
  }

  /** Undefined where the file has another length by now. */
  async #bytes(path: string, size: number): Promise<Buffer | undefined> {
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for await (const piece of this.#disk.readPieces(path)) {
      if (length + piece.length > size) return undefined;
      bytes.set(piece, length);
      length += piece.length;
    }
    return length === size ? bytes : undefined;
  }

  async #ranges(): Promise<StateRanges | undefined> {
    try {
      if ((await this.#disk.stat(this.#path)) === undefined) return undefined;
      return decodeRanges(await this.#disk.readText(this.#path));
    } catch (error) {
      if (error instanceof RuntimeError) return undefined;
      throw error;
    }
  }

  /** Keeps what was found while a state was written; what cannot be kept is found again by whoever needs it. */
  async keep(ranges: StateRanges | undefined): Promise<void> {
    if (ranges === undefined) return;
    try {
      await this.#disk.makeDirectory(dirname(this.#path));
      await this.#disk.replaceFile(this.#path, encodeRanges(ranges), { mode: FILE_MODE });
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
    }
  }
}

/** Of fewer objects all are read in no time. */
const LEFT_MIN = 1_000;

/** A state on its way to its file, and what is found of it meanwhile. */
export class RangedWriting {
  readonly #recorder = new RangeRecorder();
  readonly #hash = createHash("sha256");
  #size = 0;
  #digest: string | undefined;

  *pieces(state: State): Generator<Uint8Array> {
    for (const piece of encodeStatePieces(state, this.#recorder)) {
      this.#hash.update(piece);
      this.#size += piece.length;
      yield piece;
    }
  }

  get isFull(): boolean {
    return this.#recorder.isFull;
  }

  /** Once all pieces were taken; undefined where there is too much to keep. */
  end(): StateRanges | undefined {
    const resources = this.#recorder.end();
    return resources && { digest: this.digest, size: this.#size, resources };
  }

  /** Of the text, once all pieces were taken. */
  get digest(): string {
    this.#digest ??= this.#hash.digest("hex");
    return this.#digest;
  }
}

/** The ranges of a state in a text that has this digest; undefined where it is written in another way than ours. */
export function rangesOf(state: State, digest: string): StateRanges | undefined {
  const writing = new RangedWriting();
  // no mutant: what is begun in vain is only stopped earlier
  for (const _ of writing.pieces(state)) if (writing.isFull) return undefined;
  const ranges = writing.end();
  return ranges?.digest === digest ? ranges : undefined;
}
