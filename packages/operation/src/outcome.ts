import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { StateProblem } from "@tutti/state";

/** What a step came to: a value with the warnings met, or the errors that prevented it. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** An outcome that went well, with its warnings. */
export function done<T>(value: T, diagnostics: readonly Diagnostic[] = []): Outcome<T> {
  return { ok: true, value, diagnostics };
}

/** An outcome that did not go well. */
export function failed(diagnostics: readonly Diagnostic[]): {
  readonly ok: false;
  readonly diagnostics: readonly Diagnostic[];
} {
  return { ok: false, diagnostics };
}

/** What is wrong with a state, as diagnostics without a place. */
export function problemDiagnostics(problems: readonly StateProblem[]): readonly Diagnostic[] {
  return problems.map((problem) => errorDiagnostic(problem, problem.detail));
}
