import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import type { StateHandle } from "@tutti/state";

/** What kept saved changes from the history: told, and nothing more, for the state itself is safe. */
export function historyWarnings({ history }: StateHandle): readonly Diagnostic[] {
  return (history?.takeProblems() ?? []).map((problem) => warningDiagnostic(problem, problem.detail));
}
