import type { Command, CommandContext } from "../command.ts";
import { parseLegacy } from "../command-flags.ts";
import { currentWorkspace, listWorkspaces, localBackend, readSavedBackend } from "../workspace.ts";

/** Lists the workspaces; a star stands before the chosen one. */
export const command: Command = { summary: "List Workspaces", run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "workspace list", {});
  if (typeof flags === "number") return flags;
  const current = await currentWorkspace(context.runtime);
  const names = await listWorkspaces(context.runtime, localBackend(await readSavedBackend(context.runtime)));
  for (const name of names) context.stdout.write(`${name === current.name ? "* " : "  "}${name}\n`);
  context.stdout.write("\n");
  if (current.overridden)
    context.stdout.write(
      `\nThe active workspace is being overridden using the TF_WORKSPACE environment variable.\n`,
    );
  return 0;
}
