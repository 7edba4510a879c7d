import { isBadByte } from "./characters.ts";

/**
 * Bytes of a file as text. A byte that is not UTF-8 becomes a lone low
 * surrogate (U+DC80 and up), which no valid text holds, so that the lexer can
 * report it where it stands and all other positions stay right.
 */
export function decodeSource(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeLeniently(bytes);
  }
}

function decodeLeniently(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0;
    const length = sequenceLength(first);
    const decoded = length === 0 ? undefined : decodeSequence(bytes.subarray(at, at + length));
    text += decoded ?? String.fromCharCode(0xdc00 + first);
    at += decoded === undefined ? 1 : length;
  }
  return text;
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function decodeSequence(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether decoding met bytes that are not UTF-8. */
export function hasBadBytes(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isBadByte(text, i)) return true;
  return false;
}
