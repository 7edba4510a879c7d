/** Reads a data source while planning, or puts it off to apply with a reason. */

import { formatInstance } from "@tutti/addresses";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import { NO_ADDRESSES } from "@tutti/state";
import { markWithPaths, type PathMarks, unmarkWithPaths, Value } from "@tutti/values";
import { configAddress } from "../graph/config-address.ts";
import { checkPostconditions, leavePostconditions, preconditionsHold } from "../object/conditions.ts";
import { nullsFor, withUnknowns } from "../object/data-value.ts";
import { asCheckWarning, checkAddress } from "../object/evaluate-check.ts";
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
  if (reason !== undefined) return postpone(run, item, config, marks, reason);
  const value = await readData(run, item, config, marks);
  if (node.resource.inCheck === undefined) {
    return value === undefined || !checkPostconditions(run, item, value) ? undefined : value;
  }
  // A check's data source never stops the plan, and is read again when all is done.
  const seen = value ?? markWithPaths(withUnknowns(node.schema.block, config), marks);
  note(run, item, value ?? markWithPaths(nullsFor(node.schema.block, config), marks));
  if (run.request.mode === "normal") {
    postpone(run, item, config, marks, { kind: "read_because_check_nested" });
  }
  return seen;
}

function deferral(run: PlanRun, { node }: PlanInstance, config: Value): ActionReason | undefined {
  if (!config.isWhollyKnown) return { kind: "read_because_config_unknown" };
  if (run.request.mode !== "normal") return undefined;
  const waits = run.relations.explicit(node).some((address) => run.pending.has(address));
  return waits ? { kind: "read_because_dependency_pending" } : undefined;
}

function postpone(
  run: PlanRun,
  item: PlanInstance,
  config: Value,
  marks: readonly PathMarks[],
  reason: ActionReason,
): Value {
  const { node, address } = item;
  const after = markBySchema(
    node.schema.block,
    markWithPaths(withUnknowns(node.schema.block, config), marks),
  );
  addChange(
    run,
    {
      address,
      previousAddress: undefined,
      deposedKey: undefined,
      provider: node.provider.text,
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
  leavePostconditions(run.walk, item);
  return after;
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
  const place = { address: formatInstance(address), body: node.body, range: node.resource.declRange };
  const checked = await provider.validateData({ type, config });
  const wrong = providerDiagnostics(checked.diagnostics, place);
  run.walk.report(wrong);
  if (hasErrors(wrong)) return undefined;
  const { clock } = run.request;
  const started = clock.monotonic();
  run.request.onEvent?.({ kind: "read-start", address, id: undefined, elapsedMs: 0 });
  const read = await run.limit.run(() => provider.readData({ type, config, signal: signalOf(run) }));
  const inCheck = node.resource.inCheck;
  const found = providerDiagnostics(read.diagnostics, place).map((diagnostic) =>
    inCheck === undefined ? diagnostic : asCheckWarning(diagnostic),
  );
  run.walk.report(found);
  if (inCheck !== undefined && hasErrors(providerDiagnostics(read.diagnostics, place))) {
    const messages = found.map(({ summary, detail }) => `${summary}: ${detail}`);
    run.walk.checks.declare("check", checkAddress(item, inCheck));
    run.walk.checks.report(
      checkAddress(item, inCheck),
      item.scope.qualify(`check.${inCheck}`),
      "fail",
      messages,
    );
  }
  if (read.value === undefined || hasErrors(providerDiagnostics(read.diagnostics, place))) return undefined;
  const value = markBySchema(node.schema.block, markWithPaths(exactType(read.value.state), marks));
  const elapsedMs = clock.monotonic() - started;
  run.request.onEvent?.({ kind: "read-complete", address, id: idOfValue(value), elapsedMs });
  if (inCheck === undefined) note(run, item, value);
  return value;
}

/** The state holds what was read. */
function note(run: PlanRun, { node, address }: PlanInstance, value: Value): void {
  const object = encodeObject(value, node.schema, {
    status: "ready",
    private: undefined,
    dependencies: NO_ADDRESSES,
    createBeforeDestroy: false,
  });
  const provider = node.provider.text;
  run.prior.apply({
    kind: "object",
    operationId: undefined,
    address,
    deposedKey: undefined,
    provider,
    object,
  });
}
