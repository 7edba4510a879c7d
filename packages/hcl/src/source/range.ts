/**
 * Places in a source text. Nodes hold offsets; lines, columns and bytes are
 * worked out when somebody asks, which for most nodes is never.
 */

import type { Pos, SourceRange } from "./position.ts";
import type { SourceText } from "./source-text.ts";

export type { Pos, SourceRange } from "./position.ts";

/** A range of a text at hand, by offsets in UTF-16 units. */
export class TextRange implements SourceRange {
  readonly source: SourceText;
  readonly from: number;
  readonly to: number;
  constructor(source: SourceText, from: number, to: number) {
    this.source = source;
    this.from = from;
    this.to = to;
  }
  get filename(): string {
    return this.source.filename;
  }
  get start(): Pos {
    return this.source.position(this.from);
  }
  get end(): Pos {
    return this.source.position(this.to);
  }
  /** The text that the range covers. */
  get text(): string {
    return this.source.text.slice(this.from, this.to);
  }
}

/** From the start of the one to the end of the other. */
export function rangeBetween(start: SourceRange, end: SourceRange): SourceRange {
  if (start === end) return start;
  if (start instanceof TextRange && end instanceof TextRange && start.source === end.source) {
    return new TextRange(start.source, start.from, end.to);
  }
  return { filename: start.filename, start: start.start, end: end.end };
}

/** The smallest range that covers both. */
export function rangeOver(a: SourceRange, b: SourceRange): SourceRange {
  const start = a.start.byte <= b.start.byte ? a.start : b.start;
  const end = a.end.byte >= b.end.byte ? a.end : b.end;
  return { filename: a.filename, start, end };
}

/** The empty range where `range` ends. */
export function rangeAfter(range: SourceRange): SourceRange {
  if (range instanceof TextRange) return new TextRange(range.source, range.to, range.to);
  return { filename: range.filename, start: range.end, end: range.end };
}

/** The empty range where `range` starts. */
export function rangeBefore(range: SourceRange): SourceRange {
  if (range instanceof TextRange) return new TextRange(range.source, range.from, range.from);
  return { filename: range.filename, start: range.start, end: range.start };
}

/** As messages name a range: `main.tf:3,5-12`, or `main.tf:3,5-4,2` over several lines. */
export function rangeText(range: SourceRange): string {
  const { filename, start, end } = range;
  if (start.line === end.line) return `${filename}:${start.line},${start.column}-${end.column}`;
  return `${filename}:${start.line},${start.column}-${end.line},${end.column}`;
}

/** As messages name where something begins: `main.tf:3,5`. */
export function startText({ filename, start }: SourceRange): string {
  return `${filename}:${start.line},${start.column}`;
}
