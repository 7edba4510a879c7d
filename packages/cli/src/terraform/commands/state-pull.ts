import { encodeState, formatProblems } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { accessState } from "../operation/state-access.ts";

/** Prints the state as it is stored. */
export const command: Command = { summary: "Pull current state and output to stdout", run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state pull", {});
  if (typeof flags === "number") return flags;
  const access = await accessState(context);
  const opened = await access.store.read();
  if (!opened.ok) {
    context.stderr.write(`Failed to refresh state: ${formatProblems(opened.problems)}\n`);
    return 1;
  }
  const { existed, recovered, state } = opened.value;
  context.stdout.write(existed || recovered ? encodeState(state) : "\n");
  return 0;
}
