import type { Plan } from "../plan.ts";

const keysOfPlan = new WeakMap<Plan, ReadonlyMap<number, string>>();

/** By the places of changes: the keys under which old objects step aside for what is made before they go. */
export function deposedKeys(plan: Plan): ReadonlyMap<number, string> {
  let keys = keysOfPlan.get(plan);
  if (keys === undefined) {
    const found = new Map<number, string>();
    for (const { work } of plan.actions.actions)
      if (work.kind === "depose") found.set(work.change, work.deposedKey);
    keysOfPlan.set(plan, found);
    keys = found;
  }
  return keys;
}
