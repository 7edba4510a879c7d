import type { PlanRequest } from "@tutti/engine";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { ProviderRegistry } from "@tutti/plugin";
import type { OpenedState, State } from "@tutti/state";
import type { StateAccess } from "./state-access.ts";

/** What of an operation takes part. */
export interface Interrupted {
  readonly opened: OpenedState;
  readonly access: StateAccess;
  readonly providers: ProviderRegistry;
  readonly signal: AbortSignal;
}

/**
 * Finds out what became of the operations that a killed apply had begun. Each
 * answer is in the journal before anything is planned on it, and the journal
 * is read again, so that whoever writes next starts from there.
 */
export async function recoverOperations(
  operation: Interrupted,
  request: PlanRequest,
): Promise<{ readonly state: State; readonly diagnostics: readonly Diagnostic[] }> {
  const { state, openIntents } = operation.opened;
  if (openIntents.length === 0) return { state, diagnostics: [] };
  const { evaluateProviderConfigs, recover } = await import("@tutti/engine");
  const { store } = operation.access;
  const refused = (problems: readonly { readonly summary: string; readonly detail: string }[]) => ({
    state,
    diagnostics: problems.map(({ summary, detail }) => errorDiagnostic(summary, detail)),
  });
  const journal = await store.begin();
  if (!journal.ok) return refused(journal.problems);
  const configs = await evaluateProviderConfigs(request);
  const { providers, signal } = operation;
  const found = await recover({
    state,
    intents: openIntents,
    configs,
    config: request.config,
    providers,
    connectAgent: request.connectAgent,
    journal: journal.value,
    signal,
  });
  await journal.value.close();
  const again = await store.read();
  return again.ok ? { state: again.value.state, diagnostics: found.diagnostics } : refused(again.problems);
}
