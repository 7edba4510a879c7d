import type { PlanRequest } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { State, StateProblem } from "@tutti/state";
import { problemDiagnostics } from "../outcome.ts";
import type { Operation } from "./operation.ts";

/**
 * Finds out what became of the operations that a killed apply had begun. Each
 * answer is in the journal before anything is planned on it, and the journal
 * is read again, so that whoever writes next starts from there.
 */
export async function recoverOperations(
  operation: Operation,
  request: PlanRequest,
): Promise<{ readonly state: State; readonly diagnostics: readonly Diagnostic[] }> {
  const { state, openIntents } = operation.opened;
  if (openIntents.length === 0) return { state, diagnostics: [] };
  const { evaluateProviderConfigs, recover } = await import("@tutti/engine");
  const refused = (problems: readonly StateProblem[]) => ({
    state,
    diagnostics: problemDiagnostics(problems),
  });
  const journal = await operation.state.begin();
  if (!journal.ok) return refused(journal.problems);
  const configs = await evaluateProviderConfigs(
    request,
    openIntents.map(({ provider }) => provider),
  );
  const found = await recover({
    state,
    intents: openIntents,
    configs,
    config: request.config,
    providers: operation.providers,
    connectAgent: request.connectAgent,
    journal: journal.value,
    signal: request.signal,
  });
  await journal.value.close();
  const again = await operation.state.read();
  return again.ok ? { state: again.value.state, diagnostics: found.diagnostics } : refused(again.problems);
}
