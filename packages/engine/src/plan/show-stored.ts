/** What others see of a block where the plan follows what there is, and not what there could be. */

import {
  type AbsoluteResource,
  formatInstance,
  type InstanceKey,
  instanceAt,
  type ResourceInstance,
} from "@tutti/addresses";
import type { InstanceObject, InstanceState } from "@tutti/state";
import type { Value } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import { decodeSameVersion } from "../object/object-codec.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { type Expansion, hasInstance } from "../scope/repetition.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { expansionOfKeys, valuesOfKeys } from "../scope/stored-values.ts";
import type { PlanRun } from "./plan-run.ts";

/** A block in one instance of its module. */
interface BlockPlace {
  readonly node: ResourceNode;
  readonly scope: ModuleScope;
  readonly resource: AbsoluteResource;
}

/**
 * Sets the instances that there are, of these that were stored and of those that
 * were brought in. The import command does not know of a block without any what
 * it will be; a plan that only refreshes takes it for empty.
 */
export function showStored(
  run: PlanRun,
  node: ResourceNode,
  scope: ModuleScope,
  stored: Iterable<InstanceKey>,
): void {
  const { mode, type, name, key: id } = node.resource;
  const worked = scope.resources.get(id);
  const there = new Map<InstanceKey, Value>();
  for (const key of new Set([...stored, ...(run.imports.given ? (worked?.keys ?? []) : [])])) {
    const address = { module: scope.instance, mode, type, name, key };
    const current = run.prior.current(address);
    const value =
      current === undefined ? undefined : (worked?.get(key) ?? storedValue(node, current, address));
    if (value !== undefined) there.set(key, value);
  }
  if (run.imports.given && there.size === 0) {
    setUnknown(node, scope);
    return;
  }
  const expansion = expansionOfKeys(node, there.keys());
  const values = new ResourceValues(expansion);
  for (const key of values.keys) {
    // One that is missing between others is known by its type.
    const value = there.get(key) ?? (expansion.kind === "count" ? worked?.get(key) : undefined);
    if (value !== undefined) values.set(key, value);
  }
  scope.resources.set(id, values);
  scope.expansions.set(id, expansion);
}

/**
 * Sets the instances that there are after a plan that leaves out some: those that are planned, and of the
 * others those that are stored, also where the block has them no more. What is neither is not there for
 * others: no part of the whole, and an index that is wrong.
 */
export function showIncluded(
  run: PlanRun,
  { node, scope, resource }: BlockPlace,
  expansion: Expansion,
  stored: ReadonlyMap<InstanceKey, InstanceState> | undefined,
): void {
  if (expansion.kind !== "count" && expansion.kind !== "for_each") return;
  const worked = scope.resources.get(node.resource.key);
  const there = new Map<InstanceKey, Value>();
  for (const key of new Set([...(worked?.keys ?? []), ...(stored?.keys() ?? [])])) {
    const value = includedValue(key);
    if (value !== undefined) there.set(key, value);
  }
  const values = valuesOfKeys(node, there.keys());
  for (const [key, value] of there) values.set(key, value);
  scope.resources.set(node.resource.key, values);

  function includedValue(key: InstanceKey): Value | undefined {
    const address = instanceAt(resource, key);
    if (run.targets.includes(address)) return hasInstance(expansion, key) ? worked?.get(key) : undefined;
    const current = stored?.get(key)?.current;
    return current === undefined ? undefined : storedValue(node, current, address);
  }
}

/** A block without keys keeps its one instance, whose values are not known. */
function setUnknown({ resource }: ResourceNode, scope: ModuleScope): void {
  if (resource.count === undefined && resource.forEach === undefined) return;
  const expansion: Expansion = { kind: "unknown", by: resource.count === undefined ? "for_each" : "count" };
  scope.resources.set(resource.key, new ResourceValues(expansion));
}

/** What others see of an instance that targets leave out. */
export function storedValue(
  node: ResourceNode,
  object: InstanceObject,
  address: ResourceInstance,
): Value | undefined {
  return decodeSameVersion(object, node.schema, formatInstance(address)).value;
}
