/** Walks in which no object is worked out: of resources there is what the state says, or a plan. */

import { type AbsoluteResource, formatResource, type InstanceKey } from "@tutti/addresses";
import type { InputValue } from "@tutti/config";
import type { InstanceState, State } from "@tutti/state";
import type { Value } from "@tutti/values";
import type { ConfigNode, ResourceNode } from "../graph/config-node.ts";
import type { Plan, ResourceChange } from "../plan.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { evaluateExpansion } from "../scope/expansion.ts";
import { instancesOf } from "../scope/repetition.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { setPlannedValues, setStoredValues } from "../scope/stored-values.ts";
import type { Walk } from "../scope/walk.ts";
import { unopened } from "./ephemeral-object.ts";
import { decodeSameVersion } from "./object-codec.ts";

/** Sets what there is of a resource in all instances of its module. */
export type SetResource = (walk: Walk, node: ResourceNode) => void;

/** Evaluates one node; what it waits for has been before. Conditions and providers are left out. */
export function visitStored(
  walk: Walk,
  node: ConfigNode,
  state: State,
  variables: ReadonlyMap<string, InputValue>,
): void {
  visitWith(walk, node, variables, storedResources(state));
}

/** The same with resources from elsewhere. */
export function visitWith(
  walk: Walk,
  node: ConfigNode,
  variables: ReadonlyMap<string, InputValue>,
  setResource: SetResource,
): void {
  switch (node.kind) {
    case "variable":
      evaluateVariable(walk, node, variables);
      return;
    case "local":
      evaluateLocal(walk, node);
      return;
    case "output":
      evaluateOutput(walk, node);
      return;
    case "expand":
      expandModule(walk, node);
      return;
    case "resource":
      if (node.resource.mode === "ephemeral") setUnopened(walk, node);
      else setResource(walk, node);
      return;
    case "close":
    case "check":
    case "provider":
      return;
  }
}

/** What is not open has no value yet; it is ephemeral all the same. */
function setUnopened(walk: Walk, node: ResourceNode): void {
  for (const scope of walk.scopesOf(node.module.path)) {
    const { expansion, diagnostics } = evaluateExpansion(node.resource, walk.context(scope));
    walk.report(diagnostics);
    const values = new ResourceValues(expansion);
    for (const [key] of instancesOf(expansion)) values.set(key, unopened(node));
    scope.resources.set(node.resource.key, values);
  }
}

/** Resources are what the state says of them. */
export function storedResources({ resources }: State): SetResource {
  return (walk, node) =>
    setStoredValues(
      walk,
      node,
      resources,
      (object, address) => decodeSameVersion(object, node.schema, formatResource(address)).value,
    );
}

/** Resources are what a plan says that they will be; what only an apply can tell is unknown. */
export function plannedResources({ changes, priorState }: Plan): SetResource {
  const byResource = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    if (change.deposedKey !== undefined || change.action === "delete" || change.action === "forget") continue;
    const resource = formatResource(change.address);
    const list = byResource.get(resource);
    if (list === undefined) byResource.set(resource, [change]);
    else list.push(change);
  }
  return (walk, node) =>
    setPlannedValues(walk, node, byResource, (address) =>
      // Data that was read while planning is in the state already.
      node.resource.mode === "managed" ? new Map() : valuesOf(priorState, node, address),
    );
}

function valuesOf(
  state: State,
  node: ResourceNode,
  address: AbsoluteResource,
): ReadonlyMap<InstanceKey, Value> {
  const text = formatResource(address);
  const instances = state.resources.get(text)?.instances ?? new Map<InstanceKey, InstanceState>();
  return new Map(
    [...instances].flatMap(([key, { current }]) => {
      const value = current === undefined ? undefined : decodeSameVersion(current, node.schema, text).value;
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}
