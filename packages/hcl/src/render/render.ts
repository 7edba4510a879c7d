/** Diagnostics as text for people. */

import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";
import { parametersText } from "./call-signature.ts";
import { COLORS, NO_COLOR, type Paint } from "./paint.ts";
import { createSnippet, type Snippet, type SourceLookup, shownRanges } from "./snippet.ts";
import { wordWrap } from "./word-wrap.ts";

/** How diagnostics become text. */
export interface RenderOptions {
  readonly sources: SourceLookup;
  /** Default 78. 0 does not wrap. */
  readonly width?: number;
  /** With colours comes the rule on the left. Default false. */
  readonly color?: boolean;
  /** The rule on the left without colours. Default: as `color`. */
  readonly rule?: boolean;
}

const WIDTH = 78;
/** The rule on the left and the blank behind it. */
const RULE_WIDTH = 2;

/** Ends with a newline. */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const { sources, width = WIDTH, color = false, rule = color } = options;
  if (!rule) return renderPlain(diagnostic, sources, width);
  const text = renderRuled(diagnostic, sources, width);
  // The line of an empty detail holds nothing but the end of a colour.
  return color ? text : text.replaceAll(SEQUENCES, "").replace(/│\n│\n╵/, "│\n╵");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is meant
const SEQUENCES = /\u001b\[[0-9;]*m/g;

const TITLES: Readonly<Record<Severity, string>> = { error: "Error: ", warning: "Warning: " };

/** With `-no-color`: a blank line before, and nothing around. */
function renderPlain(diagnostic: Diagnostic, sources: SourceLookup, width: number): string {
  const { severity, summary } = diagnostic;
  const body = place(diagnostic, sources, NO_COLOR) + detail(diagnostic.detail, width === 0 ? 0 : width - 1);
  return `\n${TITLES[severity]}${summary}\n\n${body}`;
}

function renderRuled(diagnostic: Diagnostic, sources: SourceLookup, width: number): string {
  const { severity, summary } = diagnostic;
  const color = severity === "error" ? COLORS.red : COLORS.yellow;
  const start = severity === "error" ? "\u001b[31m" : "\u001b[33m";
  const title = `\u001b[1m${start}${TITLES[severity]}\u001b[0m\u001b[0m${COLORS.bold(printable(summary))}`;
  const text = printable(diagnostic.detail);
  // With colours an empty detail takes a line: Terraform does so.
  const wrapped = text === "" ? "\n" : detail(text, width === 0 ? 0 : width - RULE_WIDTH - 1);
  const body = `${title}\n\n${place(diagnostic, sources, COLORS)}${wrapped}`;
  const lines = body.replace(/\n$/, "").split("\n");
  const ruled = lines.map((line) => (line === "" ? color("│") : `${color("│")} ${line}`));
  return [color("╷"), ...ruled, color("╵"), ""].join("\n");
}

/** Lines that start with a blank are examples, which are left as they are. */
function detail(text: string, width: number): string {
  if (text === "") return "";
  if (width <= 0) return `${text}\n`;
  return text
    .split("\n")
    .map((line) => `${line.startsWith(" ") ? line : wordWrap(line, width)}\n`)
    .join("");
}

function place(diagnostic: Diagnostic, sources: SourceLookup, paint: Paint): string {
  const { address } = diagnostic;
  const withAddress = address === undefined || address === "" ? "" : `  with ${address},\n`;
  const ranges = shownRanges(diagnostic);
  if (ranges === undefined) return withAddress === "" ? "" : `${withAddress}`;
  const { filename, start } = ranges.highlight;
  const on = `  on ${printable(filename)} line ${start.line}`;
  const snippet = createSnippet(diagnostic, sources);
  if (snippet === undefined) return `${withAddress}${on}:\n  (source code not available)\n\n`;
  const context = snippet.context === undefined ? "" : `, in ${snippet.context}`;
  return `${withAddress}${on}${context}:\n${codeText(snippet, paint)}${valuesText(snippet, paint)}\n`;
}

function codeText(snippet: Snippet, paint: Paint): string {
  const { code, startLine, highlightStartOffset, highlightEndOffset } = snippet;
  const bytes = new TextEncoder().encode(code);
  const text = (from: number, to?: number): string =>
    printable(new TextDecoder().decode(bytes.subarray(from, to)));
  const start = characterStart(bytes, highlightStartOffset);
  const end = characterStart(bytes, highlightEndOffset);
  const painted = text(0, start) + paint.underline(text(start, end)) + text(end);
  return painted
    .split("\n")
    .map((line, index) => `${String(startLine + index).padStart(4)}: ${line}\n`)
    .join("");
}

/** Never into the middle of a character. */
function characterStart(bytes: Uint8Array, offset: number): number {
  let start = offset;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

function valuesText({ values, functionCall }: Snippet, paint: Paint): string {
  const func = functionCall?.func;
  if (values.length === 0 && func === undefined) return "";
  const bar = `    ${paint.dim("│")} `;
  let text = `    ${paint.dim("├────────────────")}\n`;
  if (functionCall !== undefined && func !== undefined) {
    text += `${bar}while calling ${paint.bold(functionCall.calledAs)}(${parametersText(func)})\n`;
  }
  for (const { traversal, statement } of values) text += `${bar}${paint.bold(traversal)} ${statement}\n`;
  return text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** Control characters shown as pictures of themselves, so that a source cannot play with the terminal. */
function printable(text: string): string {
  return text.replace(CONTROL, (char) =>
    char === "\x7f" ? "\u2421" : String.fromCharCode(0x2400 + char.charCodeAt(0)),
  );
}
