import { formatInstance } from "@tutti/addresses";
import type { Config } from "@tutti/config";
import type { ApplyResult, EngineEvent, GivenVariable, Plan, PlanRequest, Surroundings } from "@tutti/engine";
import type { DataFiles, KeptFiles } from "@tutti/functions";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { ProviderRegistry } from "@tutti/plugin";
import type { OpenedState, StateLock } from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import type { OperationOptions } from "../flags/operation-flags.ts";
import type { AppliedCounts, OperationView } from "../views/operation-view.ts";
import type { Report } from "../views/report.ts";
import { checkBackend } from "./init-backend.ts";
import { missingProvider } from "./missing-provider.ts";
import { createProviderRegistry, isInHouse } from "./provider-registry.ts";
import { recoverOperations } from "./recover-operations.ts";
import { askForVariables, assignVariables, findVariableValues } from "./root-variables.ts";
import { accessState, lockRefusal, type StateAccess, takeLock } from "./state-access.ts";
import { isEmptyConfig, loadRoot, providerSources } from "./terraform-config.ts";
import { currentWorkspace } from "./workspace.ts";

/** All that an operation needs, found and checked; the state is locked until `release`. */
export interface Operation {
  readonly context: CommandContext;
  readonly options: OperationOptions;
  readonly view: OperationView;
  readonly config: Config;
  readonly providers: ProviderRegistry;
  readonly access: StateAccess;
  readonly opened: OpenedState;
  readonly variables: ReadonlyMap<string, GivenVariable>;
  /** Warnings met so far; shown behind the plan. */
  readonly warnings: readonly Diagnostic[];
  readonly timestamp: string;
  /** What functions read of files: the plan's own copies, from the first phase to the last. */
  dataFiles: KeptFiles | undefined;
  /** What a saved plan brought of them. */
  readonly planned: DataFiles | undefined;
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/** Loads, checks and locks; a number is the exit status of a refusal. */
export async function prepareOperation(
  context: CommandContext,
  report: Report,
  view: OperationView,
  options: OperationOptions,
  what: { readonly name: "Plan" | "Apply" | "Refresh"; readonly lockAs: string },
): Promise<Operation | number> {
  view.start();
  const workspace = await currentWorkspace(context.runtime);
  if (workspace.overridden && encodeURIComponent(workspace.name) !== workspace.name)
    return view.diagnostics([error("Invalid workspace name set using TF_WORKSPACE", "")]);
  const found = await findVariableValues(context, options.uses);
  const loaded = await loadRoot(context, report);
  report.sources = new Map([...(loaded.config?.sources ?? []), ...found.sources]);
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return view.diagnostics(loaded.diagnostics);
  const { config } = loaded;
  if (isEmptyConfig(config) && options.mode !== "destroy")
    return view.diagnostics([noConfiguration(what.name)]);
  const backend = await checkBackend(context, config.root.module);
  if (hasErrors(backend)) return view.diagnostics(backend);
  const deprecated = deprecations(options);
  const variables = await giveVariables(context, config, options, found);
  if (hasErrors(variables.diagnostics)) return view.diagnostics([...deprecated, ...variables.diagnostics]);
  const missing = missingProviders(config);
  if (missing.length > 0) return view.diagnostics(missing);
  // What refers to nothing is refused here: in a plan it would stay unknown for ever.
  const { validateConfig } = await import("./validate-config.ts");
  const mistakes = await validateConfig(context, config);
  if (hasErrors(mistakes)) return view.diagnostics([...deprecated, ...mistakes]);
  if (deprecated.length > 0) view.diagnostics(deprecated);
  return openOperation(context, view, options, {
    config,
    variables: variables.given,
    warnings: [...loaded.diagnostics, ...variables.diagnostics],
    lockAs: what.lockAs,
  });
}

export interface OpenRequest {
  readonly config: Config;
  readonly variables: ReadonlyMap<string, GivenVariable>;
  readonly warnings: readonly Diagnostic[];
  readonly lockAs: string;
  /** The chosen one where it is left out. */
  readonly workspace?: string;
  readonly timestamp?: string;
  /** What a saved plan brought of the files that functions read. */
  readonly dataFiles?: DataFiles;
}

/** Locks and reads the state; a number is the exit status of a refusal. */
export async function openOperation(
  context: CommandContext,
  view: OperationView,
  options: OperationOptions,
  request: OpenRequest,
): Promise<Operation | number> {
  const { flags } = options;
  const paths = { state: flags.state, stateOut: flags["state-out"], backup: flags.backup };
  const access = await accessState(context, paths, request.workspace);
  const taken = await takeLock(access, {
    lock: flags.lock,
    timeoutMs: flags["lock-timeout"],
    operation: request.lockAs,
  });
  if ("refused" in taken) {
    const { summary, detail } = lockRefusal(context, taken.refused);
    return view.diagnostics([error(summary, detail)]);
  }
  const opened = await access.store.read();
  if (!opened.ok) {
    await taken.lock?.release();
    return view.diagnostics(opened.problems.map(({ summary, detail }) => error(summary, detail)));
  }
  return assemble(context, view, options, { ...request, access, opened: opened.value, lock: taken.lock });
}

interface Parts extends OpenRequest {
  readonly access: StateAccess;
  readonly opened: OpenedState;
  readonly lock: StateLock | undefined;
}

function assemble(
  context: CommandContext,
  view: OperationView,
  options: OperationOptions,
  parts: Parts,
): Operation {
  const { runtime } = context;
  const stop = new AbortController();
  let asked = 0;
  const listening = (["SIGINT", "SIGTERM"] as const).map((name) =>
    runtime.processes.onSignal(name, () => {
      asked += 1;
      if (asked === 1) {
        view.event({ kind: "stopping" }, "apply");
        stop.abort(new Error("interrupted"));
        return;
      }
      for (const end of listening) end();
      context.stderr.write(
        "\nTwo interrupts received. Exiting immediately. What was under way is in the state's journal; the next apply finds out what became of it.\n",
      );
      runtime.processes.kill(runtime.environment.pid, name);
    }),
  );
  const { lock, access, opened, config, variables, warnings } = parts;
  return {
    context,
    options,
    view,
    access,
    opened,
    config,
    variables,
    warnings,
    providers: createProviderRegistry(runtime),
    dataFiles: undefined,
    planned: parts.dataFiles,
    timestamp: parts.timestamp ?? `${new Date(runtime.clock.now()).toISOString().slice(0, 19)}Z`,
    signal: stop.signal,
    async release() {
      for (const end of listening) end();
      await lock?.release();
    },
  };
}

async function giveVariables(
  context: CommandContext,
  config: Config,
  options: OperationOptions,
  found: Awaited<ReturnType<typeof findVariableValues>>,
): Promise<ReturnType<typeof assignVariables>> {
  const { module } = config.root;
  const first = assignVariables(module, found.values);
  const diagnostics = [...found.diagnostics, ...first.diagnostics];
  if (hasErrors(diagnostics)) return { given: first.given, diagnostics };
  const answers = options.mayAsk ? await askForVariables(context, module, first.given) : [];
  const { given } = answers.length === 0 ? first : assignVariables(module, [...found.values, ...answers]);
  for (const [name, variable] of module.variables)
    if (variable.default === undefined && !given.has(name))
      diagnostics.push({
        ...error(
          "No value for required variable",
          `The root module input variable "${name}" is not set, and has no default value. Use a -var or -var-file command line argument to provide a value for this variable.`,
        ),
        subject: variable.declRange,
      });
  return { given, diagnostics };
}

function missingProviders(config: Config): readonly Diagnostic[] {
  return providerSources(config.root)
    .filter((source) => !isInHouse(source))
    .map(missingProvider);
}

function deprecations({ flags }: OperationOptions): readonly Diagnostic[] {
  if (flags.state === "") return [];
  return [
    {
      severity: "warning",
      summary: "Deprecated flag: -state",
      detail:
        "Use `path` attribute within the `local` backend instead: https://developer.hashicorp.com/terraform/language/v1.10.x/settings/backends/local#path",
    },
  ];
}

function noConfiguration(name: "Plan" | "Apply" | "Refresh"): Diagnostic {
  return name === "Apply"
    ? error(
        "No configuration files",
        "Apply requires configuration to be present. Applying without a configuration would mark everything for destruction, which is normally not what is desired. If you would like to destroy everything, run 'tutti destroy' instead.",
      )
    : error(
        "No configuration files",
        `${name} requires configuration to be present. Planning without a configuration would mark everything for destruction, which is normally not what is desired. If you would like to destroy everything, run plan with the -destroy option. Otherwise, create a Tutti configuration file (.tf file) and try again.`,
      );
}

function error(summary: string, detail: string): Diagnostic {
  return { severity: "error", summary, detail };
}

/** The functions and places that expressions see, for one phase. */
export async function surroundings(operation: Operation, phase: "plan" | "apply"): Promise<Surroundings> {
  const { context, config, providers, options, access, view, signal, timestamp } = operation;
  const { runtime } = context;
  const [{ connectAgents }, { KeptFiles, runtimeScope }, { loadUsedFunctions }] = await Promise.all([
    import("@tutti/engine"),
    import("@tutti/functions"),
    import("./used-functions.ts"),
  ]);
  const library = await loadUsedFunctions(config);
  const reach = runtimeScope(runtime, { pure: phase === "plan", planTimestamp: timestamp });
  operation.dataFiles ??= new KeptFiles(reach.files, operation.planned);
  return {
    config,
    providers,
    connectAgent: connectAgents(runtime),
    functions: library.table({ ...reach, files: operation.dataFiles }),
    dataFiles: operation.dataFiles,
    clock: runtime.clock,
    workspace: access.workspace,
    directory: runtime.environment.directory,
    onEvent: (event: EngineEvent) => view.event(event, phase),
    signal,
    parallelism: options.flags.parallelism,
  };
}

/** Plans; what was recovered after a killed apply is part of the state that is planned on. */
export async function planOperation(
  operation: Operation,
): Promise<{ readonly plan: Plan | undefined; readonly diagnostics: readonly Diagnostic[] }> {
  const { createPlan } = await import("@tutti/engine");
  const { options, variables, timestamp } = operation;
  const { flags, mode } = options;
  const request: PlanRequest = {
    ...(await surroundings(operation, "plan")),
    state: operation.opened.state,
    variables,
    mode,
    refresh: flags.refresh,
    targets: flags.target,
    replace: flags.replace,
    timestamp,
  };
  const found = await recoverOperations(operation, request);
  if (hasErrors(found.diagnostics)) {
    return { plan: undefined, diagnostics: [...operation.warnings, ...found.diagnostics] };
  }
  const result = await createPlan({ ...request, state: found.state });
  const diagnostics = [
    ...operation.warnings,
    ...found.diagnostics,
    ...result.diagnostics,
    ...(result.plan === undefined ? [] : forgetWarning(result.plan, operation.context)),
  ];
  return { plan: result.plan, diagnostics };
}

/** What is forgotten goes on existing, and nobody manages it any more. */
function forgetWarning(plan: Plan, context: CommandContext): readonly Diagnostic[] {
  const forgotten = plan.changes.filter(({ action }) => action === "forget");
  if (forgotten.length === 0) return [];
  const { title } = productName(context.product);
  const list = forgotten.map(({ address }) => ` - ${formatInstance(address)}`).join("\n");
  return [
    {
      severity: "warning",
      summary: `Some objects will no longer be managed by ${title}`,
      detail: `If you apply this plan, ${title} will discard its tracking information for the following objects, but it will not delete them:\n${list}\n\nAfter applying this plan, ${title} will no longer manage these objects. You will need to import them into ${title} to manage them again.`,
    },
  ];
}

export interface Applied {
  readonly result: ApplyResult | undefined;
  readonly counts: AppliedCounts;
  readonly diagnostics: readonly Diagnostic[];
}

/** Applies a plan, journalling as it goes, and writes the state. */
export async function applyOperation(operation: Operation, plan: Plan): Promise<Applied> {
  const { applyPlan, missingEphemeral } = await import("@tutti/engine");
  const { access, context, view } = operation;
  const counts = { added: 0, changed: 0, destroyed: 0, imported: 0 };
  const missing = missingEphemeral({ plan, variables: operation.variables });
  if (missing.length > 0) return { result: undefined, counts, diagnostics: missing };
  const journal = await access.store.begin();
  if (!journal.ok)
    return {
      result: undefined,
      counts,
      diagnostics: journal.problems.map(({ summary, detail }) => error(summary, detail)),
    };
  const around = await surroundings(operation, "apply");
  const result = await applyPlan({
    ...around,
    onEvent: (event) => {
      count(counts, event);
      view.event(event, "apply");
    },
    plan,
    journal: journal.value,
    random: context.runtime.random,
    processes: context.runtime.processes,
    environment: context.runtime.environment.variables,
    variables: operation.variables,
  });
  await journal.value.close();
  const saved = await access.store.save(result.state);
  const diagnostics = [...result.diagnostics];
  if (!saved.ok) diagnostics.push(...saved.problems.map(({ summary, detail }) => error(summary, detail)));
  return { result, counts, diagnostics };
}

function count(
  counts: { added: number; changed: number; destroyed: number; imported: number },
  event: EngineEvent,
): void {
  if (event.kind === "apply-import-complete") counts.imported += 1;
  if (event.kind !== "apply-complete") return;
  if (event.action === "create") counts.added += 1;
  else if (event.action === "update") counts.changed += 1;
  else if (event.action === "delete") counts.destroyed += 1;
}
