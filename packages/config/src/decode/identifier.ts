import { isIdentifier, type SourceRange } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";

export const BAD_IDENTIFIER =
  "A name must start with a letter or underscore and may contain only letters, digits, underscores, and dashes.";

/** Reports a name that is none, under the summary. */
export function checkIdentifier(
  name: string,
  summary: string,
  range: SourceRange | undefined,
  diagnostics: DiagnosticList,
): boolean {
  if (isIdentifier(name)) return true;
  diagnostics.error(summary, BAD_IDENTIFIER, range);
  return false;
}
