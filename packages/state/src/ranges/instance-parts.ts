/** The instances of a resource in the order of a text, those that lie in one already together. */

import { compareKeys, type InstanceKey } from "@tutti/addresses";
import type { InstanceState, ResourceState } from "../state.ts";
import { PatchedInstances } from "./patched-instances.ts";
import { RangedInstances } from "./ranged-instances.ts";

/** Objects from one place of a text up to another. */
export interface InstanceRun {
  readonly instances: RangedInstances;
  readonly from: number;
  readonly to: number;
}

export interface InstanceEntry {
  readonly key: InstanceKey;
  readonly instance: InstanceState;
}

/** Undefined where none of them lies in a text. Costs what is otherwise than there. */
export function instanceParts(
  instances: ResourceState["instances"],
): Iterable<InstanceRun | InstanceEntry> | undefined {
  if (instances instanceof RangedInstances) return [{ instances, from: 0, to: instances.size }];
  return instances instanceof PatchedInstances ? patchedParts(instances) : undefined;
}

function* patchedParts(instances: PatchedInstances): Generator<InstanceRun | InstanceEntry> {
  const { base } = instances;
  let from = 0;
  for (const key of [...instances.touched()].sort(compareKeys)) {
    const own = base.placeOf(key);
    const to = own ?? placeAmong(base.ranges.keys, key);
    if (to > from) yield { instances: base, from, to };
    from = own === undefined ? to : to + 1;
    const instance = instances.get(key);
    if (instance !== undefined) yield { key, instance };
  }
  if (base.size > from) yield { instances: base, from, to: base.size };
}

/** How many of the keys, in their order, stand before this one. */
function placeAmong(keys: readonly InstanceKey[], key: InstanceKey): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle], key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
