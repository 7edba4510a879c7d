import type { Command } from "../command.ts";
import { currentWorkspace } from "../workspace.ts";

/** Prints the chosen workspace. */
export const command: Command = {
  summary: "Show the name of the current workspace",
  async run(context) {
    context.stdout.write(`${(await currentWorkspace(context.runtime)).name}\n`);
    return 0;
  },
};
