/** What a state has to become, so that what rollouts changed is as it was before them. */

import { formatBlockOf, formatInstance, formatResource, type ResourceInstance } from "@tutti/addresses";
import { type InstanceObject, type ResourceState, type State, StateFold } from "@tutti/state";
import { partsOf, placedChanges } from "../change-parts.ts";
import type { Plan, PlannedRollout } from "../plan.ts";
import { deposedKeys } from "./deposed-keys.ts";

/** The way back. */
export interface RolloutsUndone {
  /** The state, in which what still stands of before is current again, and what was made beside it waits for its end. */
  readonly state: State;
  /** The objects of the rollouts' blocks as they were; those of them that nothing was done to are as they are. */
  readonly wanted: State;
  /** The blocks that go back, and the rollout of each. */
  readonly blocks: ReadonlyMap<string, PlannedRollout>;
  /** Their resources, as targets. */
  readonly targets: readonly string[];
}

/** `stopped` are rollouts of this plan, and `state` is what its apply left. */
export function undoRollouts(plan: Plan, state: State, stopped: readonly PlannedRollout[]): RolloutsUndone {
  const placed = placedChanges(partsOf(plan));
  const steppedAside = deposedKeys(plan);
  const fold = new StateFold(state);
  const blocks = new Map<string, PlannedRollout>();
  const before = new Map<
    string,
    { readonly address: ResourceInstance; object: InstanceObject | undefined }
  >();
  for (const rollout of stopped)
    for (const { change: place, made } of rollout.members) {
      const change = placed[place];
      // What was left of a plan before this one, and had nobody to take its place, is not wanted back.
      if (change === undefined || (change.deposedKey !== undefined && !made)) continue;
      const { address } = change;
      blocks.set(formatBlockOf(address), rollout);
      const old = change.deposedKey ?? steppedAside.get(place);
      const deposed = old === undefined ? undefined : deposedOf(state, address, old);
      if (old !== undefined && deposed !== undefined) bringBack(fold, address, old);
      const was = change.deposedKey === undefined ? currentOf(plan.priorState, address) : undefined;
      const text = formatInstance(address);
      const known = before.get(text);
      if (known === undefined) before.set(text, { address, object: deposed ?? was });
      else known.object = deposed ?? known.object ?? was;
    }
  const left = fold.state();
  const resources = new Map<string, ResourceState>();
  for (const source of [left, plan.priorState])
    for (const [text, resource] of source.resources)
      if (blocks.has(formatBlockOf(resource.address)) && !resources.has(text)) resources.set(text, resource);
  for (const { address, object } of before.values()) setCurrent(resources, address, object);
  for (const [text, { instances }] of resources) if (instances.size === 0) resources.delete(text);
  return {
    state: left,
    wanted: { ...left, outputs: new Map(), checkResults: [], resources },
    blocks,
    targets: [...new Set([...before.values()].map(({ address }) => formatResource(address)))],
  };
}

/** The old object is the current one again; the one that was to take its place steps aside for it. */
function bringBack(fold: StateFold, address: ResourceInstance, old: string): void {
  const current = fold.current(address);
  if (current !== undefined) fold.apply({ kind: "depose", address, deposedKey: flipped(old) });
  fold.apply({ kind: "restore", address, deposedKey: old });
}

/** Another key of the same form, which nothing else has. */
function flipped(key: string): string {
  return ((Number.parseInt(key, 16) ^ 0x5a5a_5a5a) >>> 0).toString(16).padStart(8, "0");
}

function deposedOf({ resources }: State, address: ResourceInstance, key: string): InstanceObject | undefined {
  return resources.get(formatResource(address))?.instances.get(address.key)?.deposed.get(key);
}

function currentOf({ resources }: State, address: ResourceInstance): InstanceObject | undefined {
  return resources.get(formatResource(address))?.instances.get(address.key)?.current;
}

function setCurrent(
  resources: Map<string, ResourceState>,
  address: ResourceInstance,
  object: InstanceObject | undefined,
): void {
  const text = formatResource(address);
  const resource = resources.get(text);
  if (resource === undefined) return;
  const instances = new Map(resource.instances);
  if (object === undefined) instances.delete(address.key);
  else
    instances.set(address.key, {
      ...(instances.get(address.key) ?? { deposed: new Map() }),
      current: object,
    });
  resources.set(text, { ...resource, instances });
}
