/** Resources of the state that the configuration no longer has at all. */

import {
  formatBlockOf,
  formatInstance,
  formatModule,
  instanceAt,
  type ModuleInstance,
  modulePathOf,
  type ResourceInstance,
} from "@tutti/addresses";
import { type InstanceState, objectsOf, type ResourceState } from "@tutti/state";
import { forEachLimited } from "../graph/for-each-limited.ts";
import { isForgotten, type RemovedStatements, removedStatements } from "../graph/removed-blocks.ts";
import { hasNoBlock } from "../graph/stored-providers.ts";
import type { ActionReason } from "../plan.ts";
import type { Walk } from "../scope/walk.ts";
import { orphanKeeper } from "./orphan-provider.ts";
import { planDelete } from "./plan-delete.ts";
import type { PlanRun } from "./plan-run.ts";
import { refreshObject } from "./refresh.ts";

export async function planOrphans(run: PlanRun): Promise<void> {
  const removed = removedStatements(run.request.config);
  for (const resource of run.state.resources.values()) {
    const reason = orphanReason(run, resource);
    if (reason !== undefined) await planOrphan(run, resource, reason, removed);
  }
}

function orphanReason(run: PlanRun, { address }: ResourceState): ActionReason | undefined {
  if (hasNoBlock(run.request.config, { address })) return { kind: "delete_because_no_resource_config" };
  if (moduleIsThere(run.walk, address.module)) return undefined;
  return { kind: "delete_because_no_module", module: formatModule(address.module) };
}

/** True also where it cannot be told: then the instances were not worked out, and nothing is removed. */
function moduleIsThere(walk: Walk, module: ModuleInstance): boolean {
  let scope = walk.root;
  for (const { name, key } of module) {
    const call = scope.calls.get(name);
    if (call === undefined || call.kind === "unknown") return true;
    const next = call.instances.get(key);
    if (next === undefined) return false;
    scope = next;
  }
  return true;
}

async function planOrphan(
  run: PlanRun,
  resource: ResourceState,
  reason: ActionReason,
  removed: RemovedStatements,
): Promise<void> {
  const { address: absolute, provider: providerText } = resource;
  const instances = [...resource.instances].filter(([key]) =>
    run.targets.includes(instanceAt(absolute, key)),
  );
  if (instances.length === 0) return;
  if (absolute.mode === "data") {
    for (const [key] of instances) {
      const address = instanceAt(absolute, key);
      run.prior.apply({
        kind: "object",
        operationId: undefined,
        address,
        deposedKey: undefined,
        provider: providerText,
        object: undefined,
      });
    }
    return;
  }
  const keeper = await orphanKeeper(run, resource);
  if (keeper === undefined) return;
  const { keeperOf, schema } = keeper;
  const config = formatBlockOf(absolute);
  const forget = run.request.mode === "normal" && isForgotten(removed, config, modulePathOf(absolute.module));
  await forEachLimited(
    instances,
    64,
    async ([key, instance]) => {
      const address = instanceAt(absolute, key);
      await planObjects(instance, async (object, deposedKey) => {
        const kept = keeperOf(instance, { address, deposedKey });
        if (kept === undefined) return;
        const refreshed = await refreshObject(run, {
          address,
          deposedKey,
          object,
          schema,
          ...kept,
          // What is only forgotten is not looked at.
          refresh: !forget,
        });
        if (refreshed === undefined || refreshed.value.isNull || run.request.mode === "refresh-only") return;
        planDelete(run, {
          address,
          deposedKey,
          provider: kept.providerText,
          value: refreshed.value,
          object: refreshed.object,
          reason: deposedKey === undefined ? reasonOf(run, address, reason) : undefined,
          configAddress: config,
          forget,
        });
      });
    },
    run.breath,
  );
}

/** It is another one where a block moved the object to where there is none. */
function reasonOf(run: PlanRun, address: ResourceInstance, reason: ActionReason): ActionReason {
  const moved = run.movedFrom.has(formatInstance(address));
  return moved && reason.kind === "delete_because_no_resource_config"
    ? { kind: "delete_because_no_move_target" }
    : reason;
}

async function planObjects(
  instance: InstanceState,
  plan: (object: NonNullable<InstanceState["current"]>, deposedKey: string | undefined) => Promise<void>,
): Promise<void> {
  for (const [deposedKey, object] of objectsOf(instance)) await plan(object, deposedKey);
}
