import { Buffer } from "node:buffer";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Entry } from "@tutti/store";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";

/** First line of a snapshot, unpacked. */
const MAGIC = "tutti-snapshot 1\n";
/** Largest snapshot taken back, unpacked, in bytes. */
export const SNAPSHOT_BYTES_MAX = 1 << 30;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/**
 * All entries as gzip: the magic line, then for each entry four 64-bit numbers
 * (length of key, length of value, both revisions), the key, the value.
 */
export async function encodeSnapshot(entries: Iterable<Entry>): Promise<Buffer> {
  const parts: Buffer[] = [Buffer.from(MAGIC)];
  for (const entry of entries) {
    const key = Buffer.from(entry.key);
    const head = Buffer.allocUnsafe(32);
    head.writeDoubleBE(key.length, 0);
    head.writeDoubleBE(entry.value.length, 8);
    head.writeDoubleBE(entry.createRevision, 16);
    head.writeDoubleBE(entry.modifyRevision, 24);
    parts.push(head, key, Buffer.from(entry.value));
  }
  return pack(Buffer.concat(parts));
}

/** The entries of a snapshot, or why it is none. */
export async function decodeSnapshot(packed: Uint8Array): Promise<Outcome<readonly Entry[]>> {
  let bytes: Buffer;
  try {
    bytes = await unpack(packed, { maxOutputLength: SNAPSHOT_BYTES_MAX });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse(`failed to restore snapshot: failed to decompress: ${why}`);
  }
  if (!bytes.toString("latin1", 0, MAGIC.length).startsWith(MAGIC))
    return refuse("failed to restore snapshot: this is no snapshot of this agent");
  const entries: Entry[] = [];
  let at = MAGIC.length;
  while (at < bytes.length) {
    if (at + 32 > bytes.length) return refuse("failed to restore snapshot: it ends too early");
    const keyEnd = at + 32 + bytes.readDoubleBE(at);
    const end = keyEnd + bytes.readDoubleBE(at + 8);
    if (!(end <= bytes.length)) return refuse("failed to restore snapshot: it ends too early");
    entries.push({
      key: bytes.toString("utf8", at + 32, keyEnd),
      value: bytes.subarray(keyEnd, end),
      createRevision: bytes.readDoubleBE(at + 16),
      modifyRevision: bytes.readDoubleBE(at + 24),
    });
    at = end;
  }
  return entries;
}
