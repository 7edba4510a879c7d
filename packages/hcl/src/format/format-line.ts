/** Lines in cells: what leads, what is assigned, and the comment behind; cells of neighbours align. */

import { countColumns } from "../source/text-lengths.ts";
import { bracketChange, endsLine, type FormatToken } from "./format-token.ts";

export interface FormatLine {
  lead: readonly FormatToken[];
  /** From the equals sign on; undefined where nothing is assigned on the line. */
  assign: readonly FormatToken[] | undefined;
  comment: FormatToken | undefined;
}

export function formatLines(tokens: readonly FormatToken[]): readonly FormatLine[] {
  const lines: FormatLine[] = [];
  let lead: FormatToken[] = [];
  for (const token of tokens) {
    if (token.type === "end") break;
    lead.push(token);
    if (!endsLine(token)) continue;
    lines.push(intoCells(lead));
    lead = [];
  }
  lines.push(intoCells(lead));
  return lines;
}

function intoCells(tokens: readonly FormatToken[]): FormatLine {
  const line: FormatLine = { lead: tokens, assign: undefined, comment: undefined };
  const last = tokens.at(-1);
  if (tokens.length > 1 && last?.type === "comment") {
    line.comment = last;
    line.lead = tokens.slice(0, -1);
  }
  const equals = line.lead.findIndex((token, index) => index > 0 && token.type === "=");
  if (equals === -1) return line;
  const rest = line.lead.slice(equals);
  // Brackets left open: the expression goes on, and takes no part in alignment.
  if (rest.reduce((net, token) => net + bracketChange(token), 0) !== 0) return line;
  line.assign = rest;
  line.lead = line.lead.slice(0, equals);
  return line;
}

/** Aligns the equals signs of neighbouring lines, and then their comments. */
export function alignCells(lines: readonly FormatLine[]): void {
  alignChains(
    lines,
    (line) => line.assign?.[0],
    (line) => columnsOf(line.lead),
  );
  alignChains(
    lines,
    (line) => line.comment,
    (line) => columnsOf(line.lead) + columnsOf(line.assign ?? []),
  );
}

function alignChains(
  lines: readonly FormatLine[],
  cellOf: (line: FormatLine) => FormatToken | undefined,
  columnsBefore: (line: FormatLine) => number,
): void {
  let chain: { readonly cell: FormatToken; readonly columns: number }[] = [];
  const close = (): void => {
    const widest = chain.reduce((most, { columns }) => Math.max(most, columns), 0);
    for (const { cell, columns } of chain) cell.spaces = widest - columns + 1;
    chain = [];
  };
  for (const line of lines) {
    const cell = cellOf(line);
    if (cell === undefined) close();
    else chain.push({ cell, columns: columnsBefore(line) });
  }
  close();
}

function columnsOf(tokens: readonly FormatToken[]): number {
  return tokens.reduce((sum, { spaces, text }) => sum + spaces + countColumns(text), 0);
}
