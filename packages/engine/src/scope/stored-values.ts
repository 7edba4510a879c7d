/** What references to a resource come to where the state alone says what there is of it. */

import { type AbsoluteResource, formatResource, type InstanceKey } from "@tutti/addresses";
import { impliedType } from "@tutti/plugin";
import type { InstanceObject, ResourceState, State } from "@tutti/state";
import { compareCodePoints, objectValue, UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import type { ResourceChange } from "../plan.ts";
import type { Expansion } from "./repetition.ts";
import { ResourceValues } from "./resource-values.ts";
import type { Walk } from "./walk.ts";

/** The instances that are stored, repeated in the way the block says. */
export function expansionInState(node: ResourceNode, stored: ResourceState | undefined): Expansion {
  return expansionOfKeys(node, stored?.instances.keys() ?? []);
}

/** Instances of these keys, repeated in the way the block says. */
export function expansionOfKeys({ resource }: ResourceNode, given: Iterable<InstanceKey>): Expansion {
  const keys = [...given];
  if (resource.count !== undefined) {
    const numbers = keys.filter((key) => typeof key === "number");
    return { kind: "count", count: numbers.reduce((most, key) => Math.max(most, key + 1), 0) };
  }
  const gone = resource.lifecycle.enabled !== undefined && keys.length === 0;
  if (resource.forEach === undefined) return { kind: gone ? "disabled" : "single" };
  // An object has its names in order, whatever was made first.
  const texts = keys.filter((key) => typeof key === "string").sort(compareCodePoints);
  return { kind: "for_each", over: objectValue(texts.map((key) => [key, UNKNOWN_DYNAMIC])) };
}

/**
 * For the values of these instances of a block, where it has others that nobody sees. One that is missing
 * between numbered ones is known by its type.
 */
export function valuesOfKeys(node: ResourceNode, given: Iterable<InstanceKey>): ResourceValues {
  const there = new Set(given);
  const values = new ResourceValues(expansionOfKeys(node, there));
  const missing = Value.unknown(impliedType(node.schema.block));
  for (const key of values.keys) if (!there.has(key)) values.set(key, missing);
  return values;
}

/** Sets the values of one block in all instances of its module; what is not stored is unknown. */
export function setStoredValues(
  walk: Walk,
  node: ResourceNode,
  stored: State["resources"],
  decode: (object: InstanceObject, address: AbsoluteResource) => Value | undefined,
): void {
  const { mode, type, name, key } = node.resource;
  for (const scope of walk.scopesOf(node.module.path)) {
    const address: AbsoluteResource = { module: scope.instance, mode, type, name };
    const resource = stored.get(formatResource(address));
    const expansion = expansionInState(node, resource);
    const nothing = resource === undefined && expansion.kind !== "single";
    const values = new ResourceValues(nothing ? { kind: "unknown", by: "count" } : expansion);
    for (const [instanceKey, { current }] of resource?.instances ?? []) {
      const value = current === undefined ? undefined : decode(current, address);
      if (value !== undefined) values.set(instanceKey, value);
    }
    scope.resources.set(key, values);
  }
}

/** The same of what a plan makes of a block. Data that was read while planning is stored already. */
export function setPlannedValues(
  walk: Walk,
  node: ResourceNode,
  changes: ReadonlyMap<string, readonly ResourceChange[]>,
  stored: (address: AbsoluteResource) => ReadonlyMap<InstanceKey, Value>,
): void {
  const { mode, type, name, key } = node.resource;
  for (const scope of walk.scopesOf(node.module.path)) {
    const address: AbsoluteResource = { module: scope.instance, mode, type, name };
    const values = new Map(stored(address));
    for (const change of changes.get(formatResource(address)) ?? [])
      values.set(change.address.key, change.after);
    const found = new ResourceValues(expansionOfKeys(node, values.keys()));
    for (const [instanceKey, value] of values) found.set(instanceKey, value);
    scope.resources.set(key, found);
  }
}
