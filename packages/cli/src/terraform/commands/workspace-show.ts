import { currentWorkspace } from "@tutti/operation";
import type { Command } from "../../command/command.ts";
import { parseLegacy } from "../flags/command-flags.ts";

const FLAGS = {} as const;

/** Prints the chosen workspace. */
export const command: Command = {
  summary: "Show the name of the current workspace",
  flags: FLAGS,
  async run(context) {
    const flags = await parseLegacy(context, "workspace show", FLAGS);
    if (typeof flags === "number") return flags;
    context.stdout.write(`${(await currentWorkspace(context.runtime)).name}\n`);
    return 0;
  },
};
