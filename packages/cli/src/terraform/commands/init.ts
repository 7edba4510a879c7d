import { type Config, importProviderMistakes, type LoadResult, type VariableArgument } from "@tutti/config";
import { COMMAND, type Diagnostic, errorDiagnostic, hasErrors, PRODUCT, warningDiagnostic } from "@tutti/hcl";
import { callsModules, configureBackend, isEmptyConfig, workspaceMistakes } from "@tutti/operation";
import { installError } from "@tutti/plugin-install";
import { createStop } from "@tutti/runtime";
import type { Command, CommandContext } from "../../command/command.ts";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, listFlag, moot, textFlag } from "../../command/flags.ts";
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
  "plugin-dir": listFlag(),
  reconfigure: boolFlag(),
  "migrate-state": boolFlag(),
  upgrade: boolFlag(),
  lockfile: textFlag(),
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
  const root = await loadConfiguration(context, report, {
    rootOnly: true,
    tests: true,
    testDirectory: values["test-directory"],
    versionsFirst: true,
    variables,
  });
  if (root.config === undefined) return view.diagnostics(root.diagnostics);
  if (isEmptyConfig(root.config) && !hasErrors(root.diagnostics)) {
    view.stage("empty");
    return 0;
  }
  const backend = values.backend && values.cloud;
  if (backend) view.stage("backend");
  const unnamed = await workspaceMistakes(context.runtime);
  if (unnamed.length > 0) return view.diagnostics(unnamed);
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
  const loaded = await loadModules(context, view, report, root, { ...values, variables });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return view.diagnostics(loaded.diagnostics);
  const unreadable = backend ? await refuseState(context, variables) : undefined;
  if (unreadable !== undefined) return view.diagnostics([unreadable]);
  const told =
    context.product === "terraform"
      ? asOftenAsRead(root, loaded, values.get && callsModules(root))
      : loaded.diagnostics;
  return installProviders(
    context,
    view,
    { ...loaded, config: loaded.config },
    { ...values, warnings: [...warnings, ...told] },
  );
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
  root: LoadResult,
  flags: ModuleFlags,
): Promise<LoadResult> {
  const testDirectory = flags["test-directory"];
  const { variables } = flags;
  if (!flags.get)
    return loadConfiguration(context, report, {
      tests: true,
      versionsFirst: true,
      testDirectory,
      variables,
    });
  if (callsModules(root)) view.stage(flags.upgrade ? "modules-upgrade" : "modules");
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
  readonly upgrade: boolean;
  readonly lockfile: string;
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
  if (values.upgrade && values.lockfile === "readonly")
    return errorDiagnostic(cliError("upgrade-conflicts-with-lockfile-readonly"), "");
  return undefined;
}

/** Ctrl-C ends what is being fetched. */
async function installProviders(
  context: CommandContext,
  view: InitView,
  { config, runs }: { readonly config: Config } & Pick<LoadResult, "runs">,
  { upgrade, lockfile, "plugin-dir": folders, warnings }: ProviderFlags,
): Promise<number> {
  const { runtime, product } = context;
  const { title } = productName(product);
  const unclear = importProviderMistakes(config.root);
  if (unclear.length > 0) return view.diagnostics([...warnings, ...unclear]);
  view.stage("providers");
  const stop = createStop();
  const deaf = runtime.processes.onSignal("SIGINT", () => stop.abort());
  const { hostSettings } = await import("../settings/host-settings.ts");
  const { installPlugins } = await import("@tutti/operation");
  const done = await installPlugins({
    runtime,
    config,
    runs,
    upgrade,
    lockReadOnly: lockfile === "readonly",
    folders,
    settings: await hostSettings(runtime),
    signal: stop.signal,
    onStep: (step) => view.provider(step),
    onBuiltIn: (source) => view.item(`${source} is built in to ${title}`),
  }).finally(deaf);
  if (hasErrors(done.diagnostics)) return view.diagnostics([...warnings, ...done.diagnostics]);
  if (done.isSelfSigned) view.stage("self-signed");
  if (done.lock !== "same") view.stage(done.lock === "created" ? "lock-created" : "lock-changed");
  const incomplete = done.incomplete.length === 0 ? [] : [incompleteLock(context, done.incomplete)];
  view.space();
  const status = view.diagnostics([...warnings, ...done.diagnostics, ...incomplete]);
  view.stage("success");
  return status;
}

interface ProviderFlags {
  readonly upgrade: boolean;
  readonly lockfile: string;
  readonly "plugin-dir": readonly string[];
  readonly warnings: readonly Diagnostic[];
}

function incompleteLock({ runtime: { environment } }: CommandContext, names: readonly string[]): Diagnostic {
  const platform = `${environment.os}_${environment.arch}`;
  const list = names.map((name) => `  - ${name}`).join("\n");
  return warningDiagnostic(
    installError("incomplete-lock-file"),
    `Due to your customized provider installation methods, ${PRODUCT} was forced to calculate lock file checksums locally for the following providers:\n${list}\n\nThe current .terraform.lock.hcl file only includes checksums for ${platform}, so ${PRODUCT} running on another platform will fail to install these providers.\n\nTo calculate additional checksums for another platform, run:\n  ${COMMAND} providers lock -platform=linux_amd64\n(where linux_amd64 is the platform to generate)`,
  );
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
  const called = callsModules(root);
  const { diagnostics, syntax } =
    called && flags.get ? await loadModules(context, view, report, root, flags) : root;
  // Where modules are installed, that tells all but what the parser found.
  const told = called && !diagnostics.some((found) => syntax.has(found));
  if (told || diagnostics.some(({ summary }) => summary.includes("Core version")))
    return view.diagnostics(diagnostics);
  // Without modules Terraform decodes the root module twice, and tells of it twice; of two backends it knows by then,
  // and files of tests it reads once.
  const isToldAgain = (found: Diagnostic): boolean =>
    !syntax.has(found) &&
    found.code !== "duplicate-backend-configuration" &&
    !/\.tftest\.(hcl|json)$/.test(found.subject?.filename ?? "");
  const again = context.product === "terraform" && !called ? diagnostics.filter(isToldAgain) : [];
  const problems = errorDiagnostic(cliError("problems-during-initialisation", title, title, title), "");
  return view.diagnostics([...diagnostics, ...again, problems]);
}
