import type { Plan } from "@tutti/engine";

/** True where applying the plan would change the world or the state, or read what is only known then. */
export function hasChanges(plan: Plan): boolean {
  if (plan.mode === "refresh-only" && plan.drift.some(({ action }) => action !== "no-op")) return true;
  for (const { action } of plan.outputs.values()) if (action !== "no-op") return true;
  return plan.changes.some(
    ({ action, previousAddress, importing }) =>
      action !== "no-op" || previousAddress !== undefined || importing !== undefined,
  );
}
