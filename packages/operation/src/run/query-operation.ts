import type { Diagnostic } from "@tutti/hcl";
import { type Operation, surroundings } from "./operation.ts";
import { planAsStored } from "./plan-as-stored.ts";

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
  const around = await surroundings(operation, "plan", signal);
  const { diagnostics } = await planAsStored(operation, around, { query });
  return [...operation.warnings, ...diagnostics];
}
