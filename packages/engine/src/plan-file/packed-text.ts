/** The text of a state in a plan file. */

import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { unpacking } from "./unpack-bytes.ts";

/** Brotli at its quickest: half of what gzip costs for about the same size. */
export function packText(text: Uint8Array): Uint8Array {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } });
}

/** What was packed. Throws where it has another digest (SHA-256): Brotli has no check sum of its own. */
export function unpackText(packed: Uint8Array, digest: string): Buffer {
  const text = unpacking((maxOutputLength) => brotliDecompressSync(packed, { maxOutputLength }));
  if (createHash("sha256").update(text).digest("hex") === digest) return text;
  throw new Error("its state is not what was written");
}
