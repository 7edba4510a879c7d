import type { Plan } from "@tutti/engine";
import type { Diagnostic } from "@tutti/hcl";
import type { CommandContext } from "./command.ts";
import type { Operation } from "./operation.ts";
import type { OperationOptions } from "./operation-flags.ts";
import type { OperationView } from "./operation-view.ts";
import type { Report } from "./report.ts";

/** Writes the plan so that `show` and `apply` need nothing else; what went wrong, if something did. */
export async function savePlan(
  _operation: Operation,
  _plan: Plan,
  path: string,
): Promise<Diagnostic | undefined> {
  return {
    severity: "error",
    summary: "Failed to save plan",
    detail: `Plans cannot be saved yet (${path}).`,
  };
}

export async function applySavedPlan(
  _context: CommandContext,
  _report: Report,
  view: OperationView,
  _options: OperationOptions,
  path: string,
): Promise<number> {
  return view.diagnostics([
    {
      severity: "error",
      summary: `Failed to load "${path}" as a plan file`,
      detail: "Saved plans cannot be applied yet.",
    },
  ]);
}
