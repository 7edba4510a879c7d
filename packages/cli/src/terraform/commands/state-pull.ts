import { Buffer } from "node:buffer";
import { encodeStatePieces } from "@tutti/state";
import type { Command, CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport } from "../views/report.ts";
import { openInitialised } from "./initialised-state.ts";
import { problemsText } from "./locked-state.ts";

const FLAGS = { ...EARLY_FLAGS } as const;

/** Prints the state as it is stored. */
export const command: Command = { summary: "Pull current state and output to stdout", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "state pull", FLAGS);
  if (typeof flags === "number") return flags;
  const handle = await openInitialised(
    context,
    legacyReport(context),
    "versions",
    variableArguments(flags.uses),
  );
  if (typeof handle === "number") return handle;
  const opened = await handle.read();
  if (!opened.ok)
    return plainError(context, cliError("failed-to-refresh-state", problemsText(context, opened.problems)));
  const { existed, recovered, state } = opened.value;
  // Terraform ends what it pulls with an empty line, and nothing with nothing.
  if (existed || recovered) {
    for (const piece of encodeStatePieces(state)) context.stdout.write(Buffer.from(piece).toString("utf8"));
    context.stdout.write("\n");
  }
  return 0;
}
