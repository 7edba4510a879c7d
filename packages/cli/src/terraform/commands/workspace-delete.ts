import { formatInstance } from "@tutti/addresses";
import type { VariableArgument } from "@tutti/config";
import { currentWorkspace, instancesOf } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithHelp } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport, type Report } from "../views/report.ts";
import { openGivenBackend, openGivenState } from "./initialised-state.ts";
import { withLockedState } from "./locked-state.ts";
import { workspaceExists } from "./workspace-change.ts";

const FLAGS = { ...EARLY_FLAGS, ...LOCK_FLAGS, force: boolFlag() } as const;

/** Deletes a workspace that is not the chosen one. */
export const command: Command = { summary: "Delete a workspace", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "workspace delete", FLAGS);
  if (typeof flags === "number") return flags;
  const [name] = flags.rest;
  if (name === undefined || flags.rest.length > 1)
    return refuseWithHelp(context, "workspace delete", cliError("workspace-name-expected"));
  const variables = variableArguments(flags.uses);
  const exists = await workspaceExists(context, name, variables);
  if (exists === undefined) return 1;
  if (!exists) return plainError(context, cliError("workspace-to-delete-not-found", name));
  if ((await currentWorkspace(context.runtime)).name === name)
    return plainError(context, cliError("workspace-to-delete-is-chosen", name));
  if (name === "default") return plainError(context, cliError("default-workspace-stays"));
  return deleteWorkspace(context, name, variables, flags.values);
}

async function deleteWorkspace(
  context: CommandContext,
  name: string,
  variables: readonly VariableArgument[],
  flags: { readonly lock: boolean; readonly "lock-timeout": number; readonly force: boolean },
): Promise<number> {
  const report = legacyReport(context);
  const handle = await openGivenState(context, variables, {}, name);
  const options = { lock: flags.lock, timeoutMs: flags["lock-timeout"], operation: "workspace-delete" };
  const tracked: string[] = [];
  const status = await withLockedState(context, report, handle, options, async (opened) => {
    for (const { address } of instancesOf(opened.state)) tracked.push(`  - ${formatInstance(address)}`);
    return tracked.length > 0 && !flags.force ? notEmpty(context, report, name, tracked) : 0;
  });
  if (status !== 0) return status;
  const deleted = await (await openGivenBackend(context, variables)).deleteWorkspace(name);
  if (!deleted.ok) return report.problems(deleted.problems);
  const { title } = productName(context.product);
  context.stdout.write(`Deleted workspace "${name}"!\n`);
  if (tracked.length > 0)
    context.stdout.write(
      `WARNING: "${name}" was non-empty.\nThe resources managed by the deleted workspace may still exist,\nbut are no longer manageable by ${title} since the state has\nbeen deleted.\n\n`,
    );
  return 0;
}

function notEmpty(context: CommandContext, report: Report, name: string, tracked: readonly string[]): number {
  const { title } = productName(context.product);
  return report.error(
    cliError("workspace-is-not-empty"),
    `Workspace "${name}" is currently tracking the following resource instances:\n${tracked.join("\n")}\n\nDeleting this workspace would cause ${title} to lose track of any associated remote objects, which would then require you to delete them manually outside of ${title}. You should destroy these objects with ${title} before deleting the workspace.\n\nIf you want to delete this workspace anyway, and have ${title} forget about these managed objects, use the -force option to disable this safety check.`,
  );
}
