/** What is done with the texts of a template before it becomes a tree. */

import { rangeBetween, type SourceRange, TextRange } from "../source/range.ts";
import { trimSpacesStart } from "../source/spaces.ts";
import { countColumns } from "../source/text-lengths.ts";
import type { TemplatePart, TextPart } from "./template-part.ts";

/**
 * `<<-`: finds the line with the fewest leading spaces and takes that many off
 * all lines. Only what is written counts, not what interpolation brings.
 */
export function flushHeredoc(parts: readonly TemplatePart[]): void {
  let least = Number.POSITIVE_INFINITY;
  let lineStart = true;
  const indented: TextPart[] = [];
  for (const part of parts) {
    if (lineStart && part.kind !== "end") {
      least = Math.min(least, leadingSpaces(part, indented));
    }
    lineStart = part.kind === "text" && part.text.endsWith("\n");
  }
  if (least === Number.POSITIVE_INFINITY) return;
  for (const part of indented) dropColumns(part, least);
}

function leadingSpaces(part: TemplatePart, indented: TextPart[]): number {
  if (part.kind !== "text") return 0;
  const rest = trimSpacesStart(part.text);
  // An empty line says nothing about the indentation.
  if (rest === "" && part.text.endsWith("\n")) return Number.POSITIVE_INFINITY;
  indented.push(part);
  return countColumns(part.text.slice(0, part.text.length - rest.length));
}

function dropColumns(part: TextPart, columns: number): void {
  const length = unitsOf(part.text, columns);
  part.text = part.text.slice(length);
  part.range = shiftStart(part.range, length, columns);
}

function unitsOf(text: string, columns: number): number {
  let length = columns;
  while (length < text.length && countColumns(text.slice(0, length)) < columns) length += 1;
  return length;
}

function shiftStart(range: SourceRange, units: number, columns: number): SourceRange {
  if (range instanceof TextRange) return new TextRange(range.source, range.from + units, range.to);
  const { filename, start, end } = range;
  return { filename, start: { ...start, column: start.column + columns, byte: start.byte + units }, end };
}

/** Neighbouring texts as one: the lexer cuts them at lines and at signs. */
export function meldTexts(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const out: TemplatePart[] = [];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (part === undefined) continue;
    out.push(part);
    if (part.kind !== "text") continue;
    const texts: string[] = [part.text];
    for (let next = parts[index + 1]; next?.kind === "text"; next = parts[index + 1]) {
      texts.push(next.text);
      part.range = rangeBetween(part.range, next.range);
      index += 1;
    }
    if (texts.length > 1) part.text = texts.join("");
  }
  return out;
}
