import type { Diagnostic } from "@tutti/hcl";
import { wrapText } from "./text-wrap.ts";

export interface DiagnosticLayout {
  /** In a frame of lines; plain where colours are switched off. */
  readonly boxed: boolean;
  readonly colors: boolean;
  readonly width: number;
  /** Text of every source, by file name. */
  readonly sources: ReadonlyMap<string, string>;
}

/** A diagnostic as Terraform prints it, ending in a line break. */
export function formatDiagnostic(diagnostic: Diagnostic, layout: DiagnosticLayout): string {
  const { severity, summary, detail } = diagnostic;
  const paint = (text: string, code: string): string =>
    layout.colors ? `\u001b[${code}m${text}\u001b[0m` : text;
  const color = severity === "error" ? "31" : "33";
  const width = layout.width - (layout.boxed ? 2 : 0);
  const title = severity === "error" ? "Error: " : "Warning: ";
  let body = `${paint(title, `1;${color}`)}${paint(summary, "1")}\n\n`;
  body += placeText(diagnostic, layout);
  if (detail !== "") body += `${wrapText(detail, width - 1)}\n`;
  if (!layout.boxed) return `\n${body}`;
  const bar = paint("│", color);
  const lines = body.replace(/\n$/, "").split("\n");
  return `${paint("╷", color)}\n${lines.map((line) => `${bar} ${line}\n`).join("")}${paint("╵", color)}\n`;
}

function placeText(diagnostic: Diagnostic, _layout: DiagnosticLayout): string {
  const { subject, address } = diagnostic;
  if (subject === undefined) return address === undefined ? "" : `  with ${address},\n\n`;
  return `${address === undefined ? "" : `  with ${address},\n`}  on ${subject.filename} line ${subject.start.line}:\n\n`;
}

/** Summaries only, where nothing but warnings was met. */
export function formatCompactWarnings(diagnostics: readonly Diagnostic[], product: string): string {
  let text = "\nWarnings:\n\n";
  for (const { summary, subject } of diagnostics) {
    text += `- ${summary}\n`;
    if (subject !== undefined) text += `  on ${subject.filename} line ${subject.start.line}\n`;
  }
  return `${text}\nTo see the full warning notes, run ${product} without -compact-warnings.\n`;
}
