import type { ResourceInstance } from "@tutti/addresses";
import { storedInstances } from "@tutti/state";
import type { Plan } from "../plan.ts";
import { destroyTargets } from "./destroy-targets.ts";

/** An instance that was read, and the provider that read it. */
interface GoingData {
  readonly address: ResourceInstance;
  readonly provider: string;
}

/**
 * What was read and leaves the state when a plan that destroys is done: all of it, or of a part what the
 * targets name. Until then it stays, for what goes was made of it.
 */
export function goingData({
  mode,
  targets,
  excludes,
  priorState: state,
}: Pick<Plan, "mode" | "targets" | "excludes" | "priorState">): readonly GoingData[] {
  if (mode !== "destroy") return [];
  const found: GoingData[] = [];
  for (const { address, resource } of storedInstances(state))
    if (address.mode === "data") found.push({ address, provider: resource.provider });
  if (found.length === 0) return found;
  const goes = destroyTargets(state, targets, excludes);
  return found.filter(({ address }) => goes(address));
}
