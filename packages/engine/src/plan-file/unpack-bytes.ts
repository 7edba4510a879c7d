import { gunzipSync } from "node:zlib";

/** A part of a plan file may be so large: more is no text that can be read. */
const UNPACKED_BYTES_MAX = 500_000_000;

/** What was packed; never more than `max` bytes, however little it was packed to. */
export function unpackBytes(packed: Uint8Array, max = UNPACKED_BYTES_MAX): Buffer {
  return unpacking((maxOutputLength) => gunzipSync(packed, { maxOutputLength }), max);
}

/** What comes of unpacking no more than that. */
export function unpacking(unpack: (max: number) => Buffer, max = UNPACKED_BYTES_MAX): Buffer {
  try {
    return unpack(max);
  } catch (error) {
    if (error instanceof RangeError) throw new Error(`it unpacks to more than ${max} bytes`);
    throw error;
  }
}
