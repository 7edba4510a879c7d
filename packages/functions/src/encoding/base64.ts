import { Buffer } from "node:buffer";

/** Base64 in the standard alphabet, padded; Go's rules for what is refused and where. */

const ALPHABET = /^[A-Za-z0-9+/]$/;

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** The bytes, or the offset of the first character that is wrong. Line breaks are skipped. */
export function decodeBase64(text: string): Uint8Array | number {
  const wrong = firstWrong(text);
  return wrong === undefined ? new Uint8Array(Buffer.from(text, "base64")) : wrong;
}

function firstWrong(text: string): number | undefined {
  // In bytes, as Go counts.
  const letters = new TextEncoder().encode(text);
  const at = (i: number): string => String.fromCharCode(letters[i] ?? 0);
  let inGroup = 0;
  for (let i = 0; i < letters.length; i++) {
    const letter = at(i);
    if (letter === "\n" || letter === "\r") continue;
    if (letter === "=") return wrongPadding(letters, i, inGroup);
    if (!ALPHABET.test(letter)) return i;
    inGroup = (inGroup + 1) % 4;
  }
  return inGroup === 0 ? undefined : letters.length - inGroup;
}

function wrongPadding(letters: Uint8Array, first: number, inGroup: number): number | undefined {
  if (inGroup < 2) return first;
  let next = skipBreaks(letters, first + 1);
  if (inGroup === 2) {
    if (next >= letters.length) return letters.length;
    if (letters[next] !== 0x3d) return next - 1;
    next = skipBreaks(letters, next + 1);
  }
  return next < letters.length ? next : undefined;
}

function skipBreaks(letters: Uint8Array, from: number): number {
  let i = from;
  while (letters[i] === 0x0a || letters[i] === 0x0d) i += 1;
  return i;
}

/** Text of UTF-8 bytes; undefined if they are none. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
