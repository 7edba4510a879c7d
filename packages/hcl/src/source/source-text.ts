import type { Pos } from "./position.ts";

const START: Pos = { line: 1, column: 1, byte: 0 };
const BYTE_ORDER_MARK = 0xfeff;

/** The text of one file, which turns offsets into positions. */
export class SourceText {
  readonly filename: string;
  readonly text: string;
  /** Where the text begins, if it lies inside of another one. */
  readonly origin: Pos;
  /** Where content begins: behind a byte order mark. */
  readonly begin: number;
  /** How many columns a tab takes: JSON's ranges count two. */
  readonly tabColumns: number;
  #lines: { readonly starts: number[]; readonly bytes: number[] | undefined } | undefined;

  constructor(filename: string, text: string, origin: Pos = START, tabColumns = 1) {
    this.tabColumns = tabColumns;
    this.filename = filename;
    this.text = text;
    this.origin = origin;
    this.begin = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  }

  position(offset: number): Pos {
    const { starts, bytes } = this.#index();
    const index = lastAtOrBefore(starts, offset);
    const lineStart = starts[index] ?? 0;
    const before = this.text.slice(lineStart, offset);
    const ascii = bytes === undefined || isAscii(before);
    const lineByte = bytes?.[index] ?? lineStart;
    // A byte order mark takes bytes, but no column.
    const shown = index === 0 && this.begin === 1 && offset > 0 ? before.slice(1) : before;
    const columns = (ascii ? before.length : countColumns(shown)) + this.#extraColumns(before);
    return {
      line: this.origin.line + index,
      column: (index === 0 ? this.origin.column : 1) + columns,
      byte: this.origin.byte + lineByte + (ascii ? before.length : utf8Length(before)),
    };
  }

  #extraColumns(before: string): number {
    if (this.tabColumns === 1 || !before.includes("\t")) return 0;
    return (before.split("\t").length - 1) * (this.tabColumns - 1);
  }

  /** Starts of the lines, and in how many bytes if any character takes more than one. */
  #index(): { readonly starts: number[]; readonly bytes: number[] | undefined } {
    if (this.#lines !== undefined) return this.#lines;
    const { text } = this;
    const starts = [0];
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    let bytes: number[] | undefined;
    if (!isAscii(text)) {
      let byte = 0;
      bytes = starts.map((start, index) => {
        if (index > 0) byte += utf8Length(text.slice(starts[index - 1] ?? 0, start));
        return byte;
      });
    }
    this.#lines = { starts, bytes };
    return this.#lines;
  }
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the ASCII range begins at NUL
const ASCII = /^[\x00-\x7f]*$/;

function isAscii(text: string): boolean {
  return ASCII.test(text);
}

let graphemes: Intl.Segmenter | undefined;

/** How many grapheme clusters: what a reader takes for one character. */
export function countColumns(text: string): number {
  if (isAscii(text)) return text.length;
  graphemes ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  let count = 0;
  for (const _ of graphemes.segment(text)) count += 1;
  return count;
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
