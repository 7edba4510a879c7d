import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { plainError } from "../views/plain-error.ts";
import { legacyReport } from "../views/report.ts";
import { installCalledModules } from "./install-called-modules.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  update: boolFlag(),
  "test-directory": TEST_DIRECTORY,
} as const;

/** Resolves the modules that the configuration calls. */
export const command: Command = { summary: "Install or upgrade remote Tutti modules", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "get", FLAGS);
  if (typeof flags === "number") return flags;
  if (flags.rest.length > 0) return plainError(context, cliError("folder-given-as-argument"));
  const { update, "test-directory": testDirectory } = flags.values;
  const report = legacyReport(context);
  const loaded = await installCalledModules(context, report, {
    upgrade: update,
    testDirectory,
    variables: variableArguments(flags.uses),
    onDownload: (text) => context.stdout.write(`Downloading ${text}...\n`),
    onInstalled: (text) => context.stdout.write(`- ${text}\n`),
  });
  return report.diagnostics(loaded.diagnostics);
}
