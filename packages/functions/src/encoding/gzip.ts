import { constants, crc32, deflateRawSync } from "node:zlib";

/**
 * A gzip stream as Go writes it: no time, unknown system, the data flushed, and
 * an empty stored block at the end. The compressed data itself is zlib's, which
 * for short texts is the same.
 */
export function gzip(bytes: Uint8Array): Uint8Array {
  const data = deflateRawSync(bytes, { level: 6, finishFlush: constants.Z_SYNC_FLUSH });
  const header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
  const end = [1, 0, 0, 0xff, 0xff];
  const trailer = new DataView(new ArrayBuffer(8));
  trailer.setUint32(0, crc32(bytes), true);
  trailer.setUint32(4, bytes.length, true);
  const out = new Uint8Array(header.length + data.length + end.length + 8);
  out.set(header, 0);
  out.set(data, header.length);
  out.set(end, header.length + data.length);
  out.set(new Uint8Array(trailer.buffer), out.length - 8);
  return out;
}
