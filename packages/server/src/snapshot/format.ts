import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Entry } from "@tutti/store";
import { serverError } from "../errors.ts";
import type { Outcome, Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

/** First line of a snapshot, unpacked. */
const MAGIC = "tutti-snapshot 1\n";
/** Largest snapshot taken back, unpacked, in bytes. */
const SNAPSHOT_BYTES_MAX = 1 << 30;
const HEADER_BYTES = 32;
/** What is handed to the packer at once, in bytes. */
const PIECE_BYTES_MIN = 64 << 10;
/** What comes from the unpacker at once, in bytes. */
const PIECE_BYTES = 1 << 20;

/**
 * All entries as gzip: the magic line, then for each entry four 64-bit numbers
 * (length of key, length of value, revision that made it, revision that last
 * changed it), the key, the value. Packed beside the loop, piece by piece, as
 * fast as the pieces are taken.
 */
export async function* packSnapshot(entries: AsyncIterable<Entry>): AsyncGenerator<Buffer> {
  const gzip = createGzip();
  // What goes wrong with the entries ends the packing, and is thrown where it is read.
  const fed = pipeline(Readable.from(pieces(entries), { objectMode: false }), gzip);
  fed.catch(() => undefined);
  for await (const packed of gzip as AsyncIterable<Buffer>) yield packed;
  await fed;
}

async function* pieces(entries: AsyncIterable<Entry>): AsyncGenerator<Buffer> {
  let piece: Buffer[] = [Buffer.from(MAGIC)];
  let size = 0;
  for await (const entry of entries) {
    const encoded = encodeEntry(entry);
    piece.push(encoded);
    size += encoded.length;
    if (size < PIECE_BYTES_MIN) continue;
    yield Buffer.concat(piece);
    piece = [];
    size = 0;
  }
  yield Buffer.concat(piece);
}

/**
 * The entries of a snapshot, or why it is none; unpacked beside the loop, piece
 * by piece. They are made anew each time they are gone through, so that nobody
 * holds all of them beside what they become.
 */
export async function unpackSnapshot(
  packed: AsyncIterable<Uint8Array>,
  bytesMax = SNAPSHOT_BYTES_MAX,
): Promise<Outcome<Iterable<Entry>>> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  // What is wrong with the packed bytes is thrown where the unpacked ones are read.
  const fed = pipeline(Readable.from(packed, { objectMode: false }), gunzip);
  fed.catch(() => undefined);
  const blocks = new Blocks(bytesMax);
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      const refused = blocks.add(piece);
      if (refused === undefined) continue;
      gunzip.destroy();
      return refused;
    }
    await fed;
  } catch (error) {
    // What came from elsewhere (a client that left, a body too large) is not about the packing.
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))) throw error;
    return refuse(serverError("snapshot-not-compressed-well", error.message));
  }
  return blocks.endMistake() ?? { [Symbol.iterator]: () => blocks.entries() };
}

/**
 * Unpacked bytes, put together so that each block holds whole entries. What a
 * piece leaves unfinished is joined with the next ones only when these hold the
 * rest of it: a long entry is copied once.
 */
class Blocks {
  readonly #blocks: Buffer[] = [];
  #open: Buffer[] = [];
  #openBytes = 0;
  /** How many bytes the open ones must be before it is worth looking. */
  #wanted = MAGIC.length;
  #bytes = 0;
  #begun = false;
  readonly #bytesMax: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Takes the next piece, or says what is wrong with it. */
  add(piece: Buffer): Refusal | undefined {
    this.#bytes += piece.length;
    if (this.#bytes > this.#bytesMax) return refuse(serverError("snapshot-too-large", this.#bytesMax));
    this.#open.push(piece);
    this.#openBytes += piece.length;
    if (this.#openBytes < this.#wanted) return undefined;
    const bytes = this.#open.length === 1 ? piece : Buffer.concat(this.#open);
    const from = this.#begun ? 0 : MAGIC.length;
    if (!this.#begun && bytes.toString("latin1", 0, from) !== MAGIC)
      return refuse(serverError("snapshot-of-something-else"));
    this.#begun = true;
    return this.#split(bytes, from);
  }

  /** What is wrong with where it ended. */
  endMistake(): Refusal | undefined {
    if (!this.#begun) return refuse(serverError("snapshot-of-something-else"));
    return this.#openBytes === 0 ? undefined : refuse(serverError("snapshot-ends-too-early"));
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
      if (at + size > bytes.length) {
        this.#wanted = size;
        break;
      }
      at += size;
    }
    if (at > from) this.#blocks.push(bytes.subarray(from, at));
    this.#open = at === bytes.length ? [] : [bytes.subarray(at)];
    this.#openBytes = bytes.length - at;
    return undefined;
  }
}

function encodeEntry({ key, value, createRevision, modifyRevision }: Entry): Buffer {
  const name = Buffer.from(key);
  const out = Buffer.allocUnsafe(HEADER_BYTES + name.length + value.length);
  out.writeDoubleBE(name.length, 0);
  out.writeDoubleBE(value.length, 8);
  out.writeDoubleBE(createRevision, 16);
  out.writeDoubleBE(modifyRevision, 24);
  out.set(name, HEADER_BYTES);
  out.set(value, HEADER_BYTES + name.length);
  return out;
}

/** Not a number where its lengths are none. */
function sizeOfEntry(bytes: Buffer, at: number): number {
  const [name, value] = [bytes.readDoubleBE(at), bytes.readDoubleBE(at + 8)];
  const sound = Number.isSafeInteger(name) && name >= 0 && Number.isSafeInteger(value) && value >= 0;
  return sound ? HEADER_BYTES + name + value : Number.NaN;
}

function decodeEntry(bytes: Buffer, at: number, end: number): Entry {
  const keyEnd = at + HEADER_BYTES + bytes.readDoubleBE(at);
  return {
    key: bytes.toString("utf8", at + HEADER_BYTES, keyEnd),
    // A copy, since a single value that stays would keep the whole snapshot in memory.
    value: Buffer.from(bytes.subarray(keyEnd, end)),
    createRevision: bytes.readDoubleBE(at + 16),
    modifyRevision: bytes.readDoubleBE(at + 24),
  };
}
