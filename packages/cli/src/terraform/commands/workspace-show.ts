import { currentWorkspace, workspaceMistakes } from "@tutti/operation";
import type { Command } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { plainError } from "../views/plain-error.ts";

const FLAGS = {} as const;

/** Prints the chosen workspace. */
export const command: Command = {
  summary: "Show the name of the current workspace",
  flags: FLAGS,
  async run(context) {
    const flags = await parseLegacy(context, "workspace show", FLAGS);
    if (typeof flags === "number") return flags;
    const [mistake] = await workspaceMistakes(context.runtime);
    if (mistake !== undefined) return plainError(context, cliError("workspace-not-chosen", mistake.summary));
    context.stdout.write(`${(await currentWorkspace(context.runtime)).name}\n`);
    return 0;
  },
};
