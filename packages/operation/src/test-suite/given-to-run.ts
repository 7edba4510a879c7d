import {
  type Config,
  type InputValue,
  impliedProviderSource,
  providerKey,
  type TestFile,
  type TestRun,
} from "@tutti/config";
import { type Diagnostic, errorDiagnostic, evaluate, type FunctionScope, hasErrors } from "@tutti/hcl";
import type { ProviderRegistry } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import type { StateSeal } from "@tutti/state";
import type { Value } from "@tutti/values";
import { operationError } from "../errors.ts";
import { Evaluation } from "./evaluation.ts";
import type { TestEvent } from "./events.ts";
import type { MockedValues } from "./made-up-provider.ts";
import { missingTargets } from "./override-targets.ts";
import type { RunRequest } from "./run-block.ts";
import { type EvaluatedMock, mockedRegistry, type ObjectOverride, standInFor } from "./stand-ins.ts";
import { configOfRun, providersOfRun } from "./test-config.ts";
import { testContext } from "./test-scope.ts";
import { variablesOfRun } from "./test-variables.ts";

/** What all files of a suite share. */
export interface Suite {
  readonly runtime: Runtime;
  /** How states are kept. */
  readonly seal: StateSeal;
  readonly providers: ProviderRegistry;
  readonly functions: FunctionScope;
  /** Of the module beside the tests. */
  readonly config: Config;
  /** Of the module that a run names, or of the one beside the tests. */
  configOf(run: TestRun): Config;
  readonly global: ReadonlyMap<string, InputValue>;
  readonly signal: AbortSignal | undefined;
  tell(event: TestEvent): void;
}

/** All that a run is given, but for its state. */
type Given = Omit<RunRequest, "state">;

/** Configuration, variables, providers and stand-ins of a run, by its file and by what the runs before it gave out. */
export async function givenToRun(
  suite: Suite,
  file: TestFile,
  run: TestRun,
  outputs: ReadonlyMap<string, ReadonlyMap<string, Value>>,
): Promise<readonly Diagnostic[] | { readonly request: Given; readonly warnings: readonly Diagnostic[] }> {
  const { runtime, signal, functions, global } = suite;
  const loaded = suite.configOf(run);
  // What is said of the run itself is said whatever else is wrong.
  const pointless = missingTargets(run.overrides, loaded);
  // What it expects of what nobody can expect something of hides all else, as in Terraform.
  if (run.mistakes.length > 0) return [...pointless, ...run.mistakes];
  const undefinedProviders = missingProviders(file, run);
  if (undefinedProviders.length > 0) return [...pointless, ...undefinedProviders];
  const context = (seen: ReadonlyMap<string, Value>) => testContext(functions, outputs, seen);
  const variables = variablesOfRun({
    file,
    run,
    module: loaded.root.module,
    global,
    context,
    before: new Set(outputs.keys()),
  });
  if (hasErrors(variables.diagnostics)) return [...pointless, ...variables.diagnostics];
  const given = new Evaluation((expression) => evaluate(expression, context(variables.seen)));
  const overrides = given.overrides([...run.overrides, ...file.overrides]);
  const mocks = mocksOf(file, run, loaded, given);
  if (hasErrors(given.diagnostics)) return [...pointless, ...given.diagnostics];
  const { random } = runtime;
  const providers = providersOfRun(file.providers, run, (config, name, alias) => ({
    ...config,
    name,
    alias,
  }));
  const request: Given = {
    runtime,
    run,
    config: configOfRun(loaded, providers, overrides.modules),
    providers: mockedRegistry(suite.providers, mocks.byAddress, random),
    standIn: standInFor([...overrides.objects, ...mocks.overrides], random),
    variables: variables.given,
    seen: variables.seen,
    before: outputs,
    runNames: file.runs.map(({ name }) => name),
    signal,
  };
  return { request, warnings: [...variables.diagnostics, ...given.diagnostics, ...pointless] };
}

/** What a run hands to its module must be in its file. */
function missingProviders(file: TestFile, { providers = [] }: TestRun): readonly Diagnostic[] {
  return providers.flatMap(({ inParent }) => {
    const key = providerKey(inParent);
    if (file.providers.has(key) || file.mockProviders.has(key)) return [];
    return [
      errorDiagnostic(
        operationError("missing-provider-definition", key),
        "This provider block references a provider definition that does not exist.",
        inParent.nameRange,
      ),
    ];
  });
}

/** The mocked providers that a run uses, by their address in the root module. */
function mocksOf(
  file: TestFile,
  run: TestRun,
  config: Config,
  given: Evaluation,
): {
  readonly byAddress: ReadonlyMap<string, EvaluatedMock>;
  readonly overrides: readonly ObjectOverride[];
} {
  const mocks = providersOfRun(file.mockProviders, run, (mock, name, alias) => ({
    ...mock,
    name,
    alias,
  }));
  const byAddress = new Map<string, EvaluatedMock>();
  const overrides: ObjectOverride[] = [];
  for (const mock of mocks.values()) {
    const values = new Map<string, MockedValues>();
    for (const [mode, types] of [
      ["managed", mock.resources],
      ["data", mock.data],
    ] as const)
      for (const [type, { values: expression, during }] of types)
        values.set(`${mode} ${type}`, {
          values: given.value(expression),
          inPlan: (during ?? mock.during) === "plan",
        });
    for (const source of sourcesNamed(config, mock.name)) {
      const alias = mock.alias === undefined ? "" : `.${mock.alias}`;
      byAddress.set(`provider["${source}"]${alias}`, { mock, values });
    }
    overrides.push(...given.overrides(mock.overrides, mock.during).objects);
  }
  return { byAddress, overrides };
}

/** Addresses of providers that go by this local name in the root module. */
function sourcesNamed({ root }: Config, name: string): readonly string[] {
  const found = new Set<string>();
  const required = root.module.requiredProviders.get(name);
  if (required !== undefined) found.add(required.source);
  for (const resource of root.module.resources.values())
    if ((resource.provider?.name ?? resource.type.split("_")[0]) === name) found.add(resource.providerSource);
  if (found.size === 0) found.add(impliedProviderSource(name));
  return [...found];
}
