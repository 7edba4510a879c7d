import { importProviderMistakes } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import { mirrorPlugins } from "@tutti/operation";
import { createStop } from "@tutti/runtime";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { platformMistakes } from "../flags/platforms.ts";
import { hostSettings } from "../settings/host-settings.ts";
import { mirrorStepText } from "../views/provider-steps.ts";
import { legacyReport } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  "lock-file": boolFlag(true),
  platform: listFlag(),
} as const;

/** What comes with the program is passed over: there is nothing to copy. */
export const command: Command = {
  summary: "Save local copies of all required provider plugins",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "providers mirror", FLAGS);
  if (typeof flags === "number") return flags;
  const report = legacyReport(context);
  const [folder] = flags.rest;
  if (folder === undefined || flags.rest.length > 1)
    return report.error(
      cliError("no-output-directory-specified"),
      "The providers mirror command requires an output directory as a command-line argument.",
    );
  const wrong = platformMistakes(flags.values.platform);
  if (wrong.length > 0) return report.diagnostics(wrong);
  const loaded = await loadConfiguration(context, report, { variables: variableArguments(flags.uses) });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return report.diagnostics(loaded.diagnostics);
  const unclear = importProviderMistakes(loaded.config.root);
  if (unclear.length > 0) return report.diagnostics([...loaded.diagnostics, ...unclear]);
  const { runtime, product, stdout } = context;
  const { title } = productName(product);
  // Terraform makes the folder with the first provider that it puts there, and then looks at what is in it.
  if (product !== "terraform") await runtime.disk.makeDirectory(folder);
  const stop = createStop();
  const deaf = runtime.processes.onSignal("SIGINT", () => stop.abort());
  const found = await mirrorPlugins({
    runtime,
    config: loaded.config,
    platforms: flags.values.platform,
    folder,
    useLocks: flags.values["lock-file"],
    settings: await hostSettings(runtime),
    signal: stop.signal,
    onStep: (step) => stdout.write(mirrorStepText(step)),
    onBuiltIn: (source) => stdout.write(`- Skipping ${source} because it is built in to ${title} CLI\n`),
  }).finally(deaf);
  return report.diagnostics([...loaded.diagnostics, ...found]);
}
