/** Lengths of a text as people and as files count them. */

import { clusterStarts } from "./cluster-starts.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range begins at NUL
const ASCII = /^[\x00-\x7f]*$/;

export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** How many grapheme clusters: what a reader takes for one character. */
export function countColumns(text: string): number {
  return isAscii(text) ? text.length : clusterStarts(text).length;
}

/** Bytes in UTF-8. A lone low surrogate stands for one byte that was not UTF-8 (see decode-source.ts). */
export function utf8Length(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff) {
      length += 4;
      i += 1;
    } else if (unit >= 0xdc80 && unit <= 0xdcff) length += 1;
    else length += 3;
  }
  return length;
}
