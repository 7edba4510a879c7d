import { Buffer } from "node:buffer";
import { once } from "node:events";
import { promisify } from "node:util";
import { createGzip, gunzip } from "node:zlib";
import type { Entry, Pause } from "@tutti/store";
import { SLICE_ENTRIES } from "@tutti/store";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

/** First line of a snapshot, unpacked. */
const MAGIC = "tutti-snapshot 1\n";
/** Largest snapshot taken back, unpacked, in bytes. */
export const SNAPSHOT_BYTES_MAX = 1 << 30;
const HEADER_BYTES = 32;
/** What is handed to the packer at once, in bytes. */
const PIECE_BYTES_MIN = 64 << 10;

const unpack = promisify(gunzip);

/**
 * All entries as gzip: the magic line, then for each entry four 64-bit numbers
 * (length of key, length of value, revision that made it, revision that last
 * changed it), the key, the value. Packed beside the loop, piece by piece.
 */
export async function encodeSnapshot(entries: AsyncIterable<Entry>): Promise<Buffer> {
  const gzip = createGzip();
  const packed: Buffer[] = [];
  gzip.on("data", (piece: Buffer) => packed.push(piece));
  const ended = once(gzip, "end");
  let piece: Buffer[] = [Buffer.from(MAGIC)];
  let size = 0;
  for await (const entry of entries) {
    const encoded = encodeEntry(entry);
    piece.push(encoded);
    size += encoded.length;
    if (size < PIECE_BYTES_MIN) continue;
    if (!gzip.write(Buffer.concat(piece))) await once(gzip, "drain");
    piece = [];
    size = 0;
  }
  gzip.end(Buffer.concat(piece));
  await ended;
  return Buffer.concat(packed);
}

/** The entries of a snapshot, or why it is none; with a pause after each slice. */
export async function decodeSnapshot(packed: Uint8Array, pause: Pause): Promise<Outcome<readonly Entry[]>> {
  let bytes: Buffer;
  try {
    bytes = await unpack(packed, { maxOutputLength: SNAPSHOT_BYTES_MAX });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(serverError("snapshot-not-compressed-well", why));
  }
  if (!bytes.toString("latin1", 0, MAGIC.length).startsWith(MAGIC))
    return refuse(serverError("snapshot-of-something-else"));
  const entries: Entry[] = [];
  for (let at = MAGIC.length; at < bytes.length; ) {
    const end = endOfEntry(bytes, at);
    if (end === undefined) return refuse(serverError("snapshot-ends-too-early"));
    entries.push(decodeEntry(bytes, at, end));
    at = end;
    if (entries.length % SLICE_ENTRIES === 0) await pause();
  }
  return entries;
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

function endOfEntry(bytes: Buffer, at: number): number | undefined {
  if (at + HEADER_BYTES > bytes.length) return undefined;
  const [name, value] = [bytes.readDoubleBE(at), bytes.readDoubleBE(at + 8)];
  if (!(Number.isSafeInteger(name) && name >= 0 && Number.isSafeInteger(value) && value >= 0))
    return undefined;
  const end = at + HEADER_BYTES + name + value;
  return end <= bytes.length ? end : undefined;
}

function decodeEntry(bytes: Buffer, at: number, end: number): Entry {
  const keyEnd = at + HEADER_BYTES + bytes.readDoubleBE(at);
  return {
    key: bytes.toString("utf8", at + HEADER_BYTES, keyEnd),
    value: bytes.subarray(keyEnd, end),
    createRevision: bytes.readDoubleBE(at + 16),
    modifyRevision: bytes.readDoubleBE(at + 24),
  };
}
