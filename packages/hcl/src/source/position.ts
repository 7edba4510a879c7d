/** Line and column count from 1, the byte from 0. Columns are grapheme clusters; bytes are UTF-8. */
export interface Pos {
  readonly line: number;
  readonly column: number;
  readonly byte: number;
}

/** From `start` up to but not including `end`. Plain data satisfies it as well as a `TextRange` does. */
export interface SourceRange {
  readonly filename: string;
  readonly start: Pos;
  readonly end: Pos;
}
