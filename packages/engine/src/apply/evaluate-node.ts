import type { InputValue } from "@tutti/config";
/** Steps of apply that call no provider: they work out what others wait for. */

import {
  type AbsoluteResource,
  formatInstance,
  formatResource,
  type InstanceKey,
  instanceAt,
} from "@tutti/addresses";
import { errorDiagnostic, hasErrors } from "@tutti/hcl";
import { emptyBlock } from "@tutti/plugin";
import { rawEquals, UNKNOWN_DYNAMIC, unmarkDeep, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { configAddress } from "../graph/config-address.ts";
import type { ConfigNode, ResourceNode } from "../graph/config-node.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { checkPostconditions, type ObjectPlace, preconditionsHold } from "../object/conditions.ts";
import { openEphemeral } from "../object/ephemeral-object.ts";
import { evaluateCheck } from "../object/evaluate-check.ts";
import { decodeSameVersion } from "../object/object-codec.ts";
import { unknownsAsNull } from "../object/unknowns.ts";
import type { BlockPart, KeptPart } from "../plan.ts";
import { PlanMisfit } from "../plan-misfit.ts";
import { leavesResults } from "../scope/declare-checks.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { evaluateExpansion } from "../scope/expansion.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { isKnownExpansion } from "../scope/planned-modules.ts";
import { providerConfig, providerInstances } from "../scope/provider-config.ts";
import { providerInstance } from "../scope/provider-instance.ts";
import { type Expansion, instancesOf, NO_REPETITION, repetitionOf } from "../scope/repetition.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { type ApplyRun, record } from "./apply-run.ts";
import { valuesOfIncluded } from "./included-values.ts";
import { present, providerOf } from "./planned-parts.ts";

/** One step that belongs to a block and to no change of it. */
export function performPart(
  run: ApplyRun,
  node: number,
  part: BlockPart,
  variables: ReadonlyMap<string, InputValue>,
): boolean | Promise<boolean> {
  const id = run.plan.actions.nodes[node] ?? "";
  const { graph } = run.walk;
  const block = graph.nodes[graph.byId.get(id) ?? -1];
  switch (part) {
    case "value":
      return evaluateBlock(run, inConfig(block, id), variables);
    case "configure":
      return configureProvider(run, id);
    case "start": {
      const resource = inConfig(block, id);
      if (resource.kind !== "resource") throw new PlanMisfit(`${id} is started, but is no resource`);
      return startResource(run, resource);
    }
    case "end":
      tellKnownConditions(run, id);
      return true;
    case "open":
      return openBlock(run, inConfig(block, id));
    case "close":
      return run.limit.run(() => closeBlock(run, id));
    case "unused":
    case "gone":
      return true;
  }
}

function inConfig(block: ConfigNode | undefined, id: string): ConfigNode {
  if (block === undefined)
    throw new PlanMisfit(`the plan has a step of ${id}, which its configuration does not have`);
  return block;
}

/** What was met while planning is met now that all before it has ended well. */
function tellKnownConditions({ checked, walk, plan }: ApplyRun, id: string): void {
  if (plan.mode === "destroy") return;
  const known = checked.get(id);
  if (known === undefined || known.objectKind === "resource") return;
  if (known.status !== "unknown") walk.checks.expandNone(id);
  for (const { address, status } of known.objects)
    if (status === "pass") walk.checks.report(id, address, status);
}

function evaluateBlock(
  run: ApplyRun,
  node: ConfigNode,
  variables: ReadonlyMap<string, InputValue>,
): boolean | Promise<boolean> {
  const { walk } = run;
  switch (node.kind) {
    case "variable":
      return evaluateVariable(walk, node, variables);
    case "local":
      return evaluateLocal(walk, node);
    case "expand":
      return expandModule(walk, node);
    case "output":
      return applyOutput(run, node);
    case "check":
      return evaluateCheck(walk, node);
    default:
      return true;
  }
}

async function applyOutput(run: ApplyRun, node: ConfigNode & { kind: "output" }): Promise<boolean> {
  if (!evaluateOutput(run.walk, node)) return false;
  const { name, sensitive, ephemeral } = node.output;
  const value = run.walk.root.outputs.get(name);
  if (node.module.parent !== undefined || value === undefined || ephemeral) return true;
  const seen = unmarkDeep(value).value;
  // A plan that only refreshes leaves unknown what is not there: nothing stands for it.
  const bare = unknownsAsNull(seen);
  const stored = run.plan.priorState.outputs.get(name);
  if (stored !== undefined && stored.sensitive === sensitive && rawEquals(stored.value, bare)) return true;
  const output = seen.isNull ? undefined : { value: bare, sensitive };
  await record(run, { kind: "output", name, output }, "written");
  return true;
}

async function configureProvider(run: ApplyRun, text: string): Promise<boolean> {
  const { walk, plan } = run;
  const node = walk.graph.nodes[walk.graph.byId.get(text) ?? -1];
  const schema = present(plan.schemas.get(providerSourceOf(text)), text);
  const known = node?.kind === "provider" ? node : undefined;
  const place = { body: known?.config?.config };
  const instances =
    known === undefined ? [{ text, repetition: NO_REPETITION }] : providerInstances(walk, known);
  const configured = instances?.map(async ({ text: instance, repetition }) => {
    const config =
      plan.providerConfigs.get(instance) ??
      (known === undefined ? emptyBlock(schema.provider.block) : providerConfig(walk, known, repetition));
    if (config === undefined) return false;
    const found = await run.providers.configure(instance, config, place);
    walk.report(found);
    return !hasErrors(found);
  });
  return configured !== undefined && (await Promise.all(configured)).every(Boolean);
}

/** Opens the instances of an ephemeral block. */
async function openBlock(run: ApplyRun, node: ConfigNode): Promise<boolean> {
  if (node.kind !== "resource") throw new PlanMisfit(`${node.id} is opened, but is no resource`);
  const { mode, type, name, key: id } = node.resource;
  const opened: Promise<boolean>[] = [];
  let ok = true;
  for (const scope of run.walk.scopesOf(node.module.path)) {
    const expansion = expansionOf(run, node, scope);
    if (expansion.kind === "unknown") ok = false;
    const values = new ResourceValues(expansion);
    scope.resources.set(id, values);
    for (const [key, repetition] of instancesOf(expansion)) {
      const address = { module: scope.instance, mode, type, name, key };
      opened.push(openInstance(run, { node, scope, address, repetition }, values));
    }
  }
  return (await Promise.all(opened)).every(Boolean) && ok;
}

async function openInstance(run: ApplyRun, item: ObjectPlace, values: ResourceValues): Promise<boolean> {
  const { node, address } = item;
  const text = providerInstance(run.walk, item);
  if (text === undefined) return false;
  const provider = providerOf(run, text, address);
  const value = await run.limit.run(() => openEphemeral(run, item, provider));
  if (value === "later") {
    const detail = `The configuration of ${formatInstance(address)} is still not known, though everything before it was applied.`;
    const kind = engineError("configuration-contains-unknown-value");
    run.walk.report([errorDiagnostic(kind, detail, node.resource.declRange)]);
    return false;
  }
  if (value !== undefined) values.set(address.key, value);
  return value !== undefined;
}

async function closeBlock(run: ApplyRun, id: string): Promise<boolean> {
  const found = await run.ephemeral.close(id);
  run.walk.report(found);
  return !hasErrors(found);
}

function keysOf(expansion: Expansion): string {
  return JSON.stringify([...instancesOf(expansion)].map(([key]) => key ?? null));
}

/** How a block is repeated in one instance of its module: as the plan says, or with values that are known by now. */
function expansionOf(run: ApplyRun, { resource }: ResourceNode, scope: ModuleScope): Expansion {
  const planned = scope.expansions.get(resource.key);
  // A plan that only refreshes has the instances that there are.
  const holds = run.plan.mode === "refresh-only";
  if (planned !== undefined && (holds || isKnownExpansion(planned))) return planned;
  const { expansion, diagnostics } = evaluateExpansion(resource, run.walk.context(scope));
  run.walk.report(diagnostics);
  if (expansion.kind === "unknown") return expansion;
  // Keys are known while planning, or there would be no plan; only values were not.
  if (keysOf(planned ?? expansion) !== keysOf(expansion))
    throw new PlanMisfit(`${scope.qualify(resource.key)} has other instances than were planned`);
  scope.expansions.set(resource.key, expansion);
  return expansion;
}

/** Works out the instances of a block and gives those that stay as they are their values. */
function startResource(run: ApplyRun, node: ResourceNode): boolean {
  const { walk } = run;
  const { resource } = node;
  if (leavesResults(resource)) {
    walk.checks.declare("resource", configAddress(node));
    walk.checks.expandNone(configAddress(node));
  }
  let ok = true;
  for (const scope of walk.scopesOf(node.module.path)) {
    const expansion = expansionOf(run, node, scope);
    if (expansion.kind === "unknown") ok = false;
    const absolute = {
      module: scope.instance,
      mode: resource.mode,
      type: resource.type,
      name: resource.name,
    };
    const changes = run.changes.of(formatResource(absolute));
    const kept = keptByKey(run, absolute);
    const values = run.plan.complete
      ? new ResourceValues(expansion)
      : valuesOfIncluded(run, node, absolute, expansion);
    scope.resources.set(resource.key, values);
    const later = kept.size > 0 && !leavesResults(resource) && run.plan.mode === "normal";
    if (later) values.setLaterBy((key) => kept.get(key)?.change(key));
    for (const key of values.keys) {
      const part = kept.get(key);
      if (later && part !== undefined) continue;
      const address = instanceAt(absolute, key);
      const change = changes?.get(key) ?? part?.change(key);
      const stays = change === undefined || change.action === "no-op" || run.plan.mode !== "normal";
      if (!stays) continue;
      if (change?.action === "no-op" && !leavesResults(resource)) {
        values.setLater(key, change);
        continue;
      }
      const value = change?.action === "no-op" ? change.after : storedValue(run, node, absolute, key);
      if (value === undefined) continue;
      values.set(key, value);
      // Without a change targets left it out, and nothing of it is asked.
      const asks = run.plan.mode === "normal" && change !== undefined;
      if (
        asks &&
        !conditionsHold(run, { node, scope, address, repetition: repetitionOf(expansion, key) }, value)
      )
        ok = false;
    }
  }
  return ok;
}

/** The instances of a resource that stay together, each with its part of the plan. */
function keptByKey(run: ApplyRun, resource: AbsoluteResource): ReadonlyMap<InstanceKey, KeptPart> {
  const found = new Map<InstanceKey, KeptPart>();
  for (const part of run.kept.get(formatResource(resource)) ?? [])
    for (const key of part.keys) found.set(key, part);
  return found;
}

function storedValue(
  run: ApplyRun,
  node: ResourceNode,
  resource: AbsoluteResource,
  key: InstanceKey,
): Value | undefined {
  const text = formatResource(resource);
  const object = run.plan.priorState.resources.get(text)?.instances.get(key)?.current;
  if (object === undefined) return undefined;
  return decodeSameVersion(object, node.schema, text).value ?? UNKNOWN_DYNAMIC;
}

/** Conditions of an instance that nothing changes about. Of what was read while planning they are not told again. */
function conditionsHold(run: ApplyRun, item: ObjectPlace, value: Value): boolean {
  if (item.node.resource.mode === "data") return true;
  return preconditionsHold(run, item) && checkPostconditions(run, item, value);
}
