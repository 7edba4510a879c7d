import { Buffer } from "node:buffer";
import { type Entry, KEY_BYTES_MAX } from "@tutti/store";

/** Before each entry: length of key, length of value, revision that made it, revision that last changed it. */
export const HEADER_BYTES = 32;

export function encodeEntry({ key, value, createRevision, modifyRevision }: Entry): Buffer {
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
export function sizeOfEntry(bytes: Buffer, at: number): number {
  const [name, value] = [bytes.readDoubleBE(at), bytes.readDoubleBE(at + 8)];
  const sound = Number.isSafeInteger(name) && name >= 0 && Number.isSafeInteger(value) && value >= 0;
  return sound ? HEADER_BYTES + name + value : Number.NaN;
}

export function decodeEntry(bytes: Buffer, at: number, end: number): Entry {
  const keyEnd = at + HEADER_BYTES + bytes.readDoubleBE(at);
  return {
    key: bytes.toString("utf8", at + HEADER_BYTES, keyEnd),
    // A copy, since a single value that stays would keep the whole snapshot in memory.
    value: Buffer.from(bytes.subarray(keyEnd, end)),
    createRevision: bytes.readDoubleBE(at + 16),
    modifyRevision: bytes.readDoubleBE(at + 24),
  };
}

/**
 * Whether it is one that a store could have: a table and an id as its key, and
 * revisions that some commits had. Else bytes that are nothing (a gigabyte of
 * zeros is a megabyte, packed) would be taken for entries, and all that was
 * there be replaced by them.
 */
export function isSound(bytes: Buffer, at: number): boolean {
  const length = bytes.readDoubleBE(at);
  const [made, changed] = [bytes.readDoubleBE(at + 16), bytes.readDoubleBE(at + 24)];
  const slash = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + length).indexOf("/");
  return (
    slash > 0 &&
    length <= KEY_BYTES_MAX &&
    made >= 1 &&
    made <= changed &&
    Number.isSafeInteger(made) &&
    Number.isSafeInteger(changed)
  );
}
