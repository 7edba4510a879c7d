/** What of a block stays as the plan before found it, so that only the rest of it is planned. */

import { type AbsoluteResource, formatResource, type InstanceKey, instanceAt } from "@tutti/addresses";
import type { Diagnostic } from "@tutti/hcl";
import { isRanged, kindsOf, type ResourceState } from "@tutti/state";
import { configAddress } from "../graph/config-address.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import type { Chunk, Unit } from "../incremental/unit.ts";
import { valueText } from "../incremental/value-digest.ts";
import { KeptBlock } from "../object/kept-block.ts";
import { KeptChange } from "../object/kept-change.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import {
  type Expansion,
  hasInstance,
  instancesOf,
  type Repetition,
  repetitionOf,
} from "../scope/repetition.ts";
import type { ResourceValues } from "../scope/resource-values.ts";
import { keptType, noteRelations } from "./plan-managed.ts";
import { addChange, type PlanRun } from "./plan-run.ts";

/** A block in one instance of its module. */
interface PlannedBlock {
  readonly node: ResourceNode;
  readonly scope: ModuleScope;
  readonly resource: AbsoluteResource;
  readonly expansion: Expansion;
  readonly values: ResourceValues | undefined;
}

/** An instance that is planned, and the chunk to be told that it stays. */
type ToPlan = readonly [InstanceKey, Repetition, Chunk | undefined];

/** Keeps what stayed before and is not otherwise now; the rest is to be planned. */
export async function withoutKept(
  run: PlanRun,
  block: PlannedBlock,
  unit: Unit | undefined,
): Promise<Iterable<ToPlan>> {
  const stored = run.state.resources.get(formatResource(block.resource));
  const bodyOf = (key: InstanceKey) => bodyText(run, block, key);
  const chunks = await unit?.look(block.expansion, stored?.instances, { bodyOf, breath: run.breath });
  return toPlan(run, block, stored, chunks);
}

function* toPlan(
  run: PlanRun,
  block: PlannedBlock,
  stored: ResourceState | undefined,
  chunks: readonly Chunk[] | undefined,
): Generator<ToPlan> {
  const { expansion } = block;
  if (chunks === undefined) {
    for (const [key, repetition] of instancesOf(expansion)) yield [key, repetition, undefined];
    return;
  }
  const together = stored !== undefined && staysTogether(run, block.node, stored);
  if (together) keepTogether(run, block, chunks, stored);
  for (const chunk of chunks) {
    if (chunk.isSame && together) continue;
    for (const key of chunk.keys) {
      const isKept = chunk.isSame && stored !== undefined && keepOne(run, block, stored, key);
      if (isKept) chunk.stays(key);
      else yield [key, repetitionOf(expansion, key), chunk];
    }
  }
}

/** What the body of an instance comes to. Whatever is wrong with it is told where it is planned. */
function bodyText(
  run: PlanRun,
  { node, scope, expansion }: PlannedBlock,
  key: InstanceKey,
): string | undefined {
  const mistakes: Diagnostic[] = [];
  const body = evaluateBody(node.body, run.walk.context(scope, repetitionOf(expansion, key)), mistakes);
  return mistakes.length === 0 ? valueText(body) : undefined;
}

/** Whatever stays of it leaves the state as it is, which is known without looking at any object. */
function staysTogether(run: PlanRun, node: ResourceNode, { provider, instances }: ResourceState): boolean {
  if (!isRanged(instances) || provider !== node.provider.text) return false;
  const dependencies = run.relations.dependencies(node);
  const createsFirst = run.relations.createsFirst(node);
  for (const kind of kindsOf(instances)) {
    if (kind.schemaVersion !== node.schema.version || kind.createBeforeDestroy !== createsFirst) return false;
    if (!kind.dependencies.equals(dependencies)) return false;
  }
  return true;
}

function keepTogether(
  run: PlanRun,
  { node, resource, expansion, values }: PlannedBlock,
  chunks: readonly Chunk[],
  { instances }: ResourceState,
): void {
  const keys: InstanceKey[] = [];
  const others = new Set<InstanceKey>();
  for (const chunk of chunks) {
    if (chunk.isSame) chunk.allStay();
    for (const key of chunk.keys) {
      if (chunk.isSame) keys.push(key);
      else others.add(key);
    }
  }
  if (keys.length === 0) return;
  const block = new KeptBlock(resource, node.provider.text, instances, keptType(run, node));
  run.kept.push({ block, keys });
  run.request.onEvent?.({ kind: "kept", resource, count: keys.length });
  values?.setLaterBy((key) =>
    hasInstance(expansion, key) && !others.has(key) ? block.change(key) : undefined,
  );
}

/** False where it is to be planned after all. */
function keepOne(
  run: PlanRun,
  { node, resource, values }: PlannedBlock,
  { instances }: ResourceState,
  key: InstanceKey,
): boolean {
  const object = instances.get(key)?.current;
  if (object === undefined || object.schemaVersion !== node.schema.version) return false;
  const address = instanceAt(resource, key);
  const providerText = node.provider.text;
  const change = new KeptChange(address, providerText, object, keptType(run, node));
  addChange(run, change, configAddress(node));
  noteRelations(run, { node, address, providerText }, object, true);
  values?.setLater(key, change);
  return true;
}
