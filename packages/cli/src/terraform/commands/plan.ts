import { hasErrors } from "@tutti/hcl";
import { planOperation, writePlanFile } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { parseModern } from "../flags/command-flags.ts";
import { operationCommand } from "../flags/operation-command.ts";
import { OPERATION_FLAGS, OWN_FLAGS, PLAN_VIEW_FLAGS } from "../flags/operation-flags.ts";
import { createOperationReport } from "../views/operation-views.ts";
import { refuseGeneratedConfig, writeGeneratedConfig } from "./generated-config.ts";
import { openOperation, operationRequest, withOperation } from "./operation-run.ts";

const FLAGS = {
  ...OPERATION_FLAGS,
  ...PLAN_VIEW_FLAGS,
  ...OWN_FLAGS,
  out: textFlag(),
  "detailed-exitcode": boolFlag(),
  "generate-config-out": textFlag(),
} as const;

/** Shows what applying would do, and changes nothing. */
export const command: Command = {
  summary: "Show changes required by the current configuration",
  flags: FLAGS,
  run,
};

async function run(called: CommandContext): Promise<number> {
  const flags = parseModern(called, "plan", FLAGS, (shown) => createOperationReport(called, shown));
  if (typeof flags === "number") return flags;
  const asked = await operationCommand(called, "plan", flags, {
    argumentsMax: 0,
    otherwise: "To specify a working directory for the plan, use the global -chdir flag.",
  });
  if (typeof asked === "number") return asked;
  const { context, report, view, options } = asked;
  const { values } = flags;
  const generateOut = values["generate-config-out"];
  const wrong = generateOut === "" ? undefined : await refuseGeneratedConfig(context, options, generateOut);
  if (wrong !== undefined) {
    view.start();
    return view.diagnostics([wrong]);
  }
  const request = {
    ...operationRequest(context, view, options, "plan"),
    generateConfig: generateOut !== "",
  };
  const operation = await openOperation(report, view, request);
  if (typeof operation === "number") return operation;
  return withOperation(context, view, operation, async (signal) => {
    const { plan, diagnostics, config } = await planOperation(operation, signal);
    const generated =
      plan === undefined || generateOut === ""
        ? { written: false, diagnostics: [] }
        : await writeGeneratedConfig(context, plan, generateOut);
    if (hasErrors(generated.diagnostics)) return view.diagnostics(generated.diagnostics);
    if (plan !== undefined) view.plan(plan);
    const status = view.diagnostics([...diagnostics, ...generated.diagnostics]);
    if (plan === undefined) return 1;
    const { hasChanges } = await import("@tutti/engine");
    const changes = hasChanges(plan);
    const out = values.out === "" ? undefined : values.out;
    // A failed plan is kept too, to be looked at; nothing applies it.
    if (out !== undefined) {
      const written = await writePlanFile({ ...operation, config }, plan, out);
      if (!written.ok) return view.diagnostics(written.diagnostics);
    }
    if (status !== 0) return 1;
    if (changes) view.nextStep(out, generated.written ? generateOut : undefined);
    return values["detailed-exitcode"] && changes ? 2 : 0;
  });
}
