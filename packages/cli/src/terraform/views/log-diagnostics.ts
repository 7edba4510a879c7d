import type { Diagnostic } from "@tutti/hcl";
import type { Log } from "@tutti/runtime";

/** Each diagnostic's code and place for the log: what stays where texts change, and without values, which may be secret. */
export function logDiagnostics(log: Log, diagnostics: readonly Diagnostic[]): void {
  for (const { severity, code, address, subject } of diagnostics)
    log.write(severity === "error" ? "error" : "warn", "diagnostic", {
      code,
      address,
      at: subject === undefined ? undefined : `${subject.filename}:${subject.start.line}`,
    });
}
