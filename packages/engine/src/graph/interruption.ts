import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { providerError } from "@tutti/plugin";

/** Somebody told us to stop; `left` says what became of what was begun. */
export function interruption(left: string): Diagnostic {
  return errorDiagnostic(
    providerError("interrupted"),
    `<Tutti> was told to stop: ${left} Run the command again to go on.`,
  );
}
