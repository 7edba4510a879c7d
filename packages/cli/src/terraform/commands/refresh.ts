import { warningDiagnostic } from "@tutti/hcl";
import { planOperation, saveRefreshed } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { parseModern } from "../flags/command-flags.ts";
import { operationCommand } from "../flags/operation-command.ts";
import { OPERATION_FLAGS } from "../flags/operation-flags.ts";
import { createOperationReport } from "../views/operation-views.ts";
import { openOperation, operationRequest, withOperation } from "./operation-run.ts";

/** Brings the state up to what is really there, and changes nothing else. */
export const command: Command = {
  summary: "Update the state to match remote systems",
  flags: OPERATION_FLAGS,
  run,
};

const NOTHING_TO_REFRESH = warningDiagnostic(
  cliError("empty-or-non-existent-state"),
  "There are currently no remote objects tracked in the state, so there is nothing to refresh.",
);

async function run(called: CommandContext): Promise<number> {
  const flags = parseModern(called, "refresh", OPERATION_FLAGS, (shown) =>
    createOperationReport(called, shown),
  );
  if (typeof flags === "number") return flags;
  const asked = await operationCommand(called, "refresh", flags, {
    argumentsMax: 0,
    mode: "refresh-only",
  });
  if (typeof asked === "number") return asked;
  const { context, report, view, options } = asked;
  const request = { ...operationRequest(context, view, options, "refresh"), mode: "normal" } as const;
  const operation = await openOperation(report, view, request);
  if (typeof operation === "number") return operation;
  return withOperation(context, view, operation, async (signal) => {
    const empty = operation.opened.state.resources.size === 0 ? [NOTHING_TO_REFRESH] : [];
    const { plan, diagnostics } = await planOperation(operation, signal);
    if (plan === undefined || plan.errored) {
      view.diagnostics([...empty, ...diagnostics]);
      return 1;
    }
    const kept = await saveRefreshed(operation, plan);
    const status = view.diagnostics([...empty, ...diagnostics, ...kept.diagnostics]);
    if (status === 0 && kept.state !== undefined) view.outputs(kept.state);
    return status;
  });
}
