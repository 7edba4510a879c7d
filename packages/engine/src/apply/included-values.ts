/** The instances that others see where a plan leaves out some of a block. */

import { type AbsoluteResource, formatResource, type InstanceKey } from "@tutti/addresses";
import type { ResourceNode } from "../graph/config-node.ts";
import { type Expansion, hasInstance } from "../scope/repetition.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { valuesOfKeys } from "../scope/stored-values.ts";
import type { ApplyRun } from "./apply-run.ts";

/**
 * As planning showed them (`plan/show-stored`): what something is done with, what stays, and what is stored,
 * also where the block has it no more; but nothing that goes.
 */
export function valuesOfIncluded(
  run: ApplyRun,
  node: ResourceNode,
  resource: AbsoluteResource,
  expansion: Expansion,
): ResourceValues {
  if (expansion.kind !== "count" && expansion.kind !== "for_each") return new ResourceValues(expansion);
  const text = formatResource(resource);
  const keys = new Set<InstanceKey>();
  for (const part of run.kept.get(text) ?? []) for (const key of part.keys) keys.add(key);
  const changes = run.changes.of(text);
  for (const key of changes?.keys() ?? []) if (hasInstance(expansion, key)) keys.add(key);
  for (const [key, { current }] of run.plan.priorState.resources.get(text)?.instances ?? [])
    if (current !== undefined && changes?.has(key) !== true) keys.add(key);
  return valuesOfKeys(node, keys);
}
