import { formatManifest, type LoadResult, type ManifestEntry } from "@tutti/config";
import { hasErrors } from "@tutti/hcl";
import {
  type BackendStep,
  configureBackend,
  dataDirectory,
  isEmptyConfig,
  isInHouse,
  missingProvider,
  providerSources,
} from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { boolFlag, durationFlag, listFlag, textFlag } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { parseModern } from "../flags/command-flags.ts";
import { Report } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";

/** Prepares a working directory: backend, local modules, providers. */
export const command: Command = { summary: "Prepare your working directory for other commands", run };

const FLAGS = {
  backend: boolFlag(true),
  cloud: boolFlag(true),
  "backend-config": listFlag(),
  "force-copy": boolFlag(),
  "from-module": textFlag(),
  get: boolFlag(true),
  input: boolFlag(true),
  json: boolFlag(),
  lock: boolFlag(true),
  "lock-timeout": durationFlag(),
  "no-color": boolFlag(),
  "plugin-dir": listFlag(),
  reconfigure: boolFlag(),
  "migrate-state": boolFlag(),
  upgrade: boolFlag(),
  lockfile: textFlag(),
  "ignore-remote-version": boolFlag(),
  "test-directory": textFlag("tests"),
  var: listFlag(),
  "var-file": listFlag(),
} as const;

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "init", FLAGS);
  if (typeof flags === "number") return flags;
  const { values } = flags;
  const report = new Report(context, { noColor: values["no-color"] });
  const { title } = productName(context.product);
  const write = (text: string): void => {
    if (!values.json) context.stdout.write(text);
  };
  if (flags.rest.length > 0)
    return report.usageError(
      "Too many command line arguments",
      "The init command expects no arguments. To initialize another directory, use the global -chdir flag.",
      "init",
    );
  if (values["migrate-state"] && values.reconfigure)
    return report.error(
      "Invalid init options",
      "The -migrate-state and -reconfigure options are mutually-exclusive.",
    );
  if (values["from-module"] !== "") return refuseFromModule(context, report);
  const loaded = await loadConfiguration(context, report, { install: true, tests: true });
  if (loaded.config === undefined) return report.diagnostics(loaded.diagnostics);
  if (isEmptyConfig(loaded.config) && !hasErrors(loaded.diagnostics)) {
    write(
      `${title} initialized in an empty directory!\n\nThe directory has no ${title} configuration files. You may begin working\nwith ${title} immediately by creating ${title} configuration files.\n`,
    );
    return 0;
  }
  if (values.backend) write("Initializing the backend...\n");
  if (hasErrors(loaded.diagnostics)) {
    // What was found is kept, so that `validate` after it tells the mistake itself.
    if (loaded.installed.length > 1) await writeManifest(context, loaded.installed);
    return refuseConfig(context, report, loaded, write);
  }
  if (values.backend) {
    const sources = new Map(report.sources);
    const configured = await configureBackend({
      runtime: context.runtime,
      module: loaded.config.root.module,
      arguments: values["backend-config"],
      reconfigure: values.reconfigure,
      migrateState: values["migrate-state"],
      forceCopy: values["force-copy"],
      onStep: (step) => context.stdout.write(backendStepText(step, title)),
      sources,
    });
    report.sources = sources;
    if (!configured.ok) return report.diagnostics(configured.diagnostics);
  }
  await installModules(context, loaded.installed, write);
  const sources = providerSources(loaded.config.root);
  write("Initializing provider plugins...\n");
  const missing = sources.filter((source) => !isInHouse(source));
  for (const source of sources) if (isInHouse(source)) write(`- ${source} is built in to ${title}\n`);
  if (missing.length > 0) return report.diagnostics(missing.map(missingProvider));
  write(SUCCESS.replaceAll("Tutti", title).replaceAll('"tutti', `"${productName(context.product).command}`));
  return report.diagnostics(loaded.diagnostics);
}

const SUCCESS = `
Tutti has been successfully initialized!

You may now begin working with Tutti. Try running "tutti plan" to see
any changes that are required for your infrastructure. All Tutti commands
should now work.

If you ever set or change modules or backend configuration for Tutti,
rerun this command to reinitialize your working directory. If you forget, other
commands will detect it and remind you to do so if necessary.
`;

function backendStepText({ kind, type }: BackendStep, title: string): string {
  switch (kind) {
    case "changing":
      return `Backend configuration changed!\n\n${title} has detected that the configuration specified for the backend\nhas changed. ${title} will now check for existing state in the backends.\n\n\n`;
    case "configured":
      return `\nSuccessfully configured the backend "${type}"! ${title} will automatically\nuse this backend unless the backend configuration changes.\n`;
    case "unsetting":
      return `${title} has detected you're unconfiguring your previously set "${type}" backend.\n\n\n`;
    case "unset":
      return `Successfully unset the backend "${type}". ${title} will now operate locally.\n`;
  }
}

async function refuseFromModule(context: CommandContext, report: Report): Promise<number> {
  const entries = await context.runtime.disk.list(".");
  if (entries.some(({ name }) => !name.startsWith(".")))
    return report.error(
      "The working directory already contains files. The -from-module option requires an empty directory into which a copy of the referenced module will be placed.",
      "To initialize the configuration already in this working directory, omit the -from-module option.",
    );
  return report.error(
    "Module sources are not copied yet",
    "The -from-module option is not supported yet. Copy the module's files into this directory and run init without it.",
  );
}

function refuseConfig(
  context: CommandContext,
  report: Report,
  loaded: LoadResult,
  write: (text: string) => void,
): number {
  const { title } = productName(context.product);
  const syntax =
    loaded.installed.length <= 1 && !loaded.diagnostics.some(({ summary }) => ABOUT_MODULES.has(summary));
  if (syntax && !loaded.diagnostics.some(({ summary }) => summary.includes("Core version")))
    report.error(
      `${title} encountered problems during initialisation, including problems with the configuration, described below.`,
      `The ${title} configuration must be valid before initialization so that ${title} can determine which modules and providers need to be installed.\n`,
    );
  if (!syntax) {
    write("Initializing modules...\n");
    for (const { key, directory } of loaded.installed) if (key !== "") write(`- ${key} in ${directory}\n`);
  }
  return report.diagnostics(loaded.diagnostics);
}

const ABOUT_MODULES: ReadonlySet<string> = new Set([
  "Unreadable module directory",
  "Unsupported module source",
]);

async function installModules(
  context: CommandContext,
  installed: readonly ManifestEntry[],
  write: (text: string) => void,
): Promise<void> {
  const { disk } = context.runtime;
  const path = `${dataDirectory(context.runtime)}/modules/modules.json`;
  if (installed.length <= 1) {
    if ((await disk.stat(path)) !== undefined) await disk.writeFile(path, formatManifest(installed));
    return;
  }
  write("Initializing modules...\n");
  for (const { key, directory: place } of installed) if (key !== "") write(`- ${key} in ${place}\n`);
  await writeManifest(context, installed);
}

async function writeManifest(context: CommandContext, installed: readonly ManifestEntry[]): Promise<void> {
  const { disk } = context.runtime;
  const directory = `${dataDirectory(context.runtime)}/modules`;
  await disk.makeDirectory(directory);
  await disk.writeFile(`${directory}/modules.json`, formatManifest(installed));
}
