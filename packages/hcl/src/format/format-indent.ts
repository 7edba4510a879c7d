/** Two spaces for each line that opens brackets, given back when they are closed. */

import type { FormatLine } from "./format-line.ts";
import { bracketChange, type FormatToken } from "./format-token.ts";

export function indentLines(lines: readonly FormatLine[]): void {
  /** How many brackets each indented line opened. */
  const indents: number[] = [];
  for (const { lead, assign } of lines) {
    const [first] = lead;
    if (first === undefined) continue;
    if (first.type === "newline") {
      first.spaces = 0;
      continue;
    }
    const net = netBrackets(lead, assign ?? []);
    if (net < 0) dedent(indents, -net);
    first.spaces = 2 * indents.length;
    if (net > 0) indents.push(net);
  }
}

function netBrackets(lead: readonly FormatToken[], assign: readonly FormatToken[]): number {
  let net = 0;
  for (const token of lead) {
    net += bracketChange(token);
    if (token.type === "open-heredoc") break;
  }
  for (const token of assign) net += bracketChange(token);
  return net;
}

function dedent(indents: number[], closing: number): void {
  let closed = closing;
  while (closed > 0) {
    const opened = indents.pop();
    if (opened === undefined) return;
    if (closed < opened) {
      indents.push(opened - closed);
      return;
    }
    closed -= opened;
  }
}
