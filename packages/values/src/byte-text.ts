/** Bytes that came in pieces, and their text. */

/** The bytes of all pieces, in order. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Texts up to here are made byte by byte: that is faster than to ask the decoder. */
const SHORT_BYTES_MAX = 24;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** UTF-8 to text. */
export function decodeBytes(bytes: Uint8Array): string {
  if (bytes.length > SHORT_BYTES_MAX) return decoder.decode(bytes);
  let text = "";
  for (const byte of bytes) {
    if (byte > 0x7f) return decoder.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}
