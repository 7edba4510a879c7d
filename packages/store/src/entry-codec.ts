import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import { RuntimeError } from "@tutti/runtime";
import type { Entry } from "./store.ts";

const HEADER_BYTES = 20;

/** Checksum over key and the rest, both revisions, the value. */
export function encodeEntry(entry: Entry): Buffer {
  const out = Buffer.allocUnsafe(HEADER_BYTES + entry.value.length);
  out.writeDoubleBE(entry.createRevision, 4);
  out.writeDoubleBE(entry.modifyRevision, 12);
  out.set(entry.value, HEADER_BYTES);
  out.writeUInt32BE(checksum(entry.key, out), 0);
  return out;
}

/** Throws EDAMAGED for bytes that `encodeEntry` did not make of this key. */
export function decodeEntry(key: string, stored: Uint8Array): Entry {
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(0) !== checksum(key, bytes))
    throw new RuntimeError("EDAMAGED", key, `the record of ${JSON.stringify(key)} is not what was written`);
  return {
    key,
    value: Uint8Array.prototype.slice.call(stored, HEADER_BYTES),
    createRevision: bytes.readDoubleBE(4),
    modifyRevision: bytes.readDoubleBE(12),
  };
}

function checksum(key: string, bytes: Buffer): number {
  return crc32(bytes.subarray(4), crc32(key));
}
