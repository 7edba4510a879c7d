/** Steps of apply that call no provider: they work out what others wait for. */

import { type AbsoluteResource, formatInstance } from "@tutti/addresses";
import { hasErrors } from "@tutti/hcl";
import { rawEquals, UNKNOWN_DYNAMIC, unmarkDeep, type Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import type { ConfigNode, ResourceNode } from "../graph/config-node.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { checkPostconditions, type ObjectPlace, preconditionsHold } from "../object/conditions.ts";
import { evaluateCheck } from "../object/evaluate-check.ts";
import { decodeSameVersion } from "../object/object-codec.ts";
import { START } from "../plan/action-graph.ts";
import type { GivenVariable } from "../request.ts";
import { emptyBlock } from "../scope/empty-block.ts";
import { evaluateLocal, evaluateOutput, evaluateVariable, expandModule } from "../scope/evaluate-named.ts";
import { evaluateExpansion } from "../scope/expansion.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { providerConfig } from "../scope/provider-config.ts";
import { instancesOf } from "../scope/repetition.ts";
import { ResourceValues } from "../scope/resource-values.ts";
import { type ApplyRun, record } from "./apply-run.ts";

/** `name` is a node's id, or one of the joints around a resource (`START`, `GONE`). */
export function evaluateNode(
  run: ApplyRun,
  name: string,
  variables: ReadonlyMap<string, GivenVariable>,
): boolean | Promise<boolean> {
  const { walk } = run;
  const { graph } = walk;
  const id = name.endsWith(START) ? name.slice(0, -START.length) : name;
  const node = graph.nodes[graph.byId.get(id) ?? -1];
  switch (node?.kind) {
    case "resource":
      return name === id ? true : startResource(run, node);
    case "variable":
      return evaluateVariable(walk, node, variables);
    case "local":
      return evaluateLocal(walk, node) || run.plan.mode === "destroy";
    case "expand":
      return expandModule(walk, node);
    case "output":
      return applyOutput(run, node);
    case "check":
      evaluateCheck(walk, node, run.plan.mode === "destroy");
      return true;
    default:
      return true;
  }
}

async function applyOutput(run: ApplyRun, node: ConfigNode & { kind: "output" }): Promise<boolean> {
  if (run.plan.mode === "destroy") return true;
  if (!evaluateOutput(run.walk, node)) return false;
  const { name, sensitive, ephemeral } = node.output;
  const value = run.walk.root.outputs.get(name);
  if (node.module.parent !== undefined || value === undefined || ephemeral) return true;
  const bare = unmarkDeep(value).value;
  const stored = run.plan.priorState.outputs.get(name);
  if (stored !== undefined && stored.sensitive === sensitive && rawEquals(stored.value, bare)) return true;
  await record(run, { kind: "output", name, output: bare.isNull ? undefined : { value: bare, sensitive } });
  return true;
}

export async function configureProvider(run: ApplyRun, text: string): Promise<boolean> {
  const { walk, plan } = run;
  const node = walk.graph.nodes[walk.graph.byId.get(text) ?? -1];
  const schema = plan.schemas.get(providerSourceOf(text));
  if (schema === undefined) return false;
  const known = node?.kind === "provider";
  const config = known ? providerConfig(walk, node) : emptyBlock(schema.provider.block);
  if (config === undefined) return false;
  const place = known && node.config !== undefined ? { body: node.body, range: node.config.declRange } : {};
  const found = await run.providers.configure(text, config, place);
  walk.report(found);
  return !hasErrors(found);
}

/** Works out the instances of a block and gives those that stay as they are their values. */
function startResource(run: ApplyRun, node: ResourceNode): boolean {
  const { walk } = run;
  const { resource } = node;
  if (resource.preconditions.length + resource.postconditions.length > 0) {
    walk.checks.declare("resource", configAddress(node));
    walk.checks.expandNone(configAddress(node));
  }
  let ok = true;
  for (const scope of walk.scopesOf(node.module.path)) {
    const { expansion, diagnostics } = evaluateExpansion(resource, walk.context(scope));
    walk.report(diagnostics);
    if (expansion.kind === "unknown") ok = false;
    run.expansions.set(expansionKey(scope, node), expansion);
    const values = new ResourceValues(expansion);
    scope.resources.set(resource.key, values);
    const absolute = {
      module: scope.instance,
      mode: resource.mode,
      type: resource.type,
      name: resource.name,
    };
    for (const [key, repetition] of instancesOf(expansion)) {
      const address = { ...absolute, key };
      const change = run.changes.get(formatInstance(address));
      const stays = change === undefined || change.action === "no-op" || run.plan.mode !== "normal";
      if (!stays) continue;
      announceImport(run, change);
      const value = change?.action === "no-op" ? change.after : storedValue(run, node, absolute, key);
      values.set(key, value);
      const settled = { node, scope, address, repetition };
      if (run.plan.mode === "normal" && !conditionsHold(run, settled, value)) ok = false;
    }
  }
  return ok;
}

function announceImport(
  run: ApplyRun,
  change:
    | { importing: { id: string } | undefined; address: Parameters<typeof formatInstance>[0] }
    | undefined,
): void {
  if (change?.importing === undefined) return;
  const { id } = change.importing;
  run.request.onEvent?.({ kind: "apply-import-start", address: change.address, id });
  run.request.onEvent?.({ kind: "apply-import-complete", address: change.address, id });
}

export function expansionKey(scope: ModuleScope, node: ResourceNode): string {
  return scope.qualify(node.resource.key);
}

function storedValue(
  run: ApplyRun,
  node: ResourceNode,
  resource: AbsoluteResource,
  key: string | number | undefined,
): Value {
  const text = formatInstance({ ...resource, key: undefined });
  const object = run.plan.priorState.resources.get(text)?.instances.get(key)?.current;
  if (object === undefined) return UNKNOWN_DYNAMIC;
  return decodeSameVersion(object, node.schema, text).value ?? UNKNOWN_DYNAMIC;
}

/** Conditions of an instance that nothing changes about. */
function conditionsHold(run: ApplyRun, item: ObjectPlace, value: Value): boolean {
  const { preconditions, postconditions } = item.node.resource;
  if (preconditions.length + postconditions.length === 0) return true;
  return preconditionsHold(run, item) && checkPostconditions(run, item, value);
}
