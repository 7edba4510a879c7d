import { hasChanges } from "@tutti/engine";
import { hasErrors } from "@tutti/hcl";
import { forbiddenDestroys, type Operation, planOperation, rollbackOperation } from "@tutti/operation";
import type { Command, CommandContext } from "../command/command.ts";
import { boolFlag, listFlag, numberFlag, textFlag } from "../command/flags.ts";
import { approve } from "../terraform/commands/approve.ts";
import { finishApply } from "../terraform/commands/finish-apply.ts";
import { openOperation, operationRequest, withOperation } from "../terraform/commands/operation-run.ts";
import { stateOfVersion } from "../terraform/commands/state-version.ts";
import { oneArgument } from "../terraform/flags/arguments.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { type OperationFlags, operationOptions } from "../terraform/flags/operation-flags.ts";
import { LOCK_FLAGS } from "../terraform/flags/state-flags.ts";
import { HumanView } from "../terraform/views/human-view.ts";
import type { OperationView } from "../terraform/views/operation-view.ts";
import { Report } from "../terraform/views/report.ts";

const FLAGS = {
  ...LOCK_FLAGS,
  "auto-approve": boolFlag(),
  backup: textFlag(),
  "compact-warnings": boolFlag(),
  input: boolFlag(true),
  parallelism: numberFlag(10),
  refresh: boolFlag(true),
  state: textFlag(),
  var: listFlag(),
  "var-file": listFlag(),
} as const;

/** Brings all managed objects back to what a version recorded, by a plan that a person approves. */
export const command: Command = {
  summary: "Bring objects back to what a version of the state recorded",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "state rollback", FLAGS);
  if (typeof flags === "number") return flags;
  const { values } = flags;
  const report = new Report(context, {
    compactWarnings: values["compact-warnings"],
  });
  const text = await oneArgument(context, "state rollback", flags.rest);
  if (text === undefined) return 1;
  const wanted: OperationFlags = {
    lock: values.lock,
    "lock-timeout": values["lock-timeout"],
    state: values.state,
    "state-out": "",
    backup: values.backup,
    input: values.input,
    parallelism: values.parallelism,
    refresh: values.refresh,
    json: false,
    destroy: false,
    "refresh-only": false,
    target: [],
    exclude: [],
    replace: [],
  };
  const options = operationOptions(context, report, "state rollback", wanted, flags.uses);
  if (typeof options === "number") return options;
  const view = new HumanView(context, report, { full: true });
  const request = { ...operationRequest(context, view, options, "apply"), lockedFor: "state-rollback" };
  const operation = await openOperation(report, view, request);
  if (typeof operation === "number") return operation;
  return withOperation(context, view, operation, async (signal) => {
    const version = await stateOfVersion(report, operation.state, text);
    if (typeof version === "number") return version;
    const wish = await rollbackOperation(operation, version, signal);
    if (!wish.ok) return view.diagnostics(wish.diagnostics);
    const asks = values["auto-approve"] ? undefined : { context, report };
    return rollBack(view, wish.value, operation, asks, signal);
  });
}

async function rollBack(
  view: OperationView,
  wish: Operation,
  { config }: Operation,
  asks: { readonly context: CommandContext; readonly report: Report } | undefined,
  signal: AbortSignal,
): Promise<number> {
  const { plan, diagnostics } = await planOperation(wish, signal);
  if (plan !== undefined) view.plan(plan);
  const all = [...diagnostics, ...(plan === undefined ? [] : forbiddenDestroys(plan, config))];
  if (plan === undefined || hasErrors(all)) return view.diagnostics(all);
  if (asks !== undefined && hasChanges(plan)) {
    view.diagnostics(all);
    const question = { word: "apply", mode: "normal", inUse: [], signal } as const;
    const answer = await approve(asks.context, asks.report, question);
    if (answer !== undefined) return answer;
  }
  const before = asks !== undefined && hasChanges(plan) ? [] : all;
  return finishApply(wish, plan, { view, before, word: "apply" }, signal);
}
