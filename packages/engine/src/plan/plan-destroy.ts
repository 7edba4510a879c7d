/**
 * A plan that destroys. Nothing of the configuration is evaluated but what the
 * providers of stored objects are configured with: whatever else is wrong, or
 * has changed, or is gone, does not keep what exists from being destroyed.
 */

import {
  formatBlockOf,
  formatConfigResource,
  formatResource,
  instanceAt,
  modulePathOf,
  type ResourceInstance,
} from "@tutti/addresses";
import type { SourceRange } from "@tutti/hcl";
import type { Schema } from "@tutti/plugin";
import { type InstanceState, objectsOf, type ResourceState, type State } from "@tutti/state";
import type { ConfigGraph, ResourceNode } from "../graph/config-node.ts";
import { forEachLimited } from "../graph/for-each-limited.ts";
import { reach } from "../graph/reach.ts";
import { isForgotten, removedStatements } from "../graph/removed-blocks.ts";
import { decodeSameVersion } from "../object/object-codec.ts";
import { expansionInState, setStoredValues } from "../scope/stored-values.ts";
import { allowDestroy } from "./decide-change.ts";
import { type KeeperOf, orphanKeeper } from "./orphan-provider.ts";
import { planDelete } from "./plan-delete.ts";
import { noteRelations } from "./plan-managed.ts";
import { planResource } from "./plan-resource.ts";
import type { PlanRun } from "./plan-run.ts";
import { refreshObject } from "./refresh.ts";
import { goingKeeper } from "./stored-keeper.ts";

/** Stored resources by the address of their block. */
export function storedByConfig(state: State): ReadonlyMap<string, readonly ResourceState[]> {
  const found = new Map<string, ResourceState[]>();
  for (const resource of state.resources.values()) {
    const config = formatBlockOf(resource.address);
    const list = found.get(config);
    if (list === undefined) found.set(config, [resource]);
    else list.push(resource);
  }
  return found;
}

/** Steps behind the providers of what is in the state, themselves among them. */
export function neededToDestroy(graph: ConfigGraph, state: State): ReadonlySet<number> {
  const providers = new Set<number>();
  for (const resource of state.resources.values()) {
    if (resource.address.mode !== "managed") continue;
    const config = formatBlockOf(resource.address);
    const node = graph.nodes[graph.byId.get(config) ?? -1];
    const step = graph.byId.get(node?.kind === "resource" ? node.provider.text : resource.provider);
    if (step !== undefined) providers.add(step);
  }
  return new Set([...providers, ...reach([...providers], (step) => graph.after[step] ?? [])]);
}

/** A block of the configuration: its objects go; `needed`: a provider's configuration asks for their values. */
export async function destroyResource(
  run: PlanRun,
  node: ResourceNode,
  stored: readonly ResourceState[],
  needed: boolean,
): Promise<boolean> {
  if (node.resource.mode !== "managed") return !needed || planResource(run, node);
  const { text, choice } = node.provider;
  if (choice === undefined && run.providers.get(text) === undefined) return stored.length === 0;
  let ok = true;
  for (const resource of stored) {
    const { declRange: range } = node.resource;
    const keeperOf: KeeperOf = (instance, place) => goingKeeper(run, node, instance, place);
    const kept = { node, schema: node.schema, keeperOf, range };
    if (!(await destroyInstances(run, resource, kept))) ok = false;
  }
  if (needed) showValues(run, node);
  return ok;
}

/** Resources that no block declares. */
export async function destroyOrphans(
  run: PlanRun,
  stored: ReadonlyMap<string, readonly ResourceState[]>,
): Promise<void> {
  const { graph } = run.walk;
  for (const [config, resources] of stored) {
    if (graph.nodes[graph.byId.get(config) ?? -1]?.kind === "resource") continue;
    for (const resource of resources)
      if (resource.address.mode === "managed") await destroyOrphan(run, resource);
  }
}

/** Conditions are not asked, but outputs of the root module and variables that providers need are reached; the state says so. */
export function expandUnasked({ walk, targets }: PlanRun, needed: ReadonlySet<number>): void {
  if (targets.active) return;
  for (const [step, { kind, id, module }] of walk.graph.nodes.entries()) {
    const reached = kind === "output" || (kind === "variable" && needed.has(step));
    if (reached && module.parent === undefined) walk.checks.expand(id, id);
  }
}

async function destroyOrphan(run: PlanRun, resource: ResourceState): Promise<void> {
  const { address } = resource;
  const keeper = await orphanKeeper(run, resource);
  if (keeper === undefined) return;
  const path = modulePathOf(address.module);
  const config = formatConfigResource({ ...address, module: path });
  const refresh = !isForgotten(removedStatements(run.request.config), config, path);
  await destroyInstances(run, resource, { ...keeper, refresh });
}

/** How the objects of a resource are kept; `node` is their block, where there is one. */
interface Kept {
  readonly node?: ResourceNode;
  readonly schema: Schema;
  readonly keeperOf: KeeperOf;
  readonly range?: SourceRange;
  /** False where a `removed` block wants it left alone: it is not looked at, though it goes. */
  readonly refresh?: boolean;
}

async function destroyInstances(run: PlanRun, resource: ResourceState, kept: Kept): Promise<boolean> {
  let ok = true;
  await forEachLimited(
    resource.instances,
    INSTANCES_AT_A_TIME,
    async ([key, instance]) => {
      const address = instanceAt(resource.address, key);
      if (!(await destroyInstance(run, address, instance, kept))) ok = false;
    },
    run.breath,
  );
  return ok;
}

/** Instances of one block that are worked on at a time; the provider calls have a limit of their own. */
const INSTANCES_AT_A_TIME = 64;

async function destroyInstance(
  run: PlanRun,
  address: ResourceInstance,
  instance: InstanceState,
  { node, keeperOf, ...kept }: Kept,
): Promise<boolean> {
  const goes = run.destroys(address);
  // What only goes because a target does is not looked at.
  const included = run.targets.includes(address);
  const refresh = included && kept.refresh !== false;
  if (!goes && !included) return true;
  let ok = true;
  for (const [deposedKey, object] of objectsOf(instance)) {
    const keeper = keeperOf(instance, { address, deposedKey });
    const refreshed =
      keeper && (await refreshObject(run, { ...kept, ...keeper, address, deposedKey, object, refresh }));
    if (refreshed === undefined) ok = false;
    if (keeper === undefined || refreshed === undefined || refreshed.value.isNull) continue;
    const { providerText } = keeper;
    if (node !== undefined && deposedKey === undefined)
      noteRelations(run, { node, address, providerText }, refreshed.object, false);
    if (!goes) continue;
    if (node !== undefined && deposedKey === undefined) allowDestroy(run, { node, address });
    planDelete(run, {
      address,
      deposedKey,
      provider: providerText,
      value: refreshed.value,
      object: refreshed.object,
      reason: deposedKey === undefined ? { kind: "delete_by_request" } : undefined,
      configAddress: formatBlockOf(address),
    });
  }
  return ok;
}

/** Gives others the values of what is in the state, as it is now. */
function showValues(run: PlanRun, node: ResourceNode): void {
  const { resources } = run.prior.state();
  setStoredValues(
    run.walk,
    node,
    resources,
    (object, address) => decodeSameVersion(object, node.schema, formatResource(address)).value,
  );
  for (const scope of run.walk.scopesOf(node.module.path)) {
    const { mode, type, name, key } = node.resource;
    const address = formatResource({ module: scope.instance, mode, type, name });
    scope.expansions.set(key, expansionInState(node, resources.get(address)));
  }
}
