import { currentWorkspace } from "@tutti/operation";
import type { Command } from "../../command/command.ts";

/** Prints the chosen workspace. */
export const command: Command = {
  summary: "Show the name of the current workspace",
  async run(context) {
    context.stdout.write(`${(await currentWorkspace(context.runtime)).name}\n`);
    return 0;
  },
};
