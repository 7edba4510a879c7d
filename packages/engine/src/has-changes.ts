import { formatInstance, instanceAt } from "@tutti/addresses";
import { type InstanceObject, objectsOf, type State, sameManagedObjects, sameObject } from "@tutti/state";
import { movingChanges, partsOf } from "./change-parts.ts";
import { goingData } from "./plan/going-data.ts";
import type { Plan, ResourceChange } from "./plan.ts";

/**
 * True where applying the plan would change the world or the state, or read what is only known then. A plan
 * that destroys takes away what data sources read as well, though it does not show that.
 */
export function hasChanges(plan: Plan): boolean {
  if (plan.invocations.length > 0) return true;
  const outputs = [...plan.outputs.values()].filter(({ action }) => action !== "no-op");
  if (plan.mode === "refresh-only") {
    // Only what the refreshed state has otherwise counts, and it has neither what is not known nor what is not declared.
    if (outputs.some(({ action, after }) => action !== "delete" && after.isWhollyKnown)) return true;
    // What the objects depend on and how they are replaced is no drift that is shown, but kept all the same.
    return plan.drift.some(({ action }) => action !== "no-op") || !keepsObjects(plan);
  }
  if (outputs.length > 0) return true;
  return movingChanges(partsOf(plan)).some(isChange) || goingData(plan).length > 0;
}

/**
 * Whether a person is to be asked before it is applied. Of outputs that are gone or not known yet a plan that only
 * refreshes has nothing to apply, but they are changed beside: Terraform refuses to, and takes that for a fault of its own.
 */
export function asksApproval(plan: Plan): boolean {
  return hasChanges(plan) || [...plan.outputs.values()].some(({ action }) => action !== "no-op");
}

/** Whether all managed objects are as they were, wherever they moved. */
function keepsObjects({ previousState, priorState, drift }: Plan): boolean {
  const movedFrom = new Map<string, string>();
  for (const { address, previousAddress } of drift)
    if (previousAddress !== undefined)
      movedFrom.set(formatInstance(address), formatInstance(previousAddress));
  if (movedFrom.size === 0) return sameManagedObjects(previousState, priorState);
  const before = managedObjects(previousState);
  const now = managedObjects(priorState);
  return (
    before.size === now.size &&
    [...now.values()].every(({ instance, deposedKey, object }) =>
      sameObject(before.get(placeOf(movedFrom.get(instance) ?? instance, deposedKey))?.object, object),
    )
  );
}

interface PlacedObject {
  readonly instance: string;
  readonly deposedKey: string | undefined;
  readonly object: InstanceObject;
}

function managedObjects({ resources }: State): ReadonlyMap<string, PlacedObject> {
  const found = new Map<string, PlacedObject>();
  for (const { address, instances } of resources.values()) {
    if (address.mode !== "managed") continue;
    for (const [key, state] of instances) {
      const instance = formatInstance(instanceAt(address, key));
      for (const [deposedKey, object] of objectsOf(state))
        found.set(placeOf(instance, deposedKey), { instance, deposedKey, object });
    }
  }
  return found;
}

function placeOf(instance: string, deposedKey: string | undefined): string {
  return deposedKey === undefined ? instance : `${instance} ${deposedKey}`;
}

function isChange({ action, previousAddress, importing }: ResourceChange): boolean {
  return action !== "no-op" || previousAddress !== undefined || importing !== undefined;
}
