/** The piece of source that a diagnostic shows, as data: for the text view and the JSON view. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Pos, rangeOver, type SourceRange } from "../source/range.ts";
import { utf8Length } from "../source/text-lengths.ts";
import { type CallSignature, callSignature } from "./call-signature.ts";
import { contextText } from "./context-text.ts";
import { describeValues, type ValueStatement } from "./expression-values.ts";
import { indexSource, type SourceIndex, type SourceLookup } from "./source-index.ts";

export type { SourceLookup } from "./source-index.ts";

/** The lines of source that a diagnostic shows. */
export interface Snippet {
  /** What the place lies in: `resource "x" "y"`. */
  readonly context: string | undefined;
  readonly code: string;
  readonly startLine: number;
  /** The part of `code` to underline, in bytes of UTF-8. */
  readonly highlightStartOffset: number;
  readonly highlightEndOffset: number;
  readonly values: readonly ValueStatement[];
  readonly functionCall: CallSignature | undefined;
}

/** What to underline in the source, and which lines to show. */
export interface ShownRanges {
  /** What to underline: never empty. */
  readonly highlight: SourceRange;
  /** What to show: all of the highlight, and the diagnostic's context. */
  readonly shown: SourceRange;
}

/** Undefined for a diagnostic without a place. */
export function shownRanges({ subject, context }: Diagnostic): ShownRanges | undefined {
  if (subject === undefined) return undefined;
  const shown = context === undefined ? subject : rangeOver(context, subject);
  return { highlight: notEmpty(subject), shown: notEmpty(shown) };
}

function notEmpty(range: SourceRange): SourceRange {
  const { filename, start, end } = range;
  if (start.byte !== end.byte) return range;
  const after: Pos = { line: end.line, column: end.column + 1, byte: end.byte + 1 };
  return { filename, start, end: after };
}

/** Undefined where the source is not at hand. */
export function createSnippet(diagnostic: Diagnostic, sources: SourceLookup): Snippet | undefined {
  const ranges = shownRanges(diagnostic);
  const index = ranges === undefined ? undefined : indexSource(ranges.shown.filename, sources);
  if (ranges === undefined || index === undefined) return undefined;
  const { highlight, shown } = ranges;
  const { code, startByte } = linesIn(index, shown);
  const length = utf8Length(code);
  const start = clamp(highlight.start.byte - startByte, length);
  const end = clamp(highlight.end.byte - startByte, length);
  return {
    context: contextText(index, highlight.start.byte - 1),
    code,
    startLine: shown.start.line,
    highlightStartOffset: start,
    highlightEndOffset: end,
    values: describeValues(diagnostic),
    functionCall: callSignature(diagnostic),
  };
}

function clamp(offset: number, length: number): number {
  return Math.max(0, Math.min(offset, length));
}

/** All lines that the range touches. Empty ones touch nothing, and are left out. */
function linesIn(
  index: SourceIndex,
  range: SourceRange,
): { readonly code: string; readonly startByte: number } {
  const { lines, lineBytes } = index;
  const found: string[] = [];
  let startByte = 0;
  const first = Math.max(0, range.start.line - 2);
  for (let at = first; at < lines.length && at <= range.end.line; at++) {
    const line = lines[at] ?? "";
    const byte = lineBytes[at] ?? 0;
    if (line === "" || !overlaps(byte, byte + utf8Length(line), range.start.byte, range.end.byte)) continue;
    if (found.length === 0) startByte = byte;
    found.push(line);
  }
  return { code: found.join("\n"), startByte };
}

function overlaps(lineStart: number, lineEnd: number, start: number, end: number): boolean {
  const inLine = (offset: number): boolean => offset >= lineStart && offset < lineEnd;
  const inRange = (offset: number): boolean => offset >= start && offset < end;
  return inLine(start) || inLine(end) || inRange(lineStart) || inRange(lineEnd);
}
