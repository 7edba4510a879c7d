/** Plans one managed instance that the configuration wants. */

import { formatResource } from "@tutti/addresses";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import { type AddressList, addressList, type InstanceObject, instanceProvider } from "@tutti/state";
import { rawEquals, unmarkWithPaths, type Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { valueText } from "../incremental/value-digest.ts";
import { checkPostconditions, preconditionsHold } from "../object/conditions.ts";
import { identitySchemaOf, sameVersionIdentity } from "../object/identity.ts";
import { KeptChange, type KeptType } from "../object/kept-change.ts";
import { isKeepable, lastingMarks } from "../object/write-only.ts";
import type { ChangeAction, ChangedIdentity, ResourceChange } from "../plan.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import { isCarried } from "../scope/planned-modules.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { placeOf } from "./ask-provider.ts";
import { decideChange } from "./decide-change.ts";
import { destroyProvisionersOf, knownProvisioners } from "./known-provisioners.ts";
import { hasTriggers, planTriggered } from "./plan-actions.ts";
import type { PlanInstance, PriorObject } from "./plan-instance.ts";
import { addChange, type PlanRun } from "./plan-run.ts";
import { refuseEphemeral } from "./refuse-ephemeral.ts";

/** The planned value, marked; undefined where it failed (it was reported). */
export async function planManaged(
  run: PlanRun,
  item: PlanInstance,
  prior: PriorObject,
): Promise<Value | undefined> {
  const { node, scope, repetition } = item;
  const context = run.walk.context(scope, repetition);
  if (!preconditionsHold(run, item)) return undefined;
  const diagnostics: Diagnostic[] = [];
  const configMarked = evaluateBody(node.body, context, diagnostics);
  run.walk.report(diagnostics);
  if (hasErrors(diagnostics)) return undefined;
  const { value: config, marks: found } = unmarkWithPaths(configMarked);
  const place = placeOf(item);
  if (refuseEphemeral(run, item, configMarked)) return undefined;
  const checked = await item.provider.validateResource({ type: node.resource.type, config });
  const wrong = providerDiagnostics(checked.diagnostics, place);
  run.walk.report(wrong);
  if (hasErrors(wrong)) return undefined;
  const decided = await decideChange(run, item, prior, config, lastingMarks(found));
  if (decided === undefined) return undefined;
  const { response, change, isForbidden } = decided;
  const planned: ResourceChange =
    change.action === "no-op"
      ? kept(run, item, { prior, config: configMarked }, change)
      : withParts(
          change,
          carriedBody(configMarked, response.private, node),
          provisionersOf(run, item, change),
        );
  addChange(run, planned, configAddress(node));
  if (isForbidden) return undefined;
  noteRelations(run, item, prior.object, planned.action === "no-op");
  if (hasTriggers(node) && !(await planTriggeredOf(run, item, planned))) return undefined;
  return checkPostconditions(run, item, planned.after) ? planned.after : undefined;
}

/** Written out, not spread: see `instanceAt`. */
function withParts(
  change: ResourceChange,
  { body }: Pick<ResourceChange, "body">,
  { provisioners }: Pick<ResourceChange, "provisioners">,
): ResourceChange {
  return {
    address: change.address,
    previousAddress: change.previousAddress,
    deposedKey: change.deposedKey,
    provider: change.provider,
    action: change.action,
    reason: change.reason,
    before: change.before,
    after: change.after,
    requiresReplace: change.requiresReplace,
    importing: change.importing,
    generatedConfig: change.generatedConfig,
    identity: change.identity,
    body,
    provisioners,
  };
}

/** The change as one that follows from the state, where it does. */
function kept(
  run: PlanRun,
  { node, chunk }: PlanInstance,
  { prior: { object, value }, config }: { readonly prior: PriorObject; readonly config: Value },
  change: ResourceChange,
): ResourceChange {
  const { address, provider, previousAddress, importing, generatedConfig, identity } = change;
  if (object === undefined || object.schemaVersion !== node.schema.version) return change;
  if ((previousAddress ?? importing ?? generatedConfig) !== undefined) return change;
  const type = keptType(run, node);
  if (identity !== undefined && !isStored(identity, object, type)) return change;
  chunk?.stays(address.key, valueText(config));
  return new KeptChange(address, provider, object, type, value);
}

/** What is known of the type of a block's objects. */
export function keptType({ schemas }: PlanRun, { provider, resource, schema }: ResourceNode): KeptType {
  return { schema, identity: identitySchemaOf(schemas, provider.source, resource) };
}

/** The identity is the one that is stored, and stays so. */
function isStored(
  { before, after }: ChangedIdentity,
  object: InstanceObject,
  { identity }: KeptType,
): boolean {
  const stored = sameVersionIdentity(object, identity);
  if (stored === undefined || before === undefined || after === undefined) return false;
  return rawEquals(stored, before) && rawEquals(stored, after);
}

/** Actions may be told of the object itself, as it will be. */
function planTriggeredOf(run: PlanRun, item: PlanInstance, planned: ResourceChange): Promise<boolean> {
  const { key } = item.node.resource;
  item.scope.resources.get(key)?.set(item.address.key, planned.after);
  return planTriggered(run, item, planned);
}

/**
 * What stays as it is may still depend on other things than before, or be
 * replaced in another order. What changes depends on both until it has changed
 * (where it is refreshed, as in Terraform).
 */
export function noteRelations(
  run: PlanRun,
  { node, address, providerText: provider }: Pick<PlanInstance, "node" | "address" | "providerText">,
  object: InstanceObject | undefined,
  stays: boolean,
): void {
  if (object === undefined) return;
  const createBeforeDestroy = run.relations.createsFirst(node);
  const dependencies = dependenciesNow(run, node, object, stays);
  const same = object.createBeforeDestroy === createBeforeDestroy && object.dependencies.equals(dependencies);
  if (same && isKeptBy(run, node, address, provider)) return;
  run.prior.apply({
    kind: "object",
    operationId: undefined,
    address,
    deposedKey: undefined,
    provider,
    object: { ...object, dependencies, createBeforeDestroy },
  });
}

function dependenciesNow(
  run: PlanRun,
  node: ResourceNode,
  object: InstanceObject,
  stays: boolean,
): AddressList {
  if (!stays && !run.request.refresh) return object.dependencies;
  const wanted = run.relations.dependencies(node);
  return stays ? wanted : union(object.dependencies, wanted);
}

/** Whether the state says so. Which configuration it is may change; which instance of one must be known at its end. */
function isKeptBy(
  run: PlanRun,
  node: PlanInstance["node"],
  address: PlanInstance["address"],
  provider: string,
): boolean {
  const resource = run.state.resources.get(formatResource(address));
  const isChosen = node.provider.choice !== undefined;
  if (!isChosen) return resource?.instances.get(address.key)?.providerKey === undefined;
  return (
    resource !== undefined && instanceProvider(resource, resource.instances.get(address.key)) === provider
  );
}

/** The texts of both, sorted. */
function union(a: AddressList, b: AddressList): AddressList {
  return addressList([...new Set([...a, ...b])].sort());
}

/** The body as apply takes it, where it may be kept. */
export function carriedBody(
  config: Value,
  privateData: Uint8Array | undefined,
  node: ResourceNode,
): Pick<ResourceChange, "body"> {
  return isCarried(config) && isKeepable(node, config) ? { body: { config, private: privateData } } : {};
}

/** What the provisioners of a new object, and of the old one that it replaces, will run. */
function provisionersOf(
  run: PlanRun,
  { node, scope, repetition }: PlanInstance,
  { action, address, before, after }: ResourceChange,
): Pick<ResourceChange, "provisioners"> {
  const { provisioners } = node.resource;
  if (provisioners.length === 0 || !CREATING.has(action)) return {};
  const made = provisioners.filter(({ when }) => when === "create");
  const create = knownProvisioners(run, made, run.walk.context(scope, repetition, after));
  if (action !== "delete-then-create") return { provisioners: { create } };
  return { provisioners: { create, ...destroyProvisionersOf(run, address, before) } };
}

const CREATING: ReadonlySet<ChangeAction> = new Set(["create", "delete-then-create", "create-then-delete"]);
