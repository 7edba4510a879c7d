import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Entry } from "@tutti/store";
import { MAGIC } from "../src/snapshot/blocks.ts";
import { encodeEntry } from "../src/snapshot/entry-bytes.ts";

/** What is handed to the packer at once, in bytes. */
const PIECE_BYTES_MIN = 64 << 10;

/**
 * A snapshot as they were before they became Consul's. All entries as gzip: the magic line, then for each entry four 64-bit numbers
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
