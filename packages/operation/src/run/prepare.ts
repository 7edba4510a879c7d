import { type Config, type LoadResult, undefinedProviders } from "@tutti/config";
import { COMMAND, type Diagnostic, errorDiagnostic, hasErrors, PRODUCT } from "@tutti/hcl";
import { checkBackend } from "../backend/check-backend.ts";
import { CheckedBefore } from "../configuration/checked-before.ts";
import { giveVariables } from "../configuration/give-variables.ts";
import { isEmptyConfig, loadRoot } from "../configuration/load-root.ts";
import { currentWorkspace, workspaceMistakes } from "../configuration/workspace.ts";
import { operationError } from "../errors.ts";
import { failed, type Outcome } from "../outcome.ts";
import { providerMistakes } from "../providers/provider-mistakes.ts";
import { type Operation, openOperation } from "./operation.ts";
import type { OperationRequest } from "./request.ts";

/** The operation, or why it cannot be; with the texts that its diagnostics point into. */
export interface Prepared {
  readonly outcome: Outcome<Operation>;
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Loads and checks the configuration of the working directory, gives its
 * variables their values, and locks and reads the state. Whoever gets an
 * operation releases it.
 */
export async function prepareOperation(request: OperationRequest): Promise<Prepared> {
  const { runtime, mode, notices = [] } = request;
  const nothing = new Map<string, string>();
  const unnamed = await workspaceMistakes(runtime);
  if (unnamed.length > 0) return refuse(nothing, unnamed);
  const loaded = await loadRoot(runtime, {
    variables: request.variables ?? [],
    queries: request.purpose === "query",
    ...(request.directory === undefined ? {} : { directory: request.directory }),
  });
  const { config } = loaded;
  if (config === undefined && request.purpose === "import")
    return refuse(nothing, [noneIn(request.directory ?? ".")]);
  if (config === undefined || hasErrors(loaded.diagnostics)) return refuseBroken(request, loaded);
  runtime.log.write("debug", "configuration read", {
    workspace: (await currentWorkspace(runtime)).name,
    files: config.sources.size,
    modules: loaded.installed.length,
  });
  // Query files may stand alone; without a list in them there is nothing to ask.
  if (request.purpose === "query" && !hasLists(config)) return refuse(config.sources, [noLists()]);
  if (isEmptyConfig(config) && mode !== "destroy" && request.purpose !== "query")
    return refuse(config.sources, [noConfiguration(request)]);
  const backend = await checkBackend(runtime, config.root.module);
  if (hasErrors(backend)) return refuse(config.sources, backend);
  const variables = await giveVariables({
    runtime,
    module: config.root.module,
    arguments: request.variables ?? [],
    ask: request.askForVariable,
  });
  const sources = new Map([...config.sources, ...variables.sources]);
  // What is said of the configuration is said, whatever else is wrong.
  const said = [...notices, ...loaded.diagnostics, ...variables.diagnostics];
  if (hasErrors(variables.diagnostics)) return refuse(sources, said);
  const missing = request.providers === undefined ? await providerMistakes(runtime, config, "plan") : [];
  if (missing.length > 0) return refuse(sources, [...notices, ...loaded.diagnostics, ...missing]);
  // What refers to nothing is refused here: in a plan it would stay unknown for ever.
  // Also where all is destroyed: Terraform checks what is written before any plan, with targets and without refreshing too.
  const mistakes = await findMistakes(request, config);
  if (hasErrors(mistakes)) return refuse(sources, [...said, ...mistakes]);
  const undefinedOnes = request.purpose === "import" ? [] : undefinedProviders(config.root);
  if (undefinedOnes.length > 0) return refuse(sources, [...said, ...undefinedOnes]);
  const outcome = await openOperation(request, {
    config,
    variables: variables.given,
    warnings: [...loaded.diagnostics, ...variables.diagnostics],
  });
  return { outcome: { ...outcome, diagnostics: [...notices, ...outcome.diagnostics] }, sources };
}

/** Terraform reads it once more before it imports, and names the places as seen from the working directory then. */
async function refuseBroken(request: OperationRequest, found: LoadResult): Promise<Prepared> {
  const { runtime, variables = [], directory } = request;
  const here = directory === runtime.environment.directory;
  const { config, diagnostics } = here ? await loadRoot(runtime, { variables }) : found;
  return refuse(config?.sources ?? new Map(), diagnostics);
}

/** None where these very texts had none before. */
async function findMistakes(request: OperationRequest, config: Config): Promise<readonly Diagnostic[]> {
  const before = await CheckedBefore.of(request, config);
  if ((await before?.holds()) === true) return [];
  const { checkWholly } = await import("../configuration/check-config.ts");
  // An object is imported to a block that may be empty yet.
  const keepsObjects = request.purpose === "import";
  const { diagnostics, alone } = await checkWholly(request.runtime, config, request.providers, keepsObjects);
  if (!keepsObjects && alone && diagnostics.length === 0) await before?.keep();
  return diagnostics;
}

function refuse(sources: ReadonlyMap<string, string>, diagnostics: readonly Diagnostic[]): Prepared {
  return { outcome: failed(diagnostics), sources };
}

function hasLists({ root }: Config): boolean {
  return [...root.module.resources.values()].some(({ mode }) => mode === "list");
}

function noLists(): Diagnostic {
  return errorDiagnostic(
    operationError("nothing-to-query"),
    `A query needs at least one "list" block, in a file of this directory whose name ends in ".tfquery.hcl".`,
  );
}

function noneIn(directory: string): Diagnostic {
  return errorDiagnostic(
    operationError("no-configuration-files-to-import-to", PRODUCT),
    `The directory ${directory} does not contain any ${PRODUCT} configuration files (.tf or .tf.json). To specify a different configuration directory, use the -config="..." command line option.`,
  );
}

function noConfiguration({ purpose, directory = "." }: OperationRequest): Diagnostic {
  if (purpose === "import") return noneIn(directory);
  const name = { plan: "Plan", apply: "Apply", refresh: "Refresh", query: "Query" }[purpose];
  return errorDiagnostic(
    operationError("no-configuration-files"),
    purpose === "apply"
      ? `Apply requires configuration to be present. Applying without a configuration would mark everything for destruction, which is normally not what is desired. If you would like to destroy everything, run '${COMMAND} destroy' instead.`
      : `${name} requires configuration to be present. Planning without a configuration would mark everything for destruction, which is normally not what is desired. If you would like to destroy everything, run plan with the -destroy option. Otherwise, create a ${PRODUCT} configuration file (.tf file) and try again.`,
  );
}
