/** Plans one managed instance that the configuration wants. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { impliedType, type PlanResponse, type Provider } from "@tutti/plugin";
import { type AddressList, addressList, type InstanceObject } from "@tutti/state";
import {
  type Path,
  type PathMarks,
  rawEquals,
  unmarkDeep,
  unmarkWithPaths,
  Value,
  valueAtPath,
} from "@tutti/values";
import { engineError } from "../errors.ts";
import { configAddress } from "../graph/config-address.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { changedPaths } from "../object/changed-paths.ts";
import { checkPostconditions, type ObjectPlace, preconditionsHold } from "../object/conditions.ts";
import { exactType } from "../object/exact-type.ts";
import { ignoreChanges, keptMarks } from "../object/ignore-changes.ts";
import { markObject, sameMarks } from "../object/marks.ts";
import { proposedNew } from "../object/proposed.ts";
import { planProblems } from "../object/valid.ts";
import type { ActionReason, ChangeAction, ResourceChange } from "../plan.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import { isCarried } from "../scope/planned-modules.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { destroyProvisionersOf, knownProvisioners } from "./known-provisioners.ts";
import { addChange, type PlanRun, signalOf } from "./plan-run.ts";
import { triggeredBy } from "./replace-triggers.ts";

export interface PlanInstance extends ObjectPlace {
  readonly provider: Provider;
}

/** What is there before; `value` is null where there is nothing. */
export interface PriorObject {
  /** As it was before anything was refreshed. */
  readonly stored: Value;
  readonly value: Value;
  readonly object: InstanceObject | undefined;
  readonly importId: string | undefined;
}

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
  const { value: config, marks } = unmarkWithPaths(configMarked);
  const place = placeOf(item);
  const checked = await item.provider.validateResource({ type: node.resource.type, config });
  const found = providerDiagnostics(checked.diagnostics, place);
  run.walk.report(found);
  if (hasErrors(found)) return undefined;
  const decided = await decide(run, item, prior, config, marks);
  if (decided === undefined) return undefined;
  const { response, ...change } = decided;
  const planned: ResourceChange = {
    ...change,
    ...(change.action === "no-op" ? {} : carriedBody(configMarked, response.private)),
    ...provisionersOf(run, item, change),
  };
  addChange(run, planned, configAddress(node));
  noteRelations(run, item, prior.object, planned.action === "no-op");
  return checkPostconditions(run, item, planned.after) ? planned.after : undefined;
}

/**
 * What stays as it is may still depend on other things than before, or be
 * replaced in another order. What changes depends on both until it has changed.
 */
export function noteRelations(
  run: PlanRun,
  { node, address }: Pick<PlanInstance, "node" | "address">,
  object: InstanceObject | undefined,
  stays: boolean,
): void {
  if (object === undefined || (!stays && !run.request.refresh)) return;
  const wanted = run.relations.dependencies(node);
  const dependencies = stays ? wanted : union(object.dependencies, wanted);
  const createBeforeDestroy = stays ? run.relations.createsFirst(node) : object.createBeforeDestroy;
  if (object.createBeforeDestroy === createBeforeDestroy && object.dependencies.equals(dependencies)) return;
  const provider = node.provider.text;
  const entry = { kind: "object", operationId: undefined, address, deposedKey: undefined, provider } as const;
  run.prior.apply({ ...entry, object: { ...object, dependencies, createBeforeDestroy } });
}

/** The texts of both, sorted. */
function union(a: AddressList, b: AddressList): AddressList {
  return addressList([...new Set([...a, ...b])].sort());
}

function placeOf(item: PlanInstance): Parameters<typeof providerDiagnostics>[1] {
  const { node, address } = item;
  return { address: formatInstance(address), body: node.body, range: node.resource.declRange };
}

/** A change, and what the provider answered that is behind it. */
type Decision = ResourceChange & { readonly response: PlanResponse };

/** The body as apply takes it, where it may be kept. */
export function carriedBody(
  config: Value,
  privateData: Uint8Array | undefined,
): Pick<ResourceChange, "body"> {
  return isCarried(config) ? { body: { config, private: privateData } } : {};
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

/** Asks the provider, classifies what it answers, and plans a replacement where one is needed. */
async function decide(
  run: PlanRun,
  item: PlanInstance,
  prior: PriorObject,
  config: Value,
  marks: readonly PathMarks[],
): Promise<Decision | undefined> {
  const { node, address } = item;
  const before = unmarkDeep(prior.value).value;
  const ignored = ignoreChanges(node.resource.lifecycle, before, config);
  const base = {
    address,
    previousAddress: run.movedFrom.get(formatInstance(address)),
    deposedKey: undefined,
    provider: node.provider.text,
    before: prior.value,
    importing: prior.importId === undefined ? undefined : { id: prior.importId },
    generatedConfig: undefined,
  };
  if (before.isNull) {
    const made = await ask(run, item, before, ignored, undefined);
    if (made === undefined) return undefined;
    const triggers = triggeredBy(run, node, item.scope, item.repetition);
    let reason: ActionReason = { kind: prior.stored.isNull ? "create_because_new" : "create_because_gone" };
    if (triggers.length > 0) reason = { kind: "replace_by_triggers", triggers };
    return {
      ...base,
      response: made,
      action: "create",
      reason,
      after: markObject(node, made.planned, marks),
      requiresReplace: [],
    };
  }
  const response = await ask(run, item, before, ignored, prior.object?.private);
  if (response === undefined) return undefined;
  const why = replaceReason(run, item, prior, response);
  if (why !== undefined) {
    if (!allowDestroy(run, item)) return refusedReplacement(base, node, response, why, marks);
    // A new object is made as the configuration says: there is nothing whose changes could be ignored.
    const made = await ask(run, item, Value.null(before.type), config, undefined);
    if (made === undefined) return undefined;
    const action: ChangeAction = run.relations.createsFirst(node)
      ? "create-then-delete"
      : "delete-then-create";
    return {
      ...base,
      response: made,
      action,
      reason: why.reason,
      after: markObject(node, made.planned, marks),
      requiresReplace: why.paths,
    };
  }
  const kept = keptMarks(node.resource.lifecycle, unmarkWithPaths(prior.value).marks, marks);
  const after = markObject(node, response.planned, kept);
  const same = rawEquals(before, response.planned) && sameMarks(prior.value, after);
  if (same) return { ...base, response, action: "no-op", reason: undefined, after, requiresReplace: [] };
  const paths = changedPaths(before, response.planned);
  const reason: ActionReason = {
    kind: "update_because_changed",
    paths,
    drifted: hasDrifted(prior, paths),
  };
  return { ...base, response, action: "update", reason, after, requiresReplace: [] };
}

interface Replacement {
  readonly reason: ActionReason;
  readonly paths: readonly Path[];
}

function replaceReason(
  run: PlanRun,
  item: PlanInstance,
  prior: PriorObject,
  response: PlanResponse,
): Replacement | undefined {
  const before = unmarkDeep(prior.value).value;
  const paths = response.requiresReplace.filter((path) => {
    const old = valueAtPath(before, path);
    const next = valueAtPath(response.planned, path);
    if (old === undefined || next === undefined) return old !== next;
    return !next.isWhollyKnown || !rawEquals(old, next);
  });
  if (prior.object?.status === "tainted") return { reason: { kind: "replace_because_tainted" }, paths };
  if (run.isReplaced(item.address)) return { reason: { kind: "replace_by_request" }, paths };
  const triggers = triggeredBy(run, item.node, item.scope, item.repetition);
  if (triggers.length > 0) return { reason: { kind: "replace_by_triggers", triggers }, paths };
  if (paths.length === 0) return undefined;
  return {
    reason: { kind: "replace_because_cannot_update", paths, drifted: hasDrifted(prior, paths) },
    paths,
  };
}

/** True where all of these are other than when we last saw them. */
function hasDrifted({ stored, value }: PriorObject, paths: readonly Path[]): boolean {
  if (stored.isNull || paths.length === 0) return false;
  const [before, now] = [unmarkDeep(stored).value, unmarkDeep(value).value];
  return paths.every((path) => {
    const [old, next] = [valueAtPath(before, path), valueAtPath(now, path)];
    return old === undefined || next === undefined ? old !== next : !rawEquals(old, next);
  });
}

function refusedReplacement(
  base: Omit<ResourceChange, "action" | "reason" | "after" | "requiresReplace">,
  node: ResourceNode,
  response: PlanResponse,
  why: Replacement,
  marks: readonly PathMarks[],
): Decision {
  const after = markObject(node, response.planned, marks);
  return {
    ...base,
    response,
    action: "delete-then-create",
    reason: why.reason,
    after,
    requiresReplace: why.paths,
  };
}

/** `prevent_destroy` stands against it: reported, and the plan is errored. */
export function allowDestroy(
  run: PlanRun,
  item: { readonly node: ResourceNode; readonly address: ResourceInstance },
): boolean {
  const { lifecycle, declRange } = item.node.resource;
  if (!lifecycle.preventDestroy) return true;
  run.walk.report([
    errorDiagnostic(
      engineError("instance-cannot-be-destroyed"),
      `Resource ${formatInstance(item.address)} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.`,
      declRange,
    ),
  ]);
  return false;
}

async function ask(
  run: PlanRun,
  item: PlanInstance,
  prior: Value,
  config: Value,
  privateData: Uint8Array | undefined,
): Promise<PlanResponse | undefined> {
  const { node, provider, address } = item;
  const { block } = node.schema;
  const proposed = proposedNew(block, prior, config);
  const { type } = node.resource;
  const request = { type, prior, proposed, config, private: privateData, signal: signalOf(run) };
  const answer = await run.limit.run(() => provider.plan(request));
  const found = providerDiagnostics(answer.diagnostics, placeOf(item));
  run.walk.report(found);
  if (hasErrors(found) || answer.value === undefined) return undefined;
  const problems = planProblems(block, prior, config, answer.value.planned);
  if (problems.length === 0) return { ...answer.value, planned: exactType(answer.value.planned) };
  for (const problem of problems) {
    run.walk.report([
      errorDiagnostic(
        engineError("provider-produced-invalid-plan"),
        `Provider ${JSON.stringify(node.provider.text)} planned an invalid value for ${formatInstance(address)}${problem}.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.`,
        node.resource.declRange,
      ),
    ]);
  }
  return undefined;
}

/** Of the schema's type, for "there is nothing". */
export function nothing(node: ResourceNode): Value {
  return Value.null(impliedType(node.schema.block));
}
