import type { PlanMode } from "@tutti/engine";
import { hasErrors } from "@tutti/hcl";
import { hasChanges, type OperationRequest, openSavedPlan, planOperation } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseModern } from "../flags/command-flags.ts";
import { operationCommand } from "../flags/operation-command.ts";
import { OPERATION_FLAGS, PLAN_VIEW_FLAGS } from "../flags/operation-flags.ts";
import type { OperationView } from "../views/operation-view.ts";
import { createOperationReport } from "../views/operation-views.ts";
import type { Report } from "../views/report.ts";
import { finishApply } from "./finish-apply.ts";
import { openOperation, operationRequest, withOperation } from "./operation-run.ts";

/** Every flag it takes. */
export const FLAGS = { ...OPERATION_FLAGS, ...PLAN_VIEW_FLAGS, "auto-approve": boolFlag() } as const;

/** `apply`, or `destroy`, which is an apply of a plan that destroys. */
export async function runApply(called: CommandContext, word: "apply" | "destroy"): Promise<number> {
  const flags = parseModern(called, word, FLAGS, (shown) => createOperationReport(called, shown));
  if (typeof flags === "number") return flags;
  const asked = operationCommand(
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
  const request = operationRequest(context, view, options, "apply");
  if (planFile !== undefined) return applySavedPlan(context, report, view, request, planFile);
  const operation = await openOperation(report, view, request);
  if (typeof operation === "number") return operation;
  return withOperation(context, view, operation, async (signal) => {
    const { plan, diagnostics } = await planOperation(operation, signal);
    if (plan !== undefined) view.plan(plan);
    if (plan === undefined || hasErrors(diagnostics)) {
      view.diagnostics(diagnostics);
      return 1;
    }
    if (!hasChanges(plan) || values["auto-approve"])
      return finishApply(operation, plan, { view, before: diagnostics, word }, signal);
    view.diagnostics(diagnostics);
    const answer = await approve(context, report, { word, mode: options.mode, signal });
    return answer ?? finishApply(operation, plan, { view, before: [], word }, signal);
  });
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
  const { outcome, sources } = await openSavedPlan(request, path);
  report.sources = sources;
  if (!outcome.ok) return view.diagnostics(outcome.diagnostics);
  const { operation, plan } = outcome.value;
  view.savedPlan(plan);
  return withOperation(context, view, operation, (signal) =>
    finishApply(operation, plan, { view, before: [], word: "apply" }, signal),
  );
}

/** Undefined where the answer was yes; else the exit status. */
async function approve(
  context: CommandContext,
  report: Report,
  asked: { readonly word: "apply" | "destroy"; readonly mode: PlanMode; readonly signal: AbortSignal },
): Promise<number | undefined> {
  const { word, mode, signal } = asked;
  const { title } = productName(context.product);
  const question =
    mode === "destroy"
      ? `Do you really want to destroy all resources?\n  ${title} will destroy all your managed infrastructure, as shown above.\n  There is no undo. Only 'yes' will be accepted to confirm.`
      : mode === "refresh-only"
        ? `Would you like to update the ${title} state to reflect these detected changes?\n  ${title} will write these changes to the state without modifying any real infrastructure.\n  There is no undo. Only 'yes' will be accepted to confirm.`
        : `Do you want to perform these actions?\n  ${title} will perform the actions described above.\n  Only 'yes' will be accepted to approve.`;
  context.stdout.write(`\n${question}\n\n  Enter a value: `);
  const answer = await Promise.race([context.stdin.readLine(), aborted(signal)]);
  if (signal.aborted) return report.error(cliError("approval-interrupted"), "");
  if (answer === undefined) return report.error(cliError("approval-without-an-answer"), "");
  context.stdout.write("\n");
  if (answer.trim() === "yes") return undefined;
  context.stdout.write(`${word === "destroy" ? "Destroy" : "Apply"} cancelled.\n`);
  return 1;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
}
