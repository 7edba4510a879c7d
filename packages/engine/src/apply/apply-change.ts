/** Creates or updates one object. */

import { formatInstance, formatResource } from "@tutti/addresses";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { impliedType, type Provider } from "@tutti/plugin";
import type { InstanceObject, JournalRecord } from "@tutti/state";
import { encodeJson, type PathMarks, rawEquals, unmarkDeep, unmarkWithPaths, Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import type { ObjectPlace } from "../object/conditions.ts";
import { checkPostconditions, preconditionsHold } from "../object/conditions.ts";
import { exactType } from "../object/exact-type.ts";
import { encodeIdentity, identityMistakes, identitySchemaOf } from "../object/identity.ts";
import { ignoreChanges, keptMarks } from "../object/ignore-changes.ts";
import { hidesTheSame, markObject } from "../object/marks.ts";
import { encodeObject } from "../object/object-codec.ts";
import { idOfValue } from "../object/object-id.ts";
import { proposedNew } from "../object/proposed.ts";
import { unknownsAsNull } from "../object/unknowns.ts";
import { resultProblems } from "../object/valid.ts";
import { lastingMarks, withoutWriteOnly, writeOnlyLeaks } from "../object/write-only.ts";
import type { ResourceChange } from "../plan.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { carriesServices } from "../service/carrying-types.ts";
import { type ApplyRun, announce, record, recordResult, setValue } from "./apply-run.ts";
import { invokeTriggered } from "./invoke-actions.ts";
import { instanceOf, providerOf } from "./planned-parts.ts";
import { withProgress } from "./progress.ts";
import { hasProvisioners, runProvisioners } from "./provisioners.ts";
import { providerKeepsNothing } from "./recover.ts";

interface Prepared {
  readonly prior: Value;
  readonly planned: Value;
  readonly config: Value;
  readonly marks: readonly PathMarks[];
  readonly private: Uint8Array | undefined;
}

export async function applyChange(
  run: ApplyRun,
  change: ResourceChange,
  kind: "create" | "update",
  leavePlace: () => void,
): Promise<boolean> {
  const item = instanceOf(run, change);
  const provider = providerOf(run, change.provider, change.address);
  const prepared = preconditionsHold(run, item)
    ? await prepare(run, change, kind, item, provider)
    : undefined;
  if (prepared === undefined) return false;
  if (kind === "update" && leavesAsItWas(item, change, prepared)) {
    setValue(item, change.before);
    return checkPostconditions(run, item, change.before);
  }
  if (item.node.resource.lifecycle.actionTriggers.length === 0)
    return execute(run, change, kind, item, provider, prepared, leavePlace);
  // What is invoked after it holds its place as well.
  return (
    (await invokeTriggered(run, item, change, `before_${kind}`)) &&
    (await execute(run, change, kind, item, provider, prepared, () => {})) &&
    (await invokeTriggered(run, item, change, `after_${kind}`))
  );
}

/** What was unknown turned out as it had been: there is nothing to do, and nothing to tell. */
function leavesAsItWas({ node }: ObjectPlace, { before }: ResourceChange, prepared: Prepared): boolean {
  const planned = exactType(prepared.planned);
  return (
    rawEquals(exactType(prepared.prior), planned) &&
    hidesTheSame(node, before, markObject(node, planned, prepared.marks))
  );
}

/** The configuration as it is known now, and the plan with what was unknown filled in. */
async function prepare(
  run: ApplyRun,
  change: ResourceChange,
  kind: "create" | "update",
  item: ObjectPlace,
  provider: Provider,
): Promise<Prepared | undefined> {
  const { node, address } = item;
  const evaluated = bodyOf(run, change, item);
  if (evaluated === undefined) return undefined;
  const { value: given, marks: all } = unmarkWithPaths(evaluated);
  const givenMarks = lastingMarks(all);
  const { lifecycle } = node.resource;
  const marks =
    kind === "update" ? keptMarks(lifecycle, unmarkWithPaths(change.before).marks, givenMarks) : givenMarks;
  const stored = kind === "update" ? currentObject(run, change) : undefined;
  const prior =
    kind === "update" ? unmarkDeep(change.before).value : Value.null(impliedType(node.schema.block));
  const config = kind === "update" ? ignoreChanges(lifecycle, prior, given) : given;
  const first = unmarkDeep(change.after).value;
  // The provider has answered to these very values: it is not asked again.
  if (change.body !== undefined)
    return { prior, planned: first, config, marks, private: change.body.private };
  if (first.isWhollyKnown) return { prior, planned: first, config, marks, private: stored?.private };
  const proposed = proposedNew(node.schema.block, prior, config);
  const { type } = node.resource;
  const answer = await provider.plan({
    type,
    prior,
    proposed,
    config,
    identity: kind === "update" ? change.identity?.before : undefined,
    private: stored?.private,
    signal: run.signal,
  });
  const place = { address: formatInstance(address), body: node.resource.config };
  const found = providerDiagnostics(answer.diagnostics, place);
  run.walk.report(found);
  if (hasErrors(found) || answer.value === undefined) return undefined;
  const { planned, isLegacy } = answer.value;
  const problems = isLegacy === true ? [] : resultProblems(node.schema.block, first, planned);
  if (problems.length === 0) return { prior, planned, config, marks, private: answer.value.private };
  for (const problem of problems) {
    const detail = `When expanding the plan for ${formatInstance(address)} to include new values learned so far during apply, provider ${JSON.stringify(node.provider.text)} produced an invalid new value for ${problem}.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.`;
    run.walk.report([
      errorDiagnostic(
        engineError("provider-produced-inconsistent-final-plan"),
        detail,
        node.resource.declRange,
      ),
    ]);
  }
  return undefined;
}

/** The block's value: as the plan has it, or evaluated where it was not known. Undefined where that failed. */
export function bodyOf(run: ApplyRun, { body }: ResourceChange, item: ObjectPlace): Value | undefined {
  if (body !== undefined) return body.config;
  const diagnostics: Diagnostic[] = [];
  const context = run.walk.context(item.scope, item.repetition);
  const evaluated = evaluateBody(item.node.body, context, diagnostics);
  run.walk.report(diagnostics);
  return hasErrors(diagnostics) ? undefined : evaluated;
}

/** Its old object is there too, whether this apply makes it or one that was cut short did: its registrations take no place of that one. */
function standsBeside(run: ApplyRun, change: ResourceChange, kind: "create" | "update"): boolean {
  return kind === "create" ? change.action === "create-then-delete" : run.state.hasDeposed(change.address);
}

function currentObject(run: ApplyRun, { address }: ResourceChange): InstanceObject | undefined {
  return run.plan.priorState.resources.get(formatResource(address))?.instances.get(address.key)?.current;
}

async function execute(
  run: ApplyRun,
  change: ResourceChange,
  kind: "create" | "update",
  item: ObjectPlace,
  provider: Provider,
  prepared: Prepared,
  leavePlace: () => void,
): Promise<boolean> {
  const { node, address } = item;
  const { prior, planned, config, marks } = prepared;
  const { type } = node.resource;
  const operationId = run.request.random.uuid();
  const dependencies = run.relations.dependencies(node);
  const createBeforeDestroy = run.relations.createsFirst(node);
  const provisioned = kind === "create" && hasProvisioners(item, "create");
  const identitySchema = identitySchemaOf(run.plan.schemas, node.provider.source, node.resource);
  // What lives in the state alone has nothing that could be lost or found again, unless more hangs on it.
  const keepsNothing = providerKeepsNothing(change);
  const plain = keepsNothing && !provisioned && !carriesServices(run.plan.schemas, change);
  const safety = plain ? "written" : "durable";
  if (!keepsNothing) {
    const announced = await announce(run, {
      kind: "intent",
      operationId,
      address,
      deposedKey: undefined,
      provider: change.provider,
      action: kind,
      schemaVersion: node.schema.version,
      plannedJson: encodeJson(unknownsAsNull(planned), impliedType(node.schema.block)),
      dependencies,
      createBeforeDestroy,
      provisioned,
    });
    if (!announced) return false;
  }
  const operation = { address, deposedKey: undefined, action: kind, id: idOfValue(prior) } as const;
  return withProgress(run, operation, async (progress, complete) => {
    const answer = await provider.apply({
      type,
      prior,
      planned,
      config,
      identity: change.identity?.after,
      private: prepared.private,
      operationId,
      ...(standsBeside(run, change, kind) ? { beside: true } : {}),
      signal: run.signal,
      progress,
    });
    const place = () => ({ address: formatInstance(address), body: node.resource.config });
    const found = [...providerDiagnostics(answer.diagnostics, place)];
    const { value: state, given } = answer.value
      ? withoutWriteOnly(node.schema.block, answer.value.state)
      : { value: undefined, given: [] };
    found.push(...writeOnlyLeaks(given, node.provider.text, address, "after apply"));
    if (state !== undefined && !hasErrors(found))
      found.push(...complaints(item, planned, state, answer.value?.isLegacy === true));
    const before = kind === "update" ? change.identity?.before : undefined;
    const identity = answer.value?.identity;
    if (!hasErrors(found))
      found.push(
        ...identityMistakes(before, identity, {
          provider: change.provider,
          address: formatInstance(address),
          when: "after apply",
          done: true,
        }),
      );
    run.walk.report(found);
    const ok = !hasErrors(found);
    const value = state === undefined || state.isNull ? undefined : markObject(node, exactType(state), marks);
    const status = kind === "update" || (ok && !provisioned) ? "ready" : "tainted";
    const stored = encodeIdentity(identity ?? before, identitySchema);
    const facts = {
      status,
      private: answer.value?.private,
      dependencies,
      createBeforeDestroy,
      identity: stored,
    } as const;
    const object = value && encodeObject(unknownsAsNull(value), node.schema, facts);
    const outcome = (object: InstanceObject | undefined): JournalRecord & { kind: "object" } => ({
      kind: "object",
      operationId,
      address,
      deposedKey: undefined,
      provider: change.provider,
      object,
    });
    if (object === undefined || value === undefined) {
      // Nothing was made or changed: an update keeps the object as it was.
      const object = kind === "update" ? currentObject(run, change) : undefined;
      await record(run, outcome(object), safety);
      complete(false, undefined);
      return false;
    }
    if (provisioned) await record(run, outcome(object), safety);
    else await recordResult(run, outcome(object), safety, leavePlace);
    const good = ok && (!provisioned || (await runProvisioners(run, change, item, value)));
    if (good && provisioned)
      await record(run, { ...outcome({ ...object, status: "ready" }), operationId: undefined });
    complete(good, idOfValue(value));
    setValue(item, value);
    // Of an object that is there, whatever failed of it.
    return checkPostconditions(run, item, value) && good;
  });
}

/** What a provider did against its own plan. */
function complaints(
  { node, address }: ObjectPlace,
  planned: Value,
  state: Value,
  isLegacy: boolean,
): readonly Diagnostic[] {
  const text = formatInstance(address);
  const bug = "This is a bug in the provider, which should be reported in the provider's own issue tracker.";
  const provider = JSON.stringify(node.provider.text);
  if (!state.isWhollyKnown) {
    const detail = `After the apply operation, the provider still indicated an unknown value for ${text}. All values must be known after apply, so this is always a bug in the provider and should be reported in the provider's own repository. <Tutti> will still save the other known object values in the state.`;
    return [
      errorDiagnostic(
        engineError("provider-returned-invalid-result-object-after-apply"),
        detail,
        node.resource.declRange,
      ),
    ];
  }
  if (isLegacy) return [];
  return resultProblems(node.schema.block, planned, state).map((problem) =>
    errorDiagnostic(
      engineError("provider-produced-inconsistent-result-after-apply"),
      `When applying changes to ${text}, provider ${provider} produced an unexpected new value: ${problem}.\n\n${bug}`,
      node.resource.declRange,
    ),
  );
}

/** The old object steps aside for its replacement. */
export async function deposeObject(
  run: ApplyRun,
  change: ResourceChange,
  deposedKey: string,
): Promise<boolean> {
  return announce(run, { kind: "depose", address: change.address, deposedKey });
}

/** Where a replacement was not made, for whatever reason, the old object is the current one again. */
export async function restoreDeposed(run: ApplyRun): Promise<void> {
  const steps = run.plan.actions.actions.filter(({ work }) => work.kind === "depose");
  if (steps.length === 0) return;
  const { resources } = run.state.state();
  for (const { work } of steps) {
    const change = work.kind === "depose" ? run.placed[work.change] : undefined;
    if (work.kind !== "depose" || change === undefined) continue;
    const { address } = change;
    const instance = resources.get(formatResource(address))?.instances.get(address.key);
    if (instance?.current !== undefined || instance?.deposed.has(work.deposedKey) !== true) continue;
    await record(run, { kind: "restore", address, deposedKey: work.deposedKey });
  }
}

/** Only the state loses it. */
export async function forgetObject(run: ApplyRun, change: ResourceChange): Promise<boolean> {
  const { address, deposedKey, provider } = change;
  const gone = { address, deposedKey, provider, object: undefined };
  await record(run, { kind: "object", operationId: undefined, ...gone }, "written");
  return true;
}
