/** `precondition` and `postcondition` of one object. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import type { Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { evaluateRules } from "../scope/check-rules.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import type { Repetition } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";

/** One instance of a block, and what it sees. */
export interface ObjectPlace {
  readonly node: ResourceNode;
  readonly scope: ModuleScope;
  readonly address: ResourceInstance;
  readonly repetition: Repetition;
}

/** False where one failed; one that is not known yet stops nothing. */
export function preconditionsHold({ walk }: { readonly walk: Walk }, item: ObjectPlace): boolean {
  const { preconditions, postconditions } = item.node.resource;
  if (preconditions.length + postconditions.length === 0) return true;
  const text = formatInstance(item.address);
  walk.checks.expand(configAddress(item.node), text);
  const kind = { title: "Resource precondition", severity: "error" } as const;
  const outcome = evaluateRules(preconditions, kind, walk.context(item.scope, item.repetition));
  walk.report(outcome.diagnostics);
  if (outcome.status === "pass") return true;
  walk.checks.report(configAddress(item.node), text, outcome.status, outcome.messages);
  return outcome.status === "unknown";
}

/** False where one failed of the object as it is now. */
export function checkPostconditions(
  { walk }: { readonly walk: Walk },
  item: ObjectPlace,
  self: Value,
): boolean {
  const { node, scope, address, repetition } = item;
  const { preconditions, postconditions } = node.resource;
  if (preconditions.length + postconditions.length === 0) return true;
  const kind = { title: "Resource postcondition", severity: "error" } as const;
  const outcome = evaluateRules(postconditions, kind, walk.context(scope, repetition, self));
  walk.report(outcome.diagnostics);
  walk.checks.report(configAddress(node), formatInstance(address), outcome.status, outcome.messages);
  return outcome.status !== "fail" && outcome.status !== "error";
}
