import { hasErrors } from "@tutti/hcl";
import type { CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { parseModern } from "../flags/command-flags.ts";
import { OPERATION_FLAGS, operationOptions } from "../flags/operation-flags.ts";
import { finishApply } from "../operation/finish-apply.ts";
import { type Operation, planOperation, prepareOperation } from "../operation/operation.ts";
import { createOperationReport, createOperationView } from "../views/operation-views.ts";
import type { Report } from "../views/report.ts";
import { hasChanges } from "./plan-changes.ts";

/** `apply`, or `destroy`, which is an apply of a plan that destroys. */
export async function runApply(context: CommandContext, word: "apply" | "destroy"): Promise<number> {
  const flags = parseModern(context, word, { ...OPERATION_FLAGS, "auto-approve": boolFlag() }, (shown) =>
    createOperationReport(context, shown),
  );
  if (typeof flags === "number") return flags;
  const values = word === "destroy" ? { ...flags.values, destroy: true } : flags.values;
  const report = createOperationReport(context, {
    noColor: values["no-color"],
    json: values.json,
    compactWarnings: values["compact-warnings"],
  });
  if (flags.rest.length > (word === "apply" ? 1 : 0))
    return report.usageError(
      "Too many command line arguments",
      word === "apply" ? "Expected at most one positional argument." : "Expected no positional arguments.",
      word,
    );
  const options = operationOptions(context, report, word, values, flags.uses);
  if (typeof options === "number") return options;
  const [planFile] = flags.rest;
  if (values.json && planFile === undefined && !values["auto-approve"])
    return report.usageError(
      "Plan file or auto-approve required",
      "Tutti cannot ask for interactive approval when -json is set. You can either apply a saved plan file, or enable the -auto-approve option.",
      word,
    );
  const view = createOperationView(context, report, values.json);
  if (planFile !== undefined) {
    const { applySavedPlan } = await import("../operation/saved-plan.ts");
    return applySavedPlan(context, report, view, options, planFile);
  }
  const operation = await prepareOperation(context, report, view, options, {
    name: "Apply",
    lockAs: "OperationTypeApply",
  });
  if (typeof operation === "number") return operation;
  try {
    return await planAndApply(operation, report, word, values["auto-approve"]);
  } finally {
    await operation.release();
  }
}

async function planAndApply(
  operation: Operation,
  report: Report,
  word: "apply" | "destroy",
  approved: boolean,
): Promise<number> {
  const { view } = operation;
  const { plan, diagnostics } = await planOperation(operation);
  const failed = plan === undefined || hasErrors(diagnostics);
  if (plan !== undefined) view.plan(plan);
  if (failed) {
    view.diagnostics(diagnostics);
    return 1;
  }
  const changes = hasChanges(plan);
  if (changes && !approved) {
    view.diagnostics(diagnostics);
    const answer = await approve(operation, report, word);
    if (answer !== undefined) return answer;
    return finishApply(operation, plan, [], word);
  }
  return finishApply(operation, plan, diagnostics, word);
}

/** Undefined where the answer was yes; else the exit status. */
async function approve(
  { context, options, signal }: Operation,
  report: Report,
  word: "apply" | "destroy",
): Promise<number | undefined> {
  const { title } = productName(context.product);
  const question =
    options.mode === "destroy"
      ? `Do you really want to destroy all resources?\n  ${title} will destroy all your managed infrastructure, as shown above.\n  There is no undo. Only 'yes' will be accepted to confirm.`
      : options.mode === "refresh-only"
        ? `Would you like to update the ${title} state to reflect these detected changes?\n  ${title} will write these changes to the state without modifying any real infrastructure.\n  There is no undo. Only 'yes' will be accepted to confirm.`
        : `Do you want to perform these actions?\n  ${title} will perform the actions described above.\n  Only 'yes' will be accepted to approve.`;
  context.stdout.write(`\n${question}\n\n  Enter a value: `);
  const answer = await Promise.race([context.stdin.readLine(), aborted(signal)]);
  if (signal.aborted) return report.error("error asking for approval: interrupted", "");
  if (answer === undefined) return report.error("error asking for approval: EOF", "");
  context.stdout.write("\n");
  if (answer.trim() === "yes") return undefined;
  context.stdout.write(`${word === "destroy" ? "Destroy" : "Apply"} cancelled.\n`);
  return 1;
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(undefined), { once: true }));
}
