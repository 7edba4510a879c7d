import type { ErrorKind } from "@tutti/errors";
import { isIdentifier, type SourceRange } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";

export const BAD_IDENTIFIER =
  "A name must start with a letter or underscore and may contain only letters, digits, underscores, and dashes.";

/** Reports a name that is none, as of that kind. */
export function checkIdentifier(
  name: string,
  kind: ErrorKind,
  range: SourceRange | undefined,
  diagnostics: DiagnosticList,
): boolean {
  if (isIdentifier(name)) return true;
  diagnostics.error(kind, BAD_IDENTIFIER, range);
  return false;
}
