/** Reads a data source while planning, or puts it off to apply with a reason. */

import { formatInstance } from "@tutti/addresses";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import { NO_ADDRESSES } from "@tutti/state";
import { markWithPaths, type PathMarks, unmarkWithPaths, Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import { checkPostconditions, checkPostponed, preconditionsHold } from "../object/conditions.ts";
import { nullsFor, withUnknowns } from "../object/data-value.ts";
import { reportFound } from "../object/evaluate-check.ts";
import { exactType } from "../object/exact-type.ts";
import { encodeObject } from "../object/object-codec.ts";
import { idOfValue } from "../object/object-id.ts";
import { markBySchema } from "../object/schema-marks.ts";
import type { ActionReason } from "../plan.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import type { PlanInstance } from "./plan-instance.ts";
import { carriedBody } from "./plan-managed.ts";
import { addChange, type PlanRun, signalOf } from "./plan-run.ts";
import { refuseEphemeral } from "./refuse-ephemeral.ts";

export async function planData(run: PlanRun, item: PlanInstance): Promise<Value | undefined> {
  const { node, scope, repetition } = item;
  if (!preconditionsHold(run, item)) return undefined;
  const diagnostics: Diagnostic[] = [];
  const evaluated = evaluateBody(node.body, run.walk.context(scope, repetition), diagnostics);
  const { value: config, marks } = unmarkWithPaths(evaluated);
  run.walk.report(diagnostics);
  if (hasErrors(diagnostics) || refuseEphemeral(run, item, evaluated)) return undefined;
  const reason = deferral(run, item, config);
  const unread = (): Value => markWithPaths(withUnknowns(node.schema.block, config), marks);
  if (reason !== undefined) return postpone(run, item, { config, marks, after: unread(), reason });
  const value = await readData(run, item, config, marks);
  if (node.resource.inCheck === undefined) {
    return value === undefined || !checkPostconditions(run, item, value) ? undefined : value;
  }
  // A check's data source never stops the plan, and is read again when all is done.
  const after = value ?? unread();
  note(run, item, value ?? markWithPaths(nullsFor(node.schema.block, config), marks));
  if (run.request.mode === "normal") {
    postpone(run, item, { config, marks, after, reason: { kind: "read_because_check_nested" } });
  }
  return after;
}

/**
 * A source with conditions, or of a check, waits for changes of all that it depends on, since one of
 * them may be what makes a condition hold. Any other waits for what `depends_on` names, and for the
 * managed resources that it refers to: what it reads may be made by their change, also where what it
 * takes of them is known.
 */
function deferral(run: PlanRun, { node, address }: PlanInstance, config: Value): ActionReason | undefined {
  if (!config.isWhollyKnown) return { kind: "read_because_config_unknown" };
  if (run.request.mode !== "normal") return undefined;
  const { preconditions, postconditions, inCheck } = node.resource;
  const conditional = inCheck !== undefined || preconditions.length + postconditions.length > 0;
  const blocks = conditional ? run.relations.dependencies(node) : run.relations.awaited(node);
  const waits = run.pending.concern(blocks, address.module);
  return waits ? { kind: "read_because_dependency_pending" } : undefined;
}

interface Postponed {
  readonly config: Value;
  readonly marks: readonly PathMarks[];
  /** As far as it is known before. */
  readonly after: Value;
  readonly reason: ActionReason;
}

function postpone(
  run: PlanRun,
  item: PlanInstance,
  { config, marks, reason, ...known }: Postponed,
): Value | undefined {
  const { node, address } = item;
  // What an earlier run read is nothing any more.
  if (reason.kind !== "read_because_check_nested") note(run, item, undefined);
  const after = markBySchema(node.schema.block, known.after);
  // Nothing is applied of a plan that only looks, but for what it saw.
  if (run.request.mode === "refresh-only") return checkPostponed(run, item, after) ? after : undefined;
  addChange(
    run,
    {
      address,
      previousAddress: undefined,
      deposedKey: undefined,
      provider: item.providerText,
      action: "read",
      reason,
      before: Value.null(after.type),
      after,
      requiresReplace: [],
      importing: undefined,
      generatedConfig: undefined,
      ...(config.isWhollyKnown ? carriedBody(markWithPaths(config, marks), undefined, node) : {}),
    },
    configAddress(node),
  );
  return checkPostponed(run, item, after) ? after : undefined;
}

/** Undefined where reading failed. */
async function readData(
  run: PlanRun,
  item: PlanInstance,
  config: Value,
  marks: readonly PathMarks[],
): Promise<Value | undefined> {
  const { node, address, provider } = item;
  const { type } = node.resource;
  const place = { address: formatInstance(address), body: node.resource.config };
  const checked = await provider.validateData({ type, config });
  if (!reportFound(run.walk, item, providerDiagnostics(checked.diagnostics, place))) return undefined;
  const { clock } = run.request;
  const started = clock.monotonic();
  run.request.onEvent?.({ kind: "read-start", address, id: undefined, elapsedMs: 0 });
  const read = await run.limit.run(() => provider.readData({ type, config, signal: signalOf(run) }));
  const found = reportFound(run.walk, item, providerDiagnostics(read.diagnostics, place));
  if (!found || read.value === undefined) return undefined;
  const value = markBySchema(node.schema.block, markWithPaths(exactType(read.value.state), marks));
  const elapsedMs = clock.monotonic() - started;
  run.request.onEvent?.({ kind: "read-complete", address, id: idOfValue(value), elapsedMs });
  if (node.resource.inCheck === undefined) note(run, item, value);
  return value;
}

/** The state holds what was read: undefined, nothing. */
function note(
  run: PlanRun,
  { node, address, providerText: provider }: PlanInstance,
  value: Value | undefined,
): void {
  const facts = {
    status: "ready",
    private: undefined,
    dependencies: NO_ADDRESSES,
    createBeforeDestroy: false,
  } as const;
  const object = value === undefined ? undefined : encodeObject(value, node.schema, facts);
  run.prior.apply({
    kind: "object",
    operationId: undefined,
    address,
    deposedKey: undefined,
    provider,
    object,
  });
}
