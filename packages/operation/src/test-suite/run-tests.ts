import type { Config, ModuleNode, TestFile, TestRun, VariableArgument } from "@tutti/config";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { readVariables } from "../configuration/give-variables.ts";
import { openEncryption } from "../encryption/open-encryption.ts";
import { stateSeal } from "../encryption/state-seal.ts";
import { createProviderRegistry } from "../providers/provider-registry.ts";
import type { TestEvent, TestStatus, TestSummary } from "./events.ts";
import type { Suite } from "./given-to-run.ts";
import { FileRunner } from "./run-file.ts";

/** Which tests are run, with what, and who is told. */
export interface TestRequest {
  readonly runtime: Runtime;
  /** The module beside the tests. */
  readonly config: Config;
  readonly files: readonly TestFile[];
  /** The modules that runs name in its place. */
  readonly runs: ReadonlyMap<TestRun, ModuleNode>;
  /** `-var` and `-var-file`, in the order given. */
  readonly variables: readonly VariableArgument[];
  readonly signal?: AbortSignal;
  readonly onEvent: (event: TestEvent) => void;
  /** Told before anything else: texts that diagnostics point into; more may join them later. */
  readonly onSources?: (sources: ReadonlyMap<string, string>) => void;
}

/** What the tests came to, and what kept them from starting. */
export interface TestOutcome {
  readonly summary: TestSummary;
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs test files one after the other, and takes down what each made before the next one starts. */
export async function runTests(request: TestRequest): Promise<TestOutcome> {
  const { runtime, config, files, onEvent } = request;
  const variables = await variablesIn(request, undefined);
  const sources = new Map([...config.sources, ...variables.sources]);
  if (hasErrors(variables.diagnostics)) return { summary: summaryOf([]), diagnostics: variables.diagnostics };
  request.onSources?.(sources);
  // What a killed test leaves holds secrets as any state does.
  const encryption = await openEncryption(runtime, request.variables);
  if (!encryption.ok) return { summary: summaryOf([]), diagnostics: encryption.diagnostics };
  const { loadAllFunctions, runtimeScope } = await import("@tutti/functions");
  const suite: Suite = {
    runtime,
    seal: stateSeal(runtime, encryption.value),
    providers: createProviderRegistry(runtime),
    functions: (await loadAllFunctions()).table(runtimeScope(runtime, { pure: false })),
    config,
    configOf: configurations(request),
    global: variables.given,
    signal: request.signal,
    tell: onEvent,
  };
  onEvent({
    kind: "found",
    files: new Map(files.map(({ path, runs }) => [path, runs.map(({ name }) => name)])),
  });
  const statuses: TestStatus[] = [];
  let isLeft = false;
  for (const file of files) {
    const directory = /^(.*)\/[^/]*$/.exec(file.path)?.[1];
    const own = directory === undefined ? variables : await variablesIn(request, directory);
    for (const [name, text] of own.sources) sources.set(name, text);
    if (hasErrors(own.diagnostics)) return { summary: summaryOf([]), diagnostics: own.diagnostics };
    const ended = await new FileRunner({ ...suite, global: own.given }, file).run();
    statuses.push(...ended.runs);
    isLeft ||= ended.isLeft;
  }
  const counted = summaryOf(statuses);
  const summary: TestSummary = isLeft ? { ...counted, status: "error" } : counted;
  onEvent({ kind: "summary", summary });
  return { summary, diagnostics: variables.diagnostics };
}

/** What is given to all runs of the files of one directory: variables files lie there as well. */
function variablesIn(
  { runtime, config, variables }: TestRequest,
  directory: string | undefined,
): ReturnType<typeof readVariables> {
  const { module } = config.root;
  return readVariables({ runtime, module, arguments: variables, test: { directory } });
}

function summaryOf(statuses: readonly TestStatus[]): TestSummary {
  const count = (status: TestStatus): number => statuses.filter((one) => one === status).length;
  const [failed, errored] = [count("fail"), count("error")];
  return {
    status: errored > 0 ? "error" : failed > 0 ? "fail" : "pass",
    passed: count("pass"),
    failed,
    errored,
    skipped: count("skip"),
  };
}

/** One configuration for each module that runs name, however many do: what was found out of it holds for all. */
function configurations({ config, runs }: TestRequest): Suite["configOf"] {
  const alone = new Map<string, Config>();
  return (run) => {
    const root = runs.get(run);
    if (run.module === undefined || root === undefined) return config;
    const known = alone.get(run.module.source) ?? { ...config, root };
    alone.set(run.module.source, known);
    return known;
  };
}
