/** One resource block: its instances in all instances of its module, and what of it must go. */

import {
  type AbsoluteResource,
  formatInstance,
  formatResource,
  type InstanceKey,
  instanceAt,
  type ResourceInstance,
} from "@tutti/addresses";
import { type InstanceState, isRanged } from "@tutti/state";
import { UNKNOWN_DYNAMIC, Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { forEachLimited } from "../graph/for-each-limited.ts";
import {
  checkPostconditions,
  failConditions,
  type ObjectPlace,
  preconditionsHold,
} from "../object/conditions.ts";
import type { ActionReason } from "../plan.ts";
import { leavesResults } from "../scope/declare-checks.ts";
import { evaluateExpansion } from "../scope/expansion.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { providerInstance } from "../scope/provider-instance.ts";
import { type Expansion, hasInstance, instanceTest } from "../scope/repetition.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { absentSelf } from "./absent-self.ts";
import { allowDestroy } from "./decide-change.ts";
import { generateConfig, withGenerated } from "./generate-config.ts";
import { importObject } from "./import-object.ts";
import { withoutKept } from "./keep-chunks.ts";
import { noteProvider } from "./note-provider.ts";
import { planData } from "./plan-data.ts";
import { planDelete } from "./plan-delete.ts";
import { planEphemeral } from "./plan-ephemeral.ts";
import { nothing, type PlanInstance, type PriorObject } from "./plan-instance.ts";
import { planList } from "./plan-list.ts";
import { noteRelations, planManaged } from "./plan-managed.ts";
import type { PlanRun } from "./plan-run.ts";
import { refreshObject } from "./refresh.ts";
import { showIncluded, showStored, storedValue } from "./show-stored.ts";
import { type Keeper, keeperAt, storedKeeper } from "./stored-keeper.ts";

/** Instances of one block that are worked on at a time; the provider calls have a limit of their own. */
const INSTANCES_AT_A_TIME = 64;

export async function planResource(run: PlanRun, node: ResourceNode): Promise<boolean> {
  if (node.provider.choice === undefined && run.providers.get(node.provider.text) === undefined) return false;
  if (leavesResults(node.resource)) {
    run.walk.checks.declare("resource", configAddress(node));
    run.walk.checks.expandNone(configAddress(node));
  }
  const scopes = run.walk.scopesOf(node.module.path);
  const expansions = scopes.map((scope) => expandIn(run, node, scope));
  // What waits for a later plan waits as a whole.
  if (run.walk.postponed.has(configAddress(node))) return false;
  // Nothing of a block is planned while it is not clear what of it is imported.
  const { imports, request } = run;
  if ((request.mode === "normal" || imports.given) && !(imports.prepare(node) && imports.reportMissing(node)))
    return false;
  let ok = true;
  for (const [at, scope] of scopes.entries()) {
    const expansion = expansions[at];
    if (expansion === undefined || !(await planIn(run, node, scope, expansion))) ok = false;
  }
  return ok;
}

/** Which instances there are; undefined where that cannot be told. */
function expandIn(run: PlanRun, node: ResourceNode, scope: ModuleScope): Expansion | undefined {
  const { resource } = node;
  const evaluated = evaluateExpansion(resource, run.walk.context(scope));
  run.walk.reportExpansion(configAddress(node), evaluated);
  const { expansion } = evaluated;
  scope.resources.set(resource.key, new ResourceValues(expansion));
  scope.expansions.set(resource.key, expansion);
  return expansion.kind === "unknown" ? undefined : expansion;
}

async function planIn(
  run: PlanRun,
  node: ResourceNode,
  scope: ModuleScope,
  expansion: Expansion,
): Promise<boolean> {
  const { resource } = node;
  const values = scope.resources.get(resource.key);
  const absolute: AbsoluteResource = {
    module: scope.instance,
    mode: resource.mode,
    type: resource.type,
    name: resource.name,
  };
  const stored = run.state.resources.get(formatResource(absolute))?.instances;
  const unit = run.incremental?.open(node, scope, absolute, expansion, values?.keys.length ?? 0);
  let ok = true;
  await forEachLimited(
    await withoutKept(run, { node, scope, resource: absolute, expansion, values }, unit),
    INSTANCES_AT_A_TIME,
    async ([key, repetition, chunk]) => {
      const address = instanceAt(absolute, key);
      // What targets leave out of the block is there all the same, and its conditions are not known.
      if (leavesResults(node.resource)) run.walk.checks.expand(configAddress(node), formatInstance(address));
      // A plan that destroys asks only for what a provider needs, whatever is targeted.
      if (run.request.mode !== "destroy" && !run.targets.includes(address)) {
        const current = stored?.get(key)?.current;
        const left = current === undefined ? undefined : storedValue(node, current, address);
        if (left !== undefined) values?.set(key, left);
        return;
      }
      const keeper = keeperOf(run, { node, scope, address, repetition });
      const value =
        keeper &&
        (await planInstance(run, { node, scope, address, repetition, chunk, ...keeper }, stored?.get(key)));
      if (value === undefined) ok = false;
      values?.set(key, value ?? UNKNOWN_DYNAMIC);
    },
    run.breath,
  );
  if (stored !== undefined) {
    noteProvider(run, node, absolute);
    await planLeftovers(run, node, absolute, expansion, stored);
  }
  if (run.request.mode === "refresh-only" && resource.mode === "managed")
    showStored(run, node, scope, stored?.keys() ?? []);
  else if (run.request.mode !== "destroy" && run.targets.active && resource.mode !== "ephemeral")
    showIncluded(run, { node, scope, resource: absolute }, expansion, stored);
  return ok;
}

function keeperOf(run: PlanRun, place: ObjectPlace): Keeper | undefined {
  const text = providerInstance(run.walk, place);
  return text === undefined
    ? undefined
    : keeperAt(run, text, { address: place.address, deposedKey: undefined });
}

async function planInstance(
  run: PlanRun,
  item: PlanInstance,
  stored: InstanceState | undefined,
): Promise<Value | undefined> {
  const { mode } = item.node.resource;
  if (mode === "data") return planData(run, item);
  if (mode === "ephemeral") return planEphemeral(run, item);
  if (mode === "list") return planList(run, item);
  const prior = await priorOf(run, item, stored);
  if (prior === undefined) return undefined;
  if (run.request.mode === "normal") return planManaged(run, written(run, item, prior), prior);
  // It may come to be, but not by this plan.
  const value = prior.value.isNull ? Value.unknown(prior.value.type) : prior.value;
  if (run.request.mode === "destroy") return value;
  if (!run.imports.given) noteRelations(run, item, prior.value.isNull ? undefined : prior.object, false);
  const holds = preconditionsHold(run, item);
  const absent = prior.value.isNull && !run.imports.given ? absentSelf(run.state, item) : [];
  if (absent.length > 0) {
    run.walk.report(absent);
    failConditions(run, item);
    return undefined;
  }
  return checkPostconditions(run, item, value) && holds ? value : undefined;
}

/** With a body that follows the object, where there is no other. */
function written(run: PlanRun, item: PlanInstance, { value }: PriorObject): PlanInstance {
  if (value.isNull || run.request.generate?.has(configAddress(item.node)) !== true) return item;
  const generated = generateConfig(item.node, value);
  return { ...item, node: withGenerated(item.node, generated), generated };
}

async function priorOf(
  run: PlanRun,
  { node, address, provider, providerText }: PlanInstance,
  stored: InstanceState | undefined,
): Promise<PriorObject | undefined> {
  const object = stored?.current;
  if (object !== undefined) {
    const refreshed = await refreshObject(run, {
      address,
      deposedKey: undefined,
      object,
      schema: node.schema,
      provider,
      providerText,
      range: node.resource.declRange,
    });
    if (refreshed === undefined) return undefined;
    return {
      stored: refreshed.stored,
      value: refreshed.value,
      object: refreshed.object,
      importId: undefined,
    };
  }
  const by = run.imports.byOf(address);
  const empty = nothing(node);
  if (by === undefined || (run.request.mode !== "normal" && !run.imports.given)) {
    return { stored: empty, value: empty, object: undefined, importId: undefined };
  }
  return importObject(run, node, address, { provider, providerText }, by);
}

/** Instances that the configuration no longer has, and deposed objects of all. */
async function planLeftovers(
  run: PlanRun,
  node: ResourceNode,
  resource: AbsoluteResource,
  expansion: Expansion,
  stored: ReadonlyMap<InstanceKey, InstanceState>,
): Promise<void> {
  await forEachLimited(
    isRanged(stored) ? withoutInstance(expansion, stored) : stored,
    INSTANCES_AT_A_TIME,
    async ([key, instance]) => {
      const address = instanceAt(resource, key);
      if (!run.targets.includes(address)) return;
      const gone = !hasInstance(expansion, key);
      const reason = gone ? leftoverReason(expansion, key) : undefined;
      if (gone && instance.current !== undefined && reason !== undefined) {
        await removeOne(run, node, address, instance, reason);
      }
      for (const [deposedKey, object] of instance.deposed) {
        const keeper = storedKeeper(run, node, instance, { address, deposedKey });
        if (keeper === undefined) continue;
        const item = {
          address,
          deposedKey,
          object,
          schema: node.schema,
          ...keeper,
          range: node.resource.declRange,
        };
        const refreshed = await refreshObject(run, item);
        if (refreshed === undefined || refreshed.value.isNull || run.request.mode === "refresh-only")
          continue;
        planDelete(run, {
          address,
          deposedKey,
          provider: keeper.providerText,
          value: refreshed.value,
          object: refreshed.object,
          reason: undefined,
          configAddress: configAddress(node),
        });
      }
    },
    run.breath,
  );
}

/** Those that are left over; what is not made yet has no deposed objects. */
function* withoutInstance(
  expansion: Expansion,
  stored: ReadonlyMap<InstanceKey, InstanceState>,
): Generator<readonly [InstanceKey, InstanceState]> {
  const isThere = instanceTest(expansion);
  for (const key of stored.keys()) {
    const instance = isThere(key) ? undefined : stored.get(key);
    if (instance !== undefined) yield [key, instance];
  }
}

async function removeOne(
  run: PlanRun,
  node: ResourceNode,
  address: ResourceInstance,
  instance: InstanceState,
  reason: ActionReason,
): Promise<void> {
  const { current } = instance;
  if (current === undefined) return;
  if (address.mode === "data") {
    run.prior.apply({
      kind: "object",
      operationId: undefined,
      address,
      deposedKey: undefined,
      provider: node.provider.text,
      object: undefined,
    });
    return;
  }
  const keeper = storedKeeper(run, node, instance, { address, deposedKey: undefined });
  if (keeper === undefined) return;
  const item = {
    address,
    deposedKey: undefined,
    object: current,
    schema: node.schema,
    ...keeper,
    range: node.resource.declRange,
  };
  const refreshed = await refreshObject(run, item);
  if (refreshed === undefined || refreshed.value.isNull || run.request.mode === "refresh-only") return;
  allowDestroy(run, { node, address });
  planDelete(run, {
    address,
    deposedKey: undefined,
    provider: keeper.providerText,
    value: refreshed.value,
    object: refreshed.object,
    reason,
    configAddress: configAddress(node),
  });
}

function leftoverReason(expansion: Expansion, key: InstanceKey): ActionReason {
  if (expansion.kind === "count" && typeof key === "number") return { kind: "delete_because_count_index" };
  if (expansion.kind === "for_each" && typeof key === "string") return { kind: "delete_because_each_key" };
  if (expansion.kind === "disabled" && key === undefined) return { kind: "delete_because_disabled" };
  return { kind: "delete_because_wrong_repetition" };
}
