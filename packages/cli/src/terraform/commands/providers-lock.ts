import {
  configError,
  formatProviderSource,
  importProviderMistakes,
  parseProviderSource,
} from "@tutti/config";
import { COMMAND, type Diagnostic, errorDiagnostic, hasErrors, PRODUCT } from "@tutti/hcl";
import { isInHouse, providerSources } from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, textFlag, withoutEffect } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { platformMistakes } from "../flags/platforms.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { legacyReport } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  "enable-plugin-cache": withoutEffect(boolFlag(), "providers are not fetched for their hashes yet"),
  "fs-mirror": textFlag(),
  "net-mirror": textFlag(),
  platform: listFlag(),
  "test-directory": TEST_DIRECTORY,
} as const;

/** Providers are part of the program, so the lock file needs no hashes of any. */
export const command: Command = {
  summary: "Write out dependency locks for the configured providers",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = await parseLegacy(context, "providers lock", FLAGS);
  if (typeof flags === "number") return flags;
  const { values, rest } = flags;
  const report = legacyReport(context);
  if (values["fs-mirror"] !== "" && values["net-mirror"] !== "")
    return report.error(
      cliError("invalid-installation-method-options"),
      "The -fs-mirror and -net-mirror command line options are mutually-exclusive.",
    );
  const wrong = platformMistakes(values.platform);
  if (wrong.length > 0) return report.diagnostics(wrong);
  const loaded = await loadConfiguration(context, report, {
    variables: variableArguments(flags.uses),
    tests: true,
    testDirectory: values["test-directory"],
  });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return report.diagnostics(loaded.diagnostics);
  const unclear = importProviderMistakes(loaded.config.root);
  if (unclear.length > 0) return report.diagnostics([...loaded.diagnostics, ...unclear]);
  const required = providerSources(loaded.config.root);
  const mistakes = [
    ...rest.flatMap((text) => argumentMistake(text, required)),
    ...required.filter((source) => !isInHouse(source)).map(notLocked),
  ];
  if (mistakes.length > 0) return report.diagnostics([...loaded.diagnostics, ...mistakes]);
  report.diagnostics(loaded.diagnostics);
  const { title } = productName(context.product);
  context.stdout.write(`\nSuccess! ${title} has validated the lock file and found no need for changes.\n`);
  return 0;
}

/** `init` knows the hashes of this platform, and where a registry has signed them those of all. */
function notLocked(source: string): Diagnostic {
  return errorDiagnostic(
    cliError("providers-are-not-fetched"),
    `${PRODUCT} does not fetch ${source} to lock it for other platforms yet; "${COMMAND} init" locks it for this one.`,
  );
}

function argumentMistake(text: string, required: readonly string[]): readonly Diagnostic[] {
  const parsed = parseProviderSource(text);
  if (!parsed.ok)
    return [
      errorDiagnostic(
        configError("invalid-provider-source-string"),
        'The "source" attribute must be in the format "[hostname/][namespace/]name"',
      ),
    ];
  const source = formatProviderSource(parsed.source);
  if (required.includes(source) || isInHouse(source)) return [];
  return [
    errorDiagnostic(
      cliError("invalid-provider-argument"),
      `The provider ${source} is not required by the current configuration.`,
    ),
  ];
}
