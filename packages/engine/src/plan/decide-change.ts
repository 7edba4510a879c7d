/** What is to happen to one managed instance, and why. */

import { formatInstance, type ResourceInstance } from "@tutti/addresses";
import { errorDiagnostic } from "@tutti/hcl";
import type { PlanResponse } from "@tutti/plugin";
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
import type { ResourceNode } from "../graph/config-node.ts";
import { changedPaths } from "../object/changed-paths.ts";
import { identitySchemaOf, sameVersionIdentity } from "../object/identity.ts";
import { ignoreChanges, keptMarks } from "../object/ignore-changes.ts";
import { hidesTheSame, markObject } from "../object/marks.ts";
import type { ActionReason, ChangeAction, ResourceChange } from "../plan.ts";
import { askProvider } from "./ask-provider.ts";
import type { PlanInstance, PriorObject } from "./plan-instance.ts";
import type { PlanRun } from "./plan-run.ts";
import { triggeredBy } from "./replace-triggers.ts";
import { refuseSharedHoldings } from "./shared-holdings.ts";

/** A change, and what the provider answered that is behind it. */
interface Decision {
  /** `prevent_destroy` stands against it, which was told: nothing that waits for it is planned. */
  readonly isForbidden: boolean;
  readonly change: ResourceChange;
  readonly response: PlanResponse;
}

type Decided = Pick<ResourceChange, "action" | "reason" | "after" | "requiresReplace">;

/** Asks the provider, classifies what it answers, and plans a replacement where one is needed. */
export async function decideChange(
  run: PlanRun,
  item: PlanInstance,
  prior: PriorObject,
  config: Value,
  marks: readonly PathMarks[],
): Promise<Decision | undefined> {
  const { node, address } = item;
  const before = unmarkDeep(prior.value).value;
  const ignored = ignoreChanges(node.resource.lifecycle, before, config);
  const movedFrom = run.movedFrom.size === 0 ? undefined : run.movedFrom.get(formatInstance(address));
  // One object, built once: there are as many as instances.
  let isForbidden = false;
  const decide = (response: PlanResponse, { action, reason, after, requiresReplace }: Decided): Decision => ({
    isForbidden,
    response,
    change: {
      address,
      previousAddress: movedFrom,
      deposedKey: undefined,
      provider: item.providerText,
      action,
      reason,
      before: prior.value,
      after,
      requiresReplace,
      importing:
        prior.importId === undefined ? undefined : { id: prior.importId, identity: prior.importIdentity },
      generatedConfig: item.generated,
      identity: changedIdentity(run, item, prior, response),
    },
  });
  if (before.isNull) {
    const made = await askProvider(run, item, before, ignored, undefined);
    if (made === undefined) return undefined;
    const triggers = triggeredBy(run, node, item.scope, item.repetition);
    let reason = prior.stored.isNull ? NEW : GONE;
    if (triggers.length > 0) reason = { kind: "replace_by_triggers", triggers };
    const after = markObject(node, made.planned, marks);
    return decide(made, { action: "create", reason, after, requiresReplace: NO_PATHS });
  }
  const response = await askProvider(run, item, before, ignored, prior.object);
  if (response === undefined) return undefined;
  const why = replaceReason(run, item, prior, response);
  if (why !== undefined) {
    const replaced = { reason: why.reason, requiresReplace: why.paths };
    // The plan is errored then, and shows what it would have been.
    isForbidden = !allowDestroy(run, item);
    // A new object is made as the configuration says: there is nothing whose changes could be ignored.
    const made = await askProvider(run, item, Value.null(before.type), config, undefined);
    if (made === undefined) return undefined;
    const action: ChangeAction = run.relations.createsFirst(node)
      ? "create-then-delete"
      : "delete-then-create";
    if (action === "create-then-delete") refuseSharedHoldings(run, item, before, made.planned);
    return decide(made, { action, after: markObject(node, made.planned, marks), ...replaced });
  }
  const kept = keptMarks(node.resource.lifecycle, unmarkWithPaths(prior.value).marks, marks);
  const after = markObject(node, response.planned, kept);
  const same = rawEquals(before, response.planned) && hidesTheSame(node, prior.value, after);
  if (same) return decide(response, { action: "no-op", reason: undefined, after, requiresReplace: NO_PATHS });
  const paths = changedPaths(before, response.planned);
  const reason: ActionReason = {
    kind: "update_because_changed",
    paths,
    drifted: hasDrifted(prior, paths),
  };
  return decide(response, { action: "update", reason, after, requiresReplace: [] });
}

/** Shared by as many changes as there are instances. */
const NEW: ActionReason = { kind: "create_because_new" };
const GONE: ActionReason = { kind: "create_because_gone" };
const NO_PATHS: readonly Path[] = [];

/** Undefined where the type has no identities. */
function changedIdentity(
  { schemas }: PlanRun,
  { node }: PlanInstance,
  { object }: PriorObject,
  { identity: after }: PlanResponse,
): ResourceChange["identity"] {
  const schema = identitySchemaOf(schemas, node.provider.source, node.resource);
  if (schema === undefined) return undefined;
  return { before: object && sameVersionIdentity(object, schema), after };
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
  // What is not whole is made as if nothing were there: no single change is why.
  if (prior.object?.status === "tainted")
    return { reason: { kind: "replace_because_tainted" }, paths: NO_PATHS };
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
