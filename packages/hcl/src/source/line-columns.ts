import { clusterStarts } from "./cluster-starts.ts";
import { isAscii, utf8Length } from "./text-lengths.ts";

/** How far into a line an offset is. */
export interface InLine {
  readonly columns: number;
  readonly bytes: number;
}

/**
 * Columns and bytes of offsets in one line. What is not ASCII is cut into
 * grapheme clusters once; after that an offset costs a search. So many places
 * on one long line do not cost the line each.
 */
export class LineColumns {
  readonly #text: string;
  /** Where each cluster starts, and how many bytes stand before it; undefined while all is ASCII. */
  readonly #clusters: { readonly starts: readonly number[]; readonly bytes: readonly number[] } | undefined;
  readonly #tabs: readonly number[];
  readonly #tabColumns: number;

  constructor(text: string, tabColumns: number) {
    this.#text = text;
    this.#tabColumns = tabColumns;
    this.#clusters = isAscii(text) ? undefined : clustersOf(text);
    this.#tabs = tabColumns === 1 ? [] : offsetsOf("\t", text);
  }

  at(offset: number): InLine {
    const tabs = countBelow(this.#tabs, offset) * (this.#tabColumns - 1);
    if (this.#clusters === undefined) return { columns: offset + tabs, bytes: offset };
    const { starts, bytes } = this.#clusters;
    const count = countBelow(starts, offset);
    if (count === 0) return { columns: 0, bytes: 0 };
    const rest = this.#text.slice(starts[count - 1] ?? 0, offset);
    return { columns: count + tabs, bytes: (bytes[count - 1] ?? 0) + utf8Length(rest) };
  }
}

function clustersOf(text: string): { readonly starts: readonly number[]; readonly bytes: readonly number[] } {
  const starts = clusterStarts(text);
  const bytes: number[] = [];
  let byte = 0;
  for (const [index, start] of starts.entries()) {
    bytes.push(byte);
    byte += utf8Length(text.slice(start, starts[index + 1]));
  }
  return { starts, bytes };
}

function offsetsOf(character: string, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) found.push(at);
  return found;
}

/** How many of the ascending numbers are less than that one. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
