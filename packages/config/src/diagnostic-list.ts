import type { ErrorKind } from "@tutti/errors";
import { type Diagnostic, errorDiagnostic, type SourceRange, warningDiagnostic } from "@tutti/hcl";

/** Collects what is wrong while a source is read or checked. */
export class DiagnosticList {
  readonly all: Diagnostic[] = [];
  #errors = 0;

  get errorCount(): number {
    return this.#errors;
  }
  get hasErrors(): boolean {
    return this.#errors > 0;
  }
  error(kind: ErrorKind, detail: string, subject?: SourceRange, context?: SourceRange): void {
    this.add(errorDiagnostic(kind, detail, subject, context));
  }
  warning(kind: ErrorKind, detail: string, subject?: SourceRange, context?: SourceRange): void {
    this.add(warningDiagnostic(kind, detail, subject, context));
  }
  add(diagnostic: Diagnostic): void {
    this.all.push(diagnostic);
    if (diagnostic.severity === "error") this.#errors += 1;
  }
  /** Adds all of them and says whether there was no error among them. */
  addAll(diagnostics: readonly Diagnostic[]): boolean {
    const before = this.#errors;
    for (const diagnostic of diagnostics) this.add(diagnostic);
    return this.#errors === before;
  }
}
