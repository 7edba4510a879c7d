import { formatResourceName, formatTarget, modulePathOf } from "@tutti/addresses";
import {
  type Config,
  type InputValue,
  impliedProviderSource,
  moduleAt,
  type Override,
  type TestFile,
  type TestRun,
} from "@tutti/config";

import {
  type Diagnostic,
  errorDiagnostic,
  evaluate,
  type FunctionScope,
  hasErrors,
  warningDiagnostic,
} from "@tutti/hcl";
import type { ProviderRegistry } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import type { StateSeal } from "@tutti/state";
import type { Value } from "@tutti/values";
import { operationError } from "../errors.ts";
import { Evaluation } from "./evaluation.ts";
import type { TestEvent, TestStatus } from "./events.ts";
import { FileStates, type HeldState, type LeftObjects } from "./file-states.ts";
import type { MockedValues } from "./made-up-provider.ts";
import { destroyTested, performRun, type RunRequest, type RunResult } from "./run-block.ts";
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
  /** By the source of a run's module; the empty text is the module beside the tests. */
  configOf(source: string): Promise<Config | readonly Diagnostic[]>;
  readonly global: ReadonlyMap<string, InputValue>;
  readonly signal: AbortSignal | undefined;
  tell(event: TestEvent): void;
}

/** A state that runs of the file worked on, and how to take it down. */
interface UsedState {
  readonly held: HeldState;
  /** The last run that applied to it, with all that it was given. */
  last: { readonly run: TestRun; readonly request: RunRequest } | undefined;
  /** A test that was killed left objects in it, which go before anything else is done. */
  isLeftOver: boolean;
}

/** Runs one file from its first run to the end of what it made. */
export class FileRunner {
  readonly #suite: Suite;
  readonly #file: TestFile;
  readonly #states: FileStates;
  readonly #used = new Map<string, UsedState>();
  readonly #outputs = new Map<string, ReadonlyMap<string, Value>>();
  /** A state stays, with what is in it. */
  #isLeft = false;

  constructor(suite: Suite, file: TestFile) {
    this.#suite = suite;
    this.#file = file;
    this.#states = new FileStates(suite.runtime, file.path, suite.seal);
  }

  async run(): Promise<{ readonly runs: readonly TestStatus[]; readonly isLeft: boolean }> {
    const { tell } = this.#suite;
    const file = this.#file.path;
    tell({ kind: "file-start", file });
    const statuses: TestStatus[] = [];
    for (const run of this.#file.runs) {
      const skipped = statuses.includes("error") || this.#suite.signal?.aborted === true;
      statuses.push(skipped ? this.#skip(run) : await this.#perform(run));
    }
    tell({ kind: "file-teardown", file });
    await this.#takeDown();
    tell({ kind: "file-end", file, status: this.#isLeft ? "error" : worstOf(statuses) });
    return { runs: statuses, isLeft: this.#isLeft };
  }

  #skip({ name }: TestRun): TestStatus {
    this.#tellEnd(name, { status: "skip", diagnostics: [], tested: undefined }, 0);
    return "skip";
  }

  #tellEnd(
    run: string,
    { status, diagnostics, tested }: Pick<RunResult, "status" | "diagnostics" | "tested">,
    startedAtMs: number,
  ): void {
    const { clock } = this.#suite.runtime;
    const tookMs = startedAtMs === 0 ? 0 : clock.now() - startedAtMs;
    const file = this.#file.path;
    this.#suite.tell({ kind: "run-end", file, run, status, diagnostics, tested, startedAtMs, tookMs });
  }

  async #perform(run: TestRun): Promise<TestStatus> {
    const started = this.#suite.runtime.clock.now();
    this.#suite.tell({ kind: "run-start", file: this.#file.path, run: run.name });
    const prepared = await this.#prepare(run);
    if (!("request" in prepared)) {
      this.#tellEnd(run.name, { status: "error", diagnostics: prepared, tested: undefined }, started);
      return "error";
    }
    const { request, used, warnings } = prepared;
    const cleared = used.isLeftOver ? await this.#clear(run, request, used) : [];
    if (hasErrors(cleared)) {
      this.#tellEnd(run.name, { status: "error", diagnostics: cleared, tested: undefined }, started);
      return "error";
    }
    const result = await performRun(request);
    if (result.applied) used.last = { run, request };
    this.#outputs.set(run.name, result.outputs);
    this.#tellEnd(
      run.name,
      { ...result, diagnostics: [...cleared, ...warnings, ...result.diagnostics] },
      started,
    );
    return result.status;
  }

  /** Destroys what an earlier test left here when it was killed, with what this run knows of the providers. */
  async #clear(run: TestRun, request: RunRequest, used: UsedState): Promise<readonly Diagnostic[]> {
    // Should that fail, it is tried again at the end.
    used.last = { run, request };
    used.isLeftOver = false;
    const diagnostics = await destroyTested(request);
    const told = warningDiagnostic(
      operationError("objects-of-an-earlier-test-destroyed"),
      `An earlier test of ${this.#file.path} was stopped before it could destroy what it had made. That was done now:\n${listOf(used.held.leftOver)}`,
    );
    return hasErrors(diagnostics) ? diagnostics : [told, ...diagnostics];
  }

  async #prepare(
    run: TestRun,
  ): Promise<
    | readonly Diagnostic[]
    | { readonly request: RunRequest; readonly used: UsedState; readonly warnings: readonly Diagnostic[] }
  > {
    const { runtime, signal, functions, global } = this.#suite;
    const source = run.module?.source ?? "";
    const loaded = await this.#suite.configOf(source);
    if (!("root" in loaded)) return loaded;
    const context = (seen: ReadonlyMap<string, Value>) => testContext(functions, this.#outputs, seen);
    const variables = variablesOfRun({
      file: this.#file,
      run,
      module: loaded.root.module,
      global,
      context,
      before: new Set(this.#outputs.keys()),
    });
    if (hasErrors(variables.diagnostics)) return variables.diagnostics;
    const given = new Evaluation((expression) => evaluate(expression, context(variables.seen)));
    const overrides = given.overrides([...run.overrides, ...this.#file.overrides]);
    const mocks = this.#mocksOf(run, loaded, given);
    if (hasErrors(given.diagnostics)) return given.diagnostics;
    given.diagnostics.push(...missingTargets(run.overrides, loaded));
    const used = await this.#stateOf(keyOfState(run));
    if (!("held" in used)) return used;
    const { random } = runtime;
    const providers = providersOfRun(this.#file.providers, run, (config, name, alias) => ({
      ...config,
      name,
      alias,
    }));
    const request: RunRequest = {
      runtime,
      run,
      config: configOfRun(loaded, providers, overrides.modules),
      state: used.held.handle,
      providers: mockedRegistry(this.#suite.providers, mocks.byAddress, random),
      standIn: standInFor([...overrides.objects, ...mocks.overrides], random),
      variables: variables.given,
      seen: variables.seen,
      before: this.#outputs,
      runNames: this.#file.runs.map(({ name }) => name),
      signal,
    };
    return { request, used, warnings: [...variables.diagnostics, ...given.diagnostics] };
  }

  /** The mocked providers that a run uses, by their address in the root module. */
  #mocksOf(
    run: TestRun,
    config: Config,
    given: Evaluation,
  ): {
    readonly byAddress: ReadonlyMap<string, EvaluatedMock>;
    readonly overrides: readonly ObjectOverride[];
  } {
    const mocks = providersOfRun(this.#file.mockProviders, run, (mock, name, alias) => ({
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

  async #stateOf(key: string): Promise<UsedState | readonly Diagnostic[]> {
    const known = this.#used.get(key);
    if (known !== undefined) return known;
    const held = await this.#states.open(key);
    if (held.kind !== "held") return held.diagnostics;
    const used: UsedState = { held, last: undefined, isLeftOver: held.leftOver.length > 0 };
    this.#used.set(key, used);
    return used;
  }

  /** Destroys what the runs made, the last state first, and tells of all that is left. */
  async #takeDown(): Promise<void> {
    const order = this.#file.runs;
    const used = [...this.#used.values()].sort(
      (a, b) =>
        (b.last === undefined ? -1 : order.indexOf(b.last.run)) -
        (a.last === undefined ? -1 : order.indexOf(a.last.run)),
    );
    for (const state of used) await this.#takeDownOne(state);
    for (const { key, place, objects, diagnostics } of await this.#states.untouched()) {
      const run = order.find((one) => keyOfState(one) === key)?.name;
      const told =
        run === undefined && objects.length > 0 ? [...diagnostics, this.#noRun(place)] : diagnostics;
      this.#tellLeft(run, told, objects, place);
    }
    await this.#states.removeFolder();
  }

  async #takeDownOne({ held, last }: UsedState): Promise<void> {
    const { handle } = held;
    if (last === undefined) return this.#states.close(held, true);
    const { name } = last.run;
    this.#suite.tell({ kind: "run-teardown", file: this.#file.path, run: name });
    const diagnostics = await destroyTested({ ...last.request, signal: undefined });
    const found = await this.#states.objectsIn(handle);
    const isUnreadable = "kind" in found;
    const rest = isUnreadable ? [] : found;
    const told = isUnreadable ? found.diagnostics : diagnostics;
    if (told.length > 0 || rest.length > 0) this.#tellLeft(name, told, rest, handle.place);
    await this.#states.close(held, !isUnreadable && rest.length === 0);
  }

  #tellLeft(
    run: string | undefined,
    diagnostics: readonly Diagnostic[],
    objects: LeftObjects,
    place: string,
  ): void {
    this.#suite.tell({ kind: "left-behind", file: this.#file.path, run, diagnostics, objects, place });
    this.#isLeft ||= objects.length > 0 || hasErrors(diagnostics);
  }

  /** What was left in it cannot be destroyed: nothing says any more how its providers are configured. */
  #noRun(place: string): Diagnostic {
    return errorDiagnostic(
      operationError("no-run-destroys-what-is-left"),
      `An earlier test of ${this.#file.path} was stopped before it could destroy what it had made, and no run of the file works on that state any more, so nothing says how to destroy it. The state stays in ${place}. Put the run back and run the test once: it destroys the objects first. Or destroy them by hand and remove the file.`,
    );
  }
}

/** Runs of one key share one state. */
function keyOfState({ stateKey, module }: TestRun): string {
  return stateKey ?? module?.source ?? "";
}

/** Overrides of a run that are for nothing. */
function missingTargets(overrides: readonly Override[], { root }: Config): readonly Diagnostic[] {
  return overrides.flatMap(({ target, targetRange }) => {
    const path = modulePathOf(
      target.kind === "module"
        ? target.module
        : target.kind === "resource"
          ? target.resource.module
          : target.instance.module,
    );
    const node = moduleAt(root, path);
    const name =
      target.kind === "resource" ? target.resource : target.kind === "instance" ? target.instance : undefined;
    if (node !== undefined && (name === undefined || node.module.resources.has(formatResourceName(name))))
      return [];
    return [
      warningDiagnostic(
        operationError("override-target-does-not-exist"),
        `The override target ${formatTarget(target)} does not exist within the configuration under test. This could indicate a typo in the target address or an unnecessary override.`,
        targetRange,
      ),
    ];
  });
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

function worstOf(statuses: readonly TestStatus[]): TestStatus {
  return (["error", "fail"] as const).find((status) => statuses.includes(status)) ?? "pass";
}

function listOf(objects: LeftObjects): string {
  return objects.map(({ instance }) => `  - ${instance}`).join("\n");
}
