import type { Command, CommandContext } from "../../command/command.ts";
import { textFlag } from "../../command/flags.ts";
import { parseLegacy, refuseWithUsage } from "../flags/command-flags.ts";
import { LOCK_FLAGS } from "../flags/state-flags.ts";
import { createWorkspace, refuseWorkspace, workspaceExists } from "./workspace-change.ts";

/** Makes a workspace and chooses it. */
export const command: Command = { summary: "Create a new workspace", run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "workspace new", { ...LOCK_FLAGS, state: textFlag() });
  if (typeof flags === "number") return flags;
  const [name] = flags.rest;
  if (name === undefined || flags.rest.length > 1)
    return refuseWithUsage(context, "workspace new", "Expected a single argument: NAME.\n");
  const refused = refuseWorkspace(context, name);
  if (refused !== undefined) return refused;
  const exists = await workspaceExists(context, name);
  if (exists === undefined) return 1;
  if (exists) {
    context.stderr.write(`Workspace "${name}" already exists\n`);
    return 1;
  }
  return createWorkspace(context, name, flags.values.state);
}
