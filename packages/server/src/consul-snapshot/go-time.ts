import { Buffer } from "node:buffer";

/** Seconds from the first day of Go's calendar to that of Unix. */
const UNIX_EPOCH = 62_135_596_800n;
const VERSION = 1;
const BYTES = 15;
/** An offset that stands for UTC. */
const UTC = -1;

/**
 * A moment as Go's `time.Time` writes itself: a version, seconds since the year
 * 1, nanoseconds, minutes east of UTC. "" where it is Go's zero; undefined where
 * the bytes are none.
 */
export function readGoTime(bytes: Uint8Array): string | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (all.length < BYTES || all[0] !== VERSION) return undefined;
  const seconds = all.readBigInt64BE(1);
  const nanos = all.readInt32BE(9);
  if (seconds === 0n && nanos === 0) return "";
  const date = new Date(Number(seconds - UNIX_EPOCH) * 1000);
  if (Number.isNaN(date.getTime()) || nanos < 0 || nanos > 999_999_999) return undefined;
  const fraction = nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
  return `${date.toISOString().slice(0, -".000Z".length)}${fraction}Z`;
}

/** As `readGoTime` reads it; a text of RFC 3339, "" for Go's zero. */
export function writeGoTime(text: string): Buffer {
  const out = Buffer.alloc(BYTES);
  out[0] = VERSION;
  out.writeInt16BE(UTC, 13);
  const at = Date.parse(text);
  if (text === "" || Number.isNaN(at)) return out;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  out.writeBigInt64BE(BigInt(Math.floor(at / 1000)) + UNIX_EPOCH, 1);
  out.writeInt32BE(Number(fraction.slice(0, 9).padEnd(9, "0")), 9);
  return out;
}
