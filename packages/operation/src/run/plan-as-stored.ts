import type { PlanRequest, PlanResult, Surroundings } from "@tutti/engine";
import type { Operation } from "./operation.ts";

/** A plan over what the state says, that looks at nothing anew and changes nothing: for what is imported or asked for. */
export async function planAsStored(
  operation: Operation,
  around: Surroundings,
  wish: Pick<PlanRequest, "imports" | "query">,
): Promise<PlanResult> {
  const { createPlan } = await import("@tutti/engine");
  return createPlan({
    ...around,
    state: operation.opened.state,
    variables: operation.variables,
    mode: "refresh-only",
    refresh: false,
    targets: [],
    replace: [],
    timestamp: operation.timestamp,
    ...wish,
  });
}
