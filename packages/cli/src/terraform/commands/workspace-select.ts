import { currentWorkspace, selectWorkspace } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithHelp } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { createWorkspace, refuseWorkspaceName, workspaceExists } from "./workspace-change.ts";

const FLAGS = { ...EARLY_FLAGS, "or-create": boolFlag() } as const;

/** Chooses a workspace. */
export const command: Command = { summary: "Select a workspace", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "workspace select", FLAGS);
  if (typeof flags === "number") return flags;
  const [name] = flags.rest;
  if (name === undefined || flags.rest.length > 1)
    return refuseWithHelp(context, "workspace select", cliError("workspace-name-expected"));
  const current = await currentWorkspace(context.runtime);
  if (current.overridden) return plainError(context, cliError("workspace-is-overridden"));
  // None is called "": to be made it must have a name.
  const refused = name === "" && !flags.values["or-create"] ? undefined : refuseWorkspaceName(context, name);
  if (refused !== undefined) return refused;
  const variables = variableArguments(flags.uses);
  const exists = await workspaceExists(context, name, variables);
  if (exists === undefined) return 1;
  if (current.name === name) return 0;
  if (!exists) {
    if (flags.values["or-create"]) return createWorkspace(context, name, variables);
    return plainError(context, cliError("workspace-to-select-not-found", name));
  }
  await selectWorkspace(context.runtime, name);
  context.stdout.write(`Switched to workspace "${name}".\n`);
  return 0;
}
