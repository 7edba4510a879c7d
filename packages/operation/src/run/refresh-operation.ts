import type { Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { State } from "@tutti/state";
import { historyWarnings } from "../history/history-warnings.ts";
import { problemDiagnostics } from "../outcome.ts";
import type { Operation } from "./operation.ts";

/** What was kept of a refresh, or why it could not be. */
export interface Refreshed {
  readonly state: State | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Keeps what an ordinary plan saw, and leaves what it would do: Terraform's
 * older way to refresh. Outputs are as that plan knows them, what `import`
 * blocks name is in the state, and no results of conditions are kept.
 */
export async function saveRefreshed({ state }: Operation, { priorState }: Plan): Promise<Refreshed> {
  const saved = await state.save({ ...priorState, checkResults: [] });
  return saved.ok
    ? { state: saved.value, diagnostics: historyWarnings(state) }
    : { state: undefined, diagnostics: problemDiagnostics(saved.problems) };
}
