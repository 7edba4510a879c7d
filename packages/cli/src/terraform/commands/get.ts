import { formatManifest } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import { dataDirectory } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag } from "../../command/flags.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { Report } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { newModules } from "./new-modules.ts";

const FLAGS = {
  update: boolFlag(),
  "no-color": boolFlag(),
  "test-directory": TEST_DIRECTORY,
} as const;

/** Resolves the modules that the configuration calls. */
export const command: Command = { summary: "Install or upgrade remote Tutti modules", flags: FLAGS, run };

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "get", FLAGS);
  if (typeof flags === "number") return flags;
  const { update, "no-color": noColor, "test-directory": testDirectory } = flags.values;
  const report = new Report(context, { noColor });
  const loaded = await loadConfiguration(context, report, { install: true, tests: true, testDirectory });
  const { disk } = context.runtime;
  const directory = `${dataDirectory(context.runtime)}/modules`;
  if (loaded.installed.length > 1) {
    for (const line of await newModules(context, loaded.installed, update))
      context.stdout.write(`- ${line}\n`);
    await disk.makeDirectory(directory);
    await disk.writeFile(`${directory}/modules.json`, formatManifest(loaded.installed));
  }
  return hasErrors(loaded.diagnostics) ? report.diagnostics(loaded.diagnostics) : 0;
}
