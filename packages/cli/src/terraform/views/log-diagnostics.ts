import type { Diagnostic } from "@tutti/hcl";
import type { Log } from "@tutti/runtime";
import { logTold } from "../../command/error-output.ts";

/** Each diagnostic's code and place, for views that do not tell them by the error stream. */
export function logDiagnostics(log: Log, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics)
    logTold(log, diagnostic.severity === "error" ? "error" : "warn", diagnostic);
}
