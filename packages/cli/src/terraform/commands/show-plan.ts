import { planToJson } from "@tutti/engine";
import { decodeSavedPlan, TERRAFORM_VERSION } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { HumanView } from "../views/human-view.ts";
import type { Report } from "../views/report.ts";
import { writeJson } from "./write-json.ts";

/** Shows a saved plan. */
export async function showPlan(
  context: CommandContext,
  report: Report,
  bytes: Uint8Array,
  path: string,
  { json, reasons }: { readonly json: boolean; readonly reasons: boolean },
): Promise<number> {
  const saved = await decodeSavedPlan(bytes);
  if (typeof saved === "string")
    return report.error(
      cliError("failed-to-read-the-given-file-as-a-state-or-plan-file"),
      `The plan in ${path} cannot be read: ${saved}.`,
    );
  if (json) {
    const tree = planToJson(saved.file.plan, saved.config, TERRAFORM_VERSION);
    await writeJson(context, tree);
    return 0;
  }
  new HumanView(context, report, { full: true, reasons }).plan(saved.file.plan);
  return 0;
}
