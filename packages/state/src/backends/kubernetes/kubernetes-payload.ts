import { Buffer } from "node:buffer";
import { gunzipSync, gzipSync } from "node:zlib";

/** What goes into one secret. */
export const PART_BYTES = 1_048_576;
/** What unpacks to more is no state. */
const STATE_BYTES_MAX = 1 << 30;

/** A state packed, and cut into what secrets hold; never none. */
export function packParts(bytes: Uint8Array): readonly Uint8Array[] {
  const packed = gzipSync(bytes);
  const count = Math.ceil(packed.length / PART_BYTES);
  return Array.from({ length: count }, (_, n) => packed.subarray(n * PART_BYTES, (n + 1) * PART_BYTES));
}

/** Undefined where the parts are no whole state. */
export function unpackParts(parts: readonly Uint8Array[]): Uint8Array | undefined {
  try {
    return gunzipSync(Buffer.concat(parts), { maxOutputLength: STATE_BYTES_MAX });
  } catch {
    return undefined;
  }
}
