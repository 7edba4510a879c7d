import { Buffer } from "node:buffer";
import { crc32 as crc32OfNode } from "node:zlib";

/** Made at the first use: commands that only read the configuration do without. */
let table: Uint32Array | undefined;

function createTable(): Uint32Array {
  return new Uint32Array(256).map((_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
}

/** So much is summed here before Node's module is loaded, which costs about as much. */
const OWN_LENGTH_MAX = 1_000_000;
let own = 0;

/** CRC-32 (IEEE) of the text's UTF-8 bytes. */
export function crc32(text: string): number {
  own += text.length;
  return own > OWN_LENGTH_MAX && isThere(crc32OfNode) ? crc32OfNode(text) : ownCrc32(text);
}

/** Of the releases behind Node 20.15 some have none. The module as a whole would be loaded by who imports it so. */
function isThere(of: typeof crc32OfNode | undefined): boolean {
  return of !== undefined;
}

function ownCrc32(text: string): number {
  table ??= createTable();
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Of ASCII each unit is its byte, and none need be made.
    if (unit > 0x7f) return crcOfBytes(Buffer.from(text), table);
    crc = (table[(crc ^ unit) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function crcOfBytes(bytes: Uint8Array, sums: Uint32Array): number {
  let crc = 0xffffffff;
  // By index: an iterator costs ten times as much, and an apply of many objects checks megabytes.
  for (let i = 0; i < bytes.length; i++) {
    crc = (sums[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
