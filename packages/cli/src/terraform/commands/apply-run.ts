import { asksApproval, type Plan, partsOf, servicesInUse } from "@tutti/engine";
import { COMMAND, type Diagnostic, hasErrors, warningDiagnostic } from "@tutti/hcl";
import {
  nextStage,
  type Operation,
  type OperationRequest,
  openSavedPlan,
  planOperation,
} from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { parseModern } from "../flags/command-flags.ts";
import { operationCommand } from "../flags/operation-command.ts";
import { OPERATION_FLAGS, OWN_FLAGS, PLAN_VIEW_FLAGS } from "../flags/operation-flags.ts";
import type { OperationView } from "../views/operation-view.ts";
import { createOperationReport } from "../views/operation-views.ts";
import type { Report } from "../views/report.ts";
import { approve, type Question } from "./approve.ts";
import { finishApply } from "./finish-apply.ts";
import { openOperation, operationRequest, tellOverrides, withOperation } from "./operation-run.ts";

/** Every flag it takes. */
export const FLAGS = { ...OPERATION_FLAGS, ...PLAN_VIEW_FLAGS, "auto-approve": boolFlag() } as const;

/** Those of `apply`, which may also do less, or more than is safe. */
export const APPLY_FLAGS = { ...FLAGS, ...OWN_FLAGS } as const;

/** `apply`, or `destroy`, which is an apply of a plan that destroys. */
export async function runApply(called: CommandContext, word: "apply" | "destroy"): Promise<number> {
  const declared = word === "apply" ? APPLY_FLAGS : FLAGS;
  const flags = parseModern(called, word, declared, (shown) => createOperationReport(called, shown));
  if (typeof flags === "number") return flags;
  const asked = await operationCommand(
    called,
    word,
    flags,
    word === "apply" ? { argumentsMax: 1 } : { argumentsMax: 0, mode: "destroy" },
  );
  if (typeof asked === "number") return asked;
  const { context, report, view, options } = asked;
  const { values } = flags;
  const [planFile] = flags.rest;
  if (values.json && planFile === undefined && !values["auto-approve"])
    return report.usageError(
      cliError("plan-file-or-auto-approve-required"),
      "<Tutti> cannot ask for interactive approval when -json is set. You can either apply a saved plan file, or enable the -auto-approve option.",
      word,
    );
  if (planFile !== undefined && (options.allowOutages?.length ?? 0) > 0)
    return report.usageError(
      cliError("saved-plan-with-allow-outage"),
      "A saved plan was held against the health of its services when it was made. Give -allow-outage to plan, or apply without a plan file.",
      word,
    );
  const request = operationRequest(context, view, options, "apply");
  if (planFile !== undefined) return applySavedPlan(context, report, view, request, planFile);
  const operation = await openOperation(report, view, request);
  if (typeof operation === "number") return operation;
  const asks = values["auto-approve"] ? undefined : { word, mode: options.mode };
  return withOperation(context, view, operation, async (signal) => {
    for (let stage: Operation = operation; ; ) {
      const { status, applied } = await applyStage({ context, report, view, word, asks }, stage, signal);
      if (status !== 0 || applied === undefined || applied.postponed.length === 0) return status;
      const next = await nextStage(stage, applied);
      if (!next.ok) return view.diagnostics(next.diagnostics);
      stage = next.value;
    }
  });
}

interface Stage {
  readonly context: CommandContext;
  readonly report: Report;
  readonly view: OperationView;
  readonly word: "apply" | "destroy";
  /** What a person is asked before; undefined where nobody is. */
  readonly asks: Omit<Question, "signal" | "inUse"> | undefined;
}

/** Of one that failed before it met anything there is nothing to show on the way to an apply. */
function hasContents(plan: Plan): boolean {
  return !plan.errored || partsOf(plan).length > 0 || plan.outputs.size > 0;
}

/** Plans, shows, asks and applies; what is repeated by values that come of it is left for the next time. */
async function applyStage(
  { context, report, view, word, asks }: Stage,
  operation: Operation,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly applied?: Plan }> {
  const { plan, diagnostics } = await planOperation(operation, signal);
  if (plan !== undefined && hasContents(plan)) view.plan(plan);
  if (plan === undefined || hasErrors(diagnostics)) {
    view.diagnostics(diagnostics);
    return { status: 1 };
  }
  const asked = asks !== undefined && asksApproval(plan) ? asks : undefined;
  if (asked !== undefined) {
    view.diagnostics(diagnostics);
    const answer = await approve(context, report, { ...asked, inUse: servicesInUse(plan), signal });
    if (answer !== undefined) return { status: answer };
  }
  const before = asked === undefined ? diagnostics : [];
  return { status: await finishApply(operation, plan, { view, before, word }, signal), applied: plan };
}

/** Applies what was approved when the plan was made. */
async function applySavedPlan(
  context: CommandContext,
  report: Report,
  view: OperationView,
  request: OperationRequest,
  path: string,
): Promise<number> {
  view.start();
  await tellOverrides(context.runtime, view);
  const { outcome, sources } = await openSavedPlan(request, path);
  report.sources = sources;
  if (!outcome.ok) return view.diagnostics(outcome.diagnostics);
  const { operation, plan } = outcome.value;
  view.savedPlan(plan);
  return withOperation(context, view, operation, (signal) =>
    finishApply(
      operation,
      plan,
      { view, before: [...operation.warnings, ...stillToPlan(plan)], word: "apply" },
      signal,
    ),
  );
}

/** A saved plan is one stage; the others are planned when it is applied. */
function stillToPlan({ postponed }: Plan): readonly Diagnostic[] {
  if (postponed.length === 0) return [];
  const blocks = postponed.map((block) => `  - ${block}\n`).join("");
  return [
    warningDiagnostic(
      cliError("blocks-are-still-to-be-planned"),
      `The plan left these blocks for later, with all that refers to them:\n${blocks}\nRun "${COMMAND} apply" to plan and apply them.`,
    ),
  ];
}
