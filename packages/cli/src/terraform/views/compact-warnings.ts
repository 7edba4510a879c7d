import type { Diagnostic } from "@tutti/hcl";
import { consolidateWarnings } from "./consolidate-warnings.ts";

/** Summaries only, where nothing but warnings was met. */
export function compactWarnings(diagnostics: readonly Diagnostic[], product: string): string {
  let text = "\nWarnings:\n\n";
  for (const {
    diagnostic: { summary, subject },
    more,
  } of consolidateWarnings(diagnostics)) {
    text += `- ${summary}\n`;
    const others = more === 0 ? "" : ` (and ${more} more)`;
    if (subject !== undefined) text += `  on ${subject.filename} line ${subject.start.line}${others}\n`;
  }
  return `${text}\nTo see the full warning notes, run ${product} without -compact-warnings.\n`;
}
