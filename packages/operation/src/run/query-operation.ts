import type { Diagnostic } from "@tutti/hcl";
import { type Operation, surroundings } from "./operation.ts";

/**
 * Asks for what the `list` blocks of the query files name; what is found is told
 * as events. Nothing is changed, the state neither. `objects`: they are wanted,
 * whatever the blocks say.
 */
export async function queryOperation(
  operation: Operation,
  query: { readonly objects: boolean },
  signal?: AbortSignal,
): Promise<readonly Diagnostic[]> {
  const { createPlan } = await import("@tutti/engine");
  const { diagnostics } = await createPlan({
    ...(await surroundings(operation, "plan", signal)),
    state: operation.opened.state,
    variables: operation.variables,
    mode: "refresh-only",
    refresh: false,
    targets: [],
    replace: [],
    timestamp: operation.timestamp,
    query,
  });
  return [...operation.warnings, ...diagnostics];
}
