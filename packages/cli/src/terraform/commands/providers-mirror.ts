import { importProviderMistakes } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors, PRODUCT } from "@tutti/hcl";
import { isInHouse, providerSources } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, moot } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { platformMistakes } from "../flags/platforms.ts";
import { legacyReport } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  "lock-file": moot(boolFlag(true), "no provider is fetched: they come with the program"),
  platform: listFlag(),
} as const;

/** Providers are part of the program, so there is nothing to copy into a mirror but the folder itself. */
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
  const sources = providerSources(loaded.config.root);
  const { title } = productName(context.product);
  for (const source of sources.filter(isInHouse))
    context.stdout.write(`- Skipping ${source} because it is built in to ${title} CLI\n`);
  const missing = sources.filter((source) => !isInHouse(source));
  if (missing.length > 0) return report.diagnostics([...loaded.diagnostics, ...missing.map(notMirrored)]);
  report.diagnostics(loaded.diagnostics);
  const { disk } = context.runtime;
  // Terraform makes the folder with the first provider that it puts there, and then looks at what is in it.
  if (context.product !== "terraform") await disk.makeDirectory(folder);
  else if ((await disk.stat(folder)) === undefined)
    return report.error(
      cliError("failed-to-update-indexes"),
      `Could not scan the output directory to get package metadata for the JSON indexes: cannot search ${folder}: lstat ${folder}: no such file or directory.`,
    );
  return 0;
}

function notMirrored(source: string): Diagnostic {
  return errorDiagnostic(
    cliError("providers-are-not-fetched"),
    `${PRODUCT} does not copy ${source} into a mirror yet.`,
  );
}
