/** The changes of a plan in the order in which it shows them. */

import {
  compareInstances,
  compareKeys,
  compareResources,
  type InstanceKey,
  sortKeys,
} from "@tutti/addresses";
import type { KeptBlock } from "../object/kept-block.ts";
import type { ChangePart, ResourceChange } from "../plan.ts";

/** What stays of a block, and which of its instances do. */
interface KeptKeys {
  readonly block: KeptBlock;
  readonly keys: readonly InstanceKey[];
}

export function sortChanges(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  return changes.toSorted(compareChanges);
}

/** With what stays of each block in between, in as few parts as may be. */
export function orderParts(
  changes: readonly ResourceChange[],
  kept: readonly KeptKeys[],
): readonly ChangePart[] {
  const sorted = sortChanges(changes);
  const parts: ChangePart[] = [];
  let at = 0;
  for (const { block, keys } of kept.toSorted((a, b) =>
    compareResources(a.block.resource, b.block.resource),
  )) {
    const ordered = inOrder(keys);
    let from = 0;
    const keepUpTo = (to: number): void => {
      if (to > from) parts.push(block.part(ordered.slice(from, to)));
      from = to;
    };
    for (let next = sorted[at]; next !== undefined; next = sorted[at]) {
      const order = compareResources(next.address, block.resource);
      if (order > 0) break;
      if (order === 0) keepUpTo(placeAmong(ordered, next.address.key));
      parts.push(next);
      at += 1;
    }
    keepUpTo(ordered.length);
  }
  return [...parts, ...sorted.slice(at)];
}

function compareChanges(a: ResourceChange, b: ResourceChange): number {
  const order = compareInstances(a.address, b.address);
  if (order !== 0) return order;
  return (a.deposedKey ?? "") < (b.deposedKey ?? "") ? -1 : 1;
}

/** Mostly they are already. */
function inOrder(keys: readonly InstanceKey[]): readonly InstanceKey[] {
  const isSorted = keys.every((key, at) => at === 0 || compareKeys(keys[at - 1], key) < 0);
  return isSorted ? keys : sortKeys(keys);
}

/** How many of the keys stand before this one. */
function placeAmong(keys: readonly InstanceKey[], key: InstanceKey): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle], key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
