import type { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { serverError } from "../errors.ts";
import { type Refusal, refuse } from "../state/refusal.ts";

/** What comes from the unpacker at once, in bytes. */
const PIECE_BYTES = 1 << 20;
/** Bytes of gzip's header: less of them, and Go says nothing of what they are. */
const HEADER_BYTES = 10;

/** What is wrong with packed bytes, thrown where the unpacked ones are read. */
export class NotUnpacked extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.text);
    this.refusal = refusal;
  }
}

/** What gzip packed, piece by piece, unpacked beside the loop. */
export async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
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
    for await (const piece of gunzip as AsyncIterable<Buffer>) yield piece;
    await fed;
  } catch (error) {
    // What came from elsewhere (a client that left, a body too large) is not about the packing.
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))) throw error;
    throw new NotUnpacked(
      refuse(serverError("snapshot-not-compressed-well", inGosWords(error.message, size))),
    );
  } finally {
    gunzip.destroy();
  }
}

/** What zlib says of packed bytes that are none, as Go's reader of gzip says it. */
function inGosWords(zlibs: string, size: number): string {
  if (size === 0) return "EOF";
  if (size < HEADER_BYTES || zlibs === "unexpected end of file") return "unexpected EOF";
  if (zlibs === "incorrect header check") return "gzip: invalid header";
  if (/^incorrect (data|length) check$/.test(zlibs)) return "gzip: invalid checksum";
  return `flate: corrupt input: ${zlibs}`;
}
