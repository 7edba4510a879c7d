import type { Diagnostic } from "@tutti/hcl";

/** Summaries only, where nothing but warnings was met. */
export function compactWarnings(diagnostics: readonly Diagnostic[], product: string): string {
  let text = "\nWarnings:\n\n";
  for (const { summary, subject } of diagnostics) {
    text += `- ${summary}\n`;
    if (subject !== undefined) text += `  on ${subject.filename} line ${subject.start.line}\n`;
  }
  return `${text}\nTo see the full warning notes, run ${product} without -compact-warnings.\n`;
}
