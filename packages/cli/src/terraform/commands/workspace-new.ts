import { currentWorkspace } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { textFlag } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy, refuseWithHelp } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { LOCK_FLAGS } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { createWorkspace, refuseWorkspaceName, workspaceExists } from "./workspace-change.ts";

const FLAGS = { ...EARLY_FLAGS, ...LOCK_FLAGS, state: textFlag() } as const;

/** Makes a workspace and chooses it. */
export const command: Command = { summary: "Create a new workspace", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "workspace new", FLAGS);
  if (typeof flags === "number") return flags;
  const [name] = flags.rest;
  if (name === undefined || flags.rest.length > 1)
    return refuseWithHelp(context, "workspace new", cliError("workspace-name-expected"));
  const refused = refuseWorkspaceName(context, name);
  if (refused !== undefined) return refused;
  const current = await currentWorkspace(context.runtime);
  if (current.overridden && current.name !== name)
    return plainError(context, cliError("workspace-to-make-is-overridden"));
  const variables = variableArguments(flags.uses);
  const exists = await workspaceExists(context, name, variables);
  if (exists === undefined) return 1;
  if (exists) return plainError(context, cliError("workspace-to-make-exists", name));
  return createWorkspace(context, name, variables, {
    file: flags.values.state,
    lock: flags.values.lock,
    timeoutMs: flags.values["lock-timeout"],
  });
}
