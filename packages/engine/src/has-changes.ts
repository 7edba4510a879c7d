import { movingChanges, partsOf } from "./change-parts.ts";
import { goingData } from "./plan/going-data.ts";
import type { Plan, ResourceChange } from "./plan.ts";

/**
 * True where applying the plan would change the world or the state, or read what is only known then. A plan
 * that destroys takes away what data sources read as well, though it does not show that.
 */
export function hasChanges(plan: Plan): boolean {
  if (plan.invocations.length > 0) return true;
  for (const { action } of plan.outputs.values()) if (action !== "no-op") return true;
  if (plan.mode === "refresh-only") return plan.drift.some(({ action }) => action !== "no-op");
  return movingChanges(partsOf(plan)).some(isChange) || goingData(plan).length > 0;
}

function isChange({ action, previousAddress, importing }: ResourceChange): boolean {
  return action !== "no-op" || previousAddress !== undefined || importing !== undefined;
}
