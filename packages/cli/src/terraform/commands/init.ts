import type { Config, LoadResult, VariableArgument } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors, PRODUCT } from "@tutti/hcl";
import {
  configureBackend,
  isEmptyConfig,
  isInHouse,
  missingProvider,
  providerSources,
} from "@tutti/operation";
import type { Command, CommandContext } from "../../command/command.ts";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, listFlag, moot, textFlag, withoutEffect } from "../../command/flags.ts";
import { productName } from "../../command/product.ts";
import { cliError } from "../../errors.ts";
import { parseModern } from "../flags/command-flags.ts";
import { variableArguments } from "../flags/early-flags.ts";
import { REMOTE_VERSION, TEST_DIRECTORY } from "../flags/state-flags.ts";
import { createInitView, type InitView } from "../views/init-view.ts";
import { Report } from "../views/report.ts";
import { copyIntoFolder } from "./copy-into-folder.ts";
import { openGivenState } from "./initialised-state.ts";
import { installCalledModules } from "./install-called-modules.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { problemsText } from "./locked-state.ts";

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
  var: listFlag(),
  "var-file": listFlag(),
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
  const variables = variableArguments(flags.uses);
  const report = new Report(context);
  const view = createInitView(context, report, values.json);
  if (flags.rest.length > 0) return report.error(cliError("folder-given-as-argument"), "");
  view.start();
  const wrong = refuseFlags(values);
  if (wrong !== undefined) return view.diagnostics([wrong]);
  if (values["from-module"] !== "") {
    const copied = await copyIntoFolder(context, values["from-module"], (text) => view.copying(text));
    if (hasErrors(copied)) return view.diagnostics(copied);
    if (!values.json) context.stdout.write("\n");
  }
  const root = await loadConfiguration(context, report, { rootOnly: true, variables });
  if (root.config === undefined) return view.diagnostics(root.diagnostics);
  if (isEmptyConfig(root.config) && !hasErrors(root.diagnostics)) {
    view.stage("empty");
    return 0;
  }
  const backend = values.backend && values.cloud;
  if (backend) view.stage("backend");
  if (hasErrors(root.diagnostics)) return refuseRoot(context, view, report, root, { ...values, variables });
  const warnings: Diagnostic[] = [];
  if (backend) {
    const sources = new Map(report.sources);
    const configured = await configureBackend({
      runtime: context.runtime,
      module: root.config.root.module,
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
  const loaded = await loadModules(context, view, report, root.config, { ...values, variables });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return view.diagnostics(loaded.diagnostics);
  const unreadable = backend ? await refuseState(context, variables) : undefined;
  if (unreadable !== undefined) return view.diagnostics([unreadable]);
  const told =
    context.product === "terraform"
      ? asOftenAsRead(root, loaded, values.get && root.config.root.module.moduleCalls.size > 0)
      : loaded.diagnostics;
  return showProviders(context, view, loaded.config, [...warnings, ...told]);
}

/** Terraform reads the root module, installs what it calls, and reads all: it tells of each warning each time. */
function asOftenAsRead(root: LoadResult, loaded: LoadResult, installed: boolean): readonly Diagnostic[] {
  return [...(installed ? loaded.diagnostics : []), ...root.diagnostics, ...loaded.diagnostics];
}

/** A state that cannot be read is told now. What a stopped apply left is for the commands that go on with it. */
async function refuseState(
  context: CommandContext,
  variables: readonly VariableArgument[],
): Promise<Diagnostic | undefined> {
  const opened = await (await openGivenState(context, variables)).read();
  const problems = opened.ok ? [] : opened.problems.filter(({ stake }) => stake !== "journal");
  return problems.length === 0
    ? undefined
    : errorDiagnostic(cliError("error-refreshing-state", problemsText(context, problems)), "");
}

interface ModuleFlags {
  readonly get: boolean;
  readonly upgrade: boolean;
  readonly "test-directory": string;
  readonly variables: readonly VariableArgument[];
}

/** Installs the modules that are called, unless they are to be left as they are. */
async function loadModules(
  context: CommandContext,
  view: InitView,
  report: Report,
  root: Config,
  flags: ModuleFlags,
): Promise<LoadResult> {
  const testDirectory = flags["test-directory"];
  const { variables } = flags;
  if (!flags.get) return loadConfiguration(context, report, { tests: true, testDirectory, variables });
  if (root.root.module.moduleCalls.size > 0) view.stage(flags.upgrade ? "modules-upgrade" : "modules");
  return installCalledModules(context, report, {
    upgrade: flags.upgrade,
    testDirectory,
    variables,
    onDownload: (text) => view.download(text),
    onInstalled: (text) => view.module(text),
  });
}

interface CheckedFlags {
  readonly json: boolean;
  readonly "migrate-state": boolean;
  readonly reconfigure: boolean;
}

/** What is wrong with the flags together. */
function refuseFlags(values: CheckedFlags): Diagnostic | undefined {
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
  return undefined;
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
  if (missing.length > 0) return view.diagnostics([...warnings, ...missing.map(missingProvider)]);
  const status = view.diagnostics(warnings);
  view.stage("success");
  return status;
}

/** What is wrong with the root module is told once its modules are installed, as far as they can be. */
async function refuseRoot(
  context: CommandContext,
  view: InitView,
  report: Report,
  root: LoadResult,
  flags: ModuleFlags,
): Promise<number> {
  const { title } = productName(context.product);
  const callsModules = (root.config?.root.module.moduleCalls.size ?? 0) > 0;
  const { diagnostics, syntax } =
    callsModules && flags.get && root.config !== undefined
      ? await loadModules(context, view, report, root.config, flags)
      : root;
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
