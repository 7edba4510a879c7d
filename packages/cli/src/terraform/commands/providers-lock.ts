import {
  configError,
  formatProviderSource,
  importProviderMistakes,
  parseProviderSource,
} from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { isInHouse, type LockPlugins, lockPlugins, providerSources } from "@tutti/operation";
import { createStop } from "@tutti/runtime";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, textFlag, withoutEffect } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseLegacy } from "../flags/command-flags.ts";
import { EARLY_FLAGS, variableArguments } from "../flags/early-flags.ts";
import { platformMistakes } from "../flags/platforms.ts";
import { TEST_DIRECTORY } from "../flags/state-flags.ts";
import { hostSettings } from "../settings/host-settings.ts";
import { lockStepText } from "../views/provider-steps.ts";
import { legacyReport } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";

const FLAGS = {
  ...EARLY_FLAGS,
  "enable-plugin-cache": withoutEffect(boolFlag(), "each package is looked at as its maker published it"),
  "fs-mirror": textFlag(),
  "net-mirror": textFlag(),
  platform: listFlag(),
  "test-directory": TEST_DIRECTORY,
} as const;

/** Providers that come with the program need no hashes. */
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
  if (values["net-mirror"] !== "" && !isMirrorUrl(values["net-mirror"]))
    return report.error(
      cliError("invalid-network-mirror-url"),
      "The -net-mirror option requires a valid https: URL as the mirror base URL.",
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
  const { config } = loaded;
  const unclear = importProviderMistakes(config.root);
  if (unclear.length > 0) return report.diagnostics([...loaded.diagnostics, ...unclear]);
  const required = providerSources(config.root);
  const mistakes = rest.flatMap((text) => argumentMistake(text, required));
  if (mistakes.length > 0) return report.diagnostics([...loaded.diagnostics, ...mistakes]);
  const { runtime, product, stdout } = context;
  const stop = createStop();
  const deaf = runtime.processes.onSignal("SIGINT", () => stop.abort());
  const done = await lockPlugins({
    runtime,
    config,
    platforms: values.platform,
    sources: rest.flatMap((text) => sourceOf(text) ?? []),
    place: placeOf(values["fs-mirror"], values["net-mirror"]),
    settings: await hostSettings(runtime),
    signal: stop.signal,
    onStep: (step) => stdout.write(lockStepText(step)),
  }).finally(deaf);
  if (hasErrors(done.diagnostics)) return report.diagnostics([...loaded.diagnostics, ...done.diagnostics]);
  report.diagnostics(loaded.diagnostics);
  const { title } = productName(product);
  stdout.write(
    done.changed
      ? `\nSuccess! ${title} has updated the lock file.\n\nReview the changes in .terraform.lock.hcl and then commit to your\nversion control system to retain the new checksums.\n\n`
      : `\nSuccess! ${title} has validated the lock file and found no need for changes.\n`,
  );
  return 0;
}

/** Where packages come from: from where their makers put them, unless a mirror is named. */
function placeOf(folder: string, url: string): LockPlugins["place"] {
  if (folder !== "") return { kind: "filesystem", path: folder };
  return url === "" ? { kind: "direct" } : { kind: "network", url };
}

function isMirrorUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:" && new URL(text).host !== "";
}

function sourceOf(text: string): string | undefined {
  const parsed = parseProviderSource(text);
  return parsed.ok ? formatProviderSource(parsed.source) : undefined;
}

function argumentMistake(text: string, required: readonly string[]): readonly Diagnostic[] {
  const source = sourceOf(text);
  if (source === undefined)
    return [
      errorDiagnostic(
        configError("invalid-provider-source-string"),
        'The "source" attribute must be in the format "[hostname/][namespace/]name"',
      ),
    ];
  if (required.includes(source) || isInHouse(source)) return [];
  return [
    errorDiagnostic(
      cliError("invalid-provider-argument"),
      `The provider ${source} is not required by the current configuration.`,
    ),
  ];
}
