import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type { Entry } from "@tutti/store";
import { serverError } from "../errors.ts";
import type { Outcome, Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import { Blocks, MAGIC, type SnapshotBounds } from "./blocks.ts";
import { encodeEntry } from "./entry-bytes.ts";

/** Largest snapshot taken back, unpacked, in bytes. */
const SNAPSHOT_BYTES_MAX = 1 << 30;
/** Largest entry of one: each is held twice while it is put together, and once more while it is read. */
export const ENTRY_BYTES_MAX = 64 << 20;
const BOUNDS: SnapshotBounds = { bytesMax: SNAPSHOT_BYTES_MAX, entryBytesMax: ENTRY_BYTES_MAX };
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
  bounds: Partial<SnapshotBounds> = {},
): Promise<Outcome<Iterable<Entry>>> {
  const blocks = new Blocks({ ...BOUNDS, ...bounds });
  return (await unpackInto(blocks, packed)) ?? { [Symbol.iterator]: () => blocks.entries() };
}

/** What can be said of a snapshot. */
export interface SnapshotFacts {
  readonly format: string;
  /** Unpacked. */
  readonly bytes: number;
  readonly entries: number;
}

/** Looks through a whole snapshot, of which no more is held than one entry; or says why it is none. */
export async function inspectSnapshot(
  packed: AsyncIterable<Uint8Array>,
  bounds: Partial<SnapshotBounds> = {},
): Promise<Outcome<SnapshotFacts>> {
  const blocks = new Blocks({ ...BOUNDS, entryBytesMax: SNAPSHOT_BYTES_MAX, ...bounds }, false);
  const refused = await unpackInto(blocks, packed);
  return refused ?? { format: MAGIC.trimEnd(), bytes: blocks.bytes, entries: blocks.count };
}

async function unpackInto(blocks: Blocks, packed: AsyncIterable<Uint8Array>): Promise<Refusal | undefined> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES });
  let size = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of packed) {
      size += piece.length;
      yield piece;
    }
  };
  // What is wrong with the packed bytes is thrown where the unpacked ones are read.
  const fed = pipeline(Readable.from(counted(), { objectMode: false }), gunzip);
  fed.catch(() => undefined);
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
    return refuse(serverError("snapshot-not-compressed-well", inGosWords(error.message, size)));
  }
  return blocks.endMistake();
}

/** Bytes of gzip's header: less of them, and Go says nothing of what they are. */
const HEADER_BYTES = 10;

/** What zlib says of packed bytes that are none, as Go's reader of gzip says it. */
function inGosWords(zlibs: string, size: number): string {
  if (size === 0) return "EOF";
  if (size < HEADER_BYTES || zlibs === "unexpected end of file") return "unexpected EOF";
  if (zlibs === "incorrect header check") return "gzip: invalid header";
  if (/^incorrect (data|length) check$/.test(zlibs)) return "gzip: invalid checksum";
  return `flate: corrupt input: ${zlibs}`;
}
