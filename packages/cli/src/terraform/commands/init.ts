import { type Config, formatManifest, type LoadResult, type ManifestEntry } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors, PRODUCT } from "@tutti/hcl";
import {
  configureBackend,
  dataDirectory,
  isEmptyConfig,
  isInHouse,
  manifestPath,
  missingProvider,
  providerSources,
} from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, listFlag, moot, textFlag, withoutEffect } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { refuseMoreThan } from "../flags/arguments.ts";
import { parseModern } from "../flags/command-flags.ts";
import { REMOTE_VERSION, TEST_DIRECTORY } from "../flags/state-flags.ts";
import { createInitView, type InitView } from "../views/init-view.ts";
import { Report } from "../views/report.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { newModules } from "./new-modules.ts";

const FLAGS = {
  backend: boolFlag(true),
  cloud: boolFlag(true),
  "backend-config": listFlag(),
  "force-copy": boolFlag(),
  "from-module": textFlag(),
  get: boolFlag(true),
  input: moot(boolFlag(true), "nothing is asked for"),
  json: boolFlag(),
  lock: boolFlag(true),
  "lock-timeout": durationFlag(),
  "no-color": boolFlag(),
  "plugin-dir": withoutEffect(
    listFlag(),
    "the providers come with the program, and plugins are not looked for anywhere",
  ),
  reconfigure: boolFlag(),
  "migrate-state": boolFlag(),
  upgrade: boolFlag(),
  lockfile: moot(textFlag(), "no lock file is written: the providers come with the program"),
  "ignore-remote-version": REMOTE_VERSION,
  "test-directory": TEST_DIRECTORY,
  var: moot(listFlag(), "nothing that is read here depends on variables"),
  "var-file": moot(listFlag(), "nothing that is read here depends on variables"),
} as const;

/** Prepares a working directory: backend, local modules, providers. */
export const command: Command = {
  summary: "Prepare your working directory for other commands",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "init", FLAGS);
  if (typeof flags === "number") return flags;
  const { values } = flags;
  const report = new Report(context, { noColor: values["no-color"] });
  const view = createInitView(context, report, values.json);
  const refused = refuseMoreThan(
    0,
    report,
    "init",
    flags.rest,
    "The init command expects no arguments. To initialize another directory, use the global -chdir flag.",
  );
  if (refused !== undefined) return refused;
  view.start();
  const wrong = await refuseFlags(context, values);
  if (wrong !== undefined) return view.diagnostics([wrong]);
  const loaded = await loadConfiguration(context, report, {
    install: values.get,
    tests: true,
    testDirectory: values["test-directory"],
  });
  if (loaded.config === undefined) return view.diagnostics(loaded.diagnostics);
  if (isEmptyConfig(loaded.config) && !hasErrors(loaded.diagnostics)) {
    view.stage("empty");
    return 0;
  }
  const backend = values.backend && values.cloud;
  if (backend) view.stage("backend");
  if (hasErrors(loaded.diagnostics)) {
    // What was found is kept, so that `validate` after it tells the mistake itself.
    if (values.get && loaded.installed.length > 1) await writeManifest(context, loaded.installed);
    return refuseConfig(context, view, loaded);
  }
  const warnings = [...loaded.diagnostics];
  if (backend) {
    const sources = new Map(report.sources);
    const configured = await configureBackend({
      runtime: context.runtime,
      module: loaded.config.root.module,
      arguments: values["backend-config"],
      reconfigure: values.reconfigure,
      migrateState: values["migrate-state"],
      forceCopy: values["force-copy"],
      lock: { lock: values.lock, timeoutMs: values["lock-timeout"] },
      onStep: (step) => view.backend(step),
      sources,
    });
    report.sources = sources;
    if (!configured.ok) return view.diagnostics(configured.diagnostics);
    warnings.push(...configured.diagnostics);
  }
  if (values.get) await installModules(context, view, loaded.installed, values.upgrade);
  return showProviders(context, view, loaded.config, warnings);
}

interface CheckedFlags {
  readonly json: boolean;
  readonly "migrate-state": boolean;
  readonly reconfigure: boolean;
  readonly "from-module": string;
}

/** What is wrong with the flags together. */
async function refuseFlags(context: CommandContext, values: CheckedFlags): Promise<Diagnostic | undefined> {
  if (values["migrate-state"] && values.json)
    return errorDiagnostic(
      cliError("migrate-state-and-json-are-exclusive"),
      `${PRODUCT} cannot ask for interactive approval when -json is set. To use the -migrate-state option, disable the -json option.`,
    );
  if (values["migrate-state"] && values.reconfigure)
    return errorDiagnostic(
      cliError("invalid-init-options"),
      "The -migrate-state and -reconfigure options are mutually-exclusive.",
    );
  return values["from-module"] === "" ? undefined : refuseFromModule(context);
}

async function refuseFromModule(context: CommandContext): Promise<Diagnostic> {
  const entries = await context.runtime.disk.list(".");
  return entries.some(({ name }) => !name.startsWith("."))
    ? errorDiagnostic(
        cliError("working-directory-is-not-empty"),
        "To initialize the configuration already in this working directory, omit the -from-module option.",
      )
    : errorDiagnostic(
        cliError("module-sources-are-not-copied-yet"),
        "The -from-module option is not supported yet. Copy the module's files into this directory and run init without it.",
      );
}

function showProviders(
  context: CommandContext,
  view: InitView,
  config: Config,
  warnings: readonly Diagnostic[],
): number {
  const { title } = productName(context.product);
  const sources = providerSources(config.root);
  view.stage("providers");
  for (const source of sources) if (isInHouse(source)) view.item(`${source} is built in to ${title}`);
  const missing = sources.filter((source) => !isInHouse(source));
  if (missing.length > 0) return view.diagnostics(missing.map(missingProvider));
  const status = view.diagnostics(warnings);
  view.stage("success");
  return status;
}

function refuseConfig(context: CommandContext, view: InitView, loaded: LoadResult): number {
  const { title } = productName(context.product);
  const { config, diagnostics, installed, syntax } = loaded;
  const callsModules = (config?.root.module.moduleCalls.size ?? 0) > 0;
  if (callsModules) {
    view.stage("modules");
    for (const { key, directory } of installed)
      if (key !== "") view.module(`${key} in ${directory}`.trimEnd());
  }
  // Where modules are installed, that tells all but what the parser found.
  const told = callsModules && !diagnostics.some((found) => syntax.has(found));
  if (told || diagnostics.some(({ summary }) => summary.includes("Core version")))
    return view.diagnostics(diagnostics);
  view.diagnostics([errorDiagnostic(cliError("problems-during-initialisation", title, title, title), "")]);
  // Without modules Terraform decodes the root module twice, and tells of it twice.
  const again =
    context.product === "terraform" && !callsModules ? diagnostics.filter((found) => !syntax.has(found)) : [];
  return view.diagnostics([...diagnostics, ...again]);
}

async function installModules(
  context: CommandContext,
  view: InitView,
  installed: readonly ManifestEntry[],
  upgrade: boolean,
): Promise<void> {
  const { disk } = context.runtime;
  const path = manifestPath(context.runtime);
  if (installed.length <= 1) {
    if ((await disk.stat(path)) !== undefined) await disk.writeFile(path, formatManifest(installed));
    return;
  }
  view.stage(upgrade ? "modules-upgrade" : "modules");
  for (const line of await newModules(context, installed, upgrade)) view.module(line);
  await writeManifest(context, installed);
}

async function writeManifest(context: CommandContext, installed: readonly ManifestEntry[]): Promise<void> {
  const { disk } = context.runtime;
  const directory = `${dataDirectory(context.runtime)}/modules`;
  await disk.makeDirectory(directory);
  await disk.writeFile(`${directory}/modules.json`, formatManifest(installed));
}
