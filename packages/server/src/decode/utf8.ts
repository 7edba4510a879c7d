/** What stands for bytes that are no character. */
export const REPLACEMENT = "\ufffd";

/** UTF-8, each byte that belongs to no character replaced, as Go does: other decoders put one mark for several. */
export function decodeUtf8(bytes: Uint8Array): string {
  const text = UTF8.decode(bytes);
  if (!text.includes(REPLACEMENT)) return text;
  let out = "";
  for (let at = 0; at < bytes.length; ) {
    const size = characterSize(bytes, at);
    out += size === 0 ? REPLACEMENT : UTF8.decode(bytes.subarray(at, at + size));
    at += Math.max(1, size);
  }
  return out;
}

// A byte order mark is a character like others.
const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
const STRICT_UTF8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Bytes of the character that begins here; 0 if none does. */
function characterSize(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (at + size > bytes.length) return 0;
  try {
    STRICT_UTF8.decode(bytes.subarray(at, at + size));
    return size;
  } catch {
    return 0;
  }
}
