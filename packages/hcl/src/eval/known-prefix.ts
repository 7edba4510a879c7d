const BYTES_MAX = 128;
const ASCII = /^[\x20-\x7e]*$/;

/** Characters that nothing combines with, so that they stay whatever follows. */
const FINAL = new Set("-_:;/\\,.()[]{}|?!~ \t@#$%^&*+\"'".split(""));

/**
 * How much of the beginning of a text is certain when more text will follow:
 * what follows may combine with the last character.
 */
export function knownPrefix(text: string): string {
  // Most texts: nothing but ASCII, where each character is one of its own.
  if (text.length <= BYTES_MAX && ASCII.test(text)) {
    return FINAL.has(text.slice(-1)) ? text : text.slice(0, -1);
  }
  let prefix = truncateBytes(text.normalize("NFC"));
  const last = [...new Intl.Segmenter("und", { granularity: "grapheme" }).segment(prefix.slice(-64))].at(-1);
  if (last !== undefined && !FINAL.has(last.segment))
    prefix = prefix.slice(0, prefix.length - last.segment.length);
  return prefix;
}

function truncateBytes(text: string): string {
  let bytes = 0;
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > BYTES_MAX) break;
    length += char.length;
  }
  return text.slice(0, length);
}
