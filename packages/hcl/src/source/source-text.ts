import { LineColumns } from "./line-columns.ts";
import type { Pos } from "./position.ts";
import { isAscii, utf8Length } from "./text-lengths.ts";

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
  /** Of lines in which somebody asked for a place. */
  readonly #columns = new Map<number, LineColumns>();
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
    const within = offset - lineStart;
    const isPlain = bytes === undefined && this.tabColumns === 1;
    const inLine = isPlain ? { columns: within, bytes: within } : this.#columnsOf(index, starts).at(within);
    // A byte order mark takes bytes, but no column.
    const mark = index === 0 && this.begin === 1 && offset > 0 ? 1 : 0;
    return {
      line: this.origin.line + index,
      column: (index === 0 ? this.origin.column : 1) + inLine.columns - mark,
      byte: this.origin.byte + (bytes?.[index] ?? lineStart) + inLine.bytes,
    };
  }

  #columnsOf(index: number, starts: readonly number[]): LineColumns {
    const known = this.#columns.get(index);
    if (known !== undefined) return known;
    const columns = new LineColumns(this.text.slice(starts[index], starts[index + 1]), this.tabColumns);
    this.#columns.set(index, columns);
    return columns;
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
