import { currentWorkspace } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport } from "../views/report.ts";
import { openInitialisedBackend } from "./initialised-state.ts";

const FLAGS = { ...EARLY_FLAGS } as const;

/** Lists the workspaces; a star stands before the chosen one. */
export const command: Command = { summary: "List Workspaces", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "workspace list", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length > 0) return plainError(context, cliError("folder-given-as-argument"));
  const current = await currentWorkspace(context.runtime);
  const report = legacyReport(context);
  const backend = await openInitialisedBackend(context, report, variableArguments(flags.uses));
  if (typeof backend === "number") return backend;
  const names = await backend.workspaces();
  if (!names.ok) return report.problems(names.problems);
  for (const name of names.value) context.stdout.write(`${name === current.name ? "* " : "  "}${name}\n`);
  context.stdout.write("\n");
  if (current.overridden)
    context.stdout.write(
      "\n\nThe active workspace is being overridden using the TF_WORKSPACE environment\nvariable.\n\n",
    );
  return 0;
}
