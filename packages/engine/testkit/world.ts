/** Plans and applies in a simulated cloud, without a disk. Every plan that is applied goes through a plan file. */

import { formatInstance } from "@tutti/addresses";
import { type Config, loadConfig, memorySources, WHOLE_LANGUAGE } from "@tutti/config";
import { loadAllFunctions, loadTerraformProviderFunctions, runtimeScope } from "@tutti/functions";
import type { Diagnostic, FunctionScope } from "@tutti/hcl";
import type { ProviderFactory, ProviderRegistry } from "@tutti/plugin";
import { type Command, type Runtime, RuntimeError } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { type Journal, type JournalRecord, type RecordSafety, type State, StateFold } from "@tutti/state";
import type { Func, Value } from "@tutti/values";
import { expect } from "vitest";
import { applyPlan } from "../src/apply/apply-plan.ts";
import { openStateScope, type StateScope } from "../src/console/evaluate-in-state.ts";
import type { EngineEvent } from "../src/events.ts";
import type { Remembered } from "../src/incremental/remembered.ts";
import { type Looks, openLooks } from "../src/look/open-looks.ts";
import { createPlan } from "../src/plan/create-plan.ts";
import type { Plan, PlannedRollout } from "../src/plan.ts";
import { decodePlanFile, encodePlanFile } from "../src/plan-file/plan-file.ts";
import type { ApplyRequest, PlanRequest, Surroundings } from "../src/request.ts";
import { connectAgents } from "../src/service/service-agent.ts";
import { cloudRegistry, SimulatedCloud } from "./simulated-cloud.ts";
import { stateLines } from "./state-lines.ts";

const library = await loadAllFunctions();
// What is loaded on demand takes real time, of which a simulation knows nothing.
await loadTerraformProviderFunctions();

/** Nothing was made yet. */
export const EMPTY: State = {
  terraformVersion: "1.11.4",
  serial: 0,
  lineage: "l",
  outputs: new Map(),
  resources: new Map(),
  checkResults: [],
};

/** One file, or several by path; local modules are found as if `init` had been run. */
export type Files = string | Readonly<Record<string, string>>;

/** What the files say, with no mistake in them. */
export async function configOf(given: Files): Promise<Config> {
  const files = typeof given === "string" ? { "main.tf": given } : given;
  const { config, diagnostics } = await loadConfig(
    memorySources(new Map(Object.entries(files)), WHOLE_LANGUAGE),
    {
      productVersion: "1.11.4",
      install: true,
      queries: true,
    },
  );
  expect(messages(diagnostics.filter(({ severity }) => severity === "error"))).toEqual([]);
  if (config === undefined) throw new Error("no configuration");
  return config;
}

/** Diagnostics as a test compares them. */
export function messages(found: readonly Diagnostic[]): readonly string[] {
  return found.map(({ summary, detail }) => `${summary}: ${detail}`);
}

/** What a provisioner's command sees when it runs, and how it ends. */
export type Provision = (
  journalled: StateFold,
  command: Command,
) => number | { readonly exitCode: number; readonly output: string };

/** What a run may be given beside its configuration; all of it may be left out. */
export interface Setting {
  readonly mode?: Plan["mode"];
  readonly targets?: readonly string[];
  readonly excludes?: readonly string[];
  readonly replace?: readonly string[];
  /** Addresses of actions, with the mode "refresh-only". */
  readonly invoke?: readonly string[];
  readonly refresh?: boolean;
  /** Services are looked at. */
  readonly health?: PlanRequest["health"];
  readonly variables?: Readonly<Record<string, Value>>;
  /** Functions that are there beside none, while planning and while applying. */
  readonly functions?: ReadonlyMap<string, Func>;
  readonly applyFunctions?: ReadonlyMap<string, Func>;
  readonly provision?: Provision;
  /** How many operations run at a time; 10 by default. */
  readonly parallelism?: number;
  /** What the journal waits for behind each record. */
  readonly journalled?: (record: JournalRecord, safety: RecordSafety | undefined) => Promise<void>;
  /** Of the process that applies. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ctrl-C, where it is pressed. */
  readonly signal?: AbortSignal;
  /** What the `import` command names: ids by address. */
  readonly imports?: PlanRequest["imports"];
  /** Records that the journal cannot take: from the first of them on it takes none. */
  readonly refuses?: (record: JournalRecord) => boolean;
  /** Blocks may wait for a later plan, except for those that waited before. */
  readonly stages?: PlanRequest["stages"];
  /** What lists find; with the mode "refresh-only". */
  readonly query?: PlanRequest["query"];
  /** What a plan before left. */
  readonly onRollout?: ApplyRequest["onRollout"];
  readonly remembered?: PlanRequest["remembered"];
}

/** One plan. */
export interface Planned {
  readonly plan: Plan;
  readonly diagnostics: readonly Diagnostic[];
  readonly events: readonly EngineEvent[];
  readonly remembered: Remembered | undefined;
}

/** One plan and its apply. */
export interface Ran {
  readonly plan: Plan;
  readonly state: State;
  readonly diagnostics: readonly Diagnostic[];
  readonly events: readonly EngineEvent[];
  readonly interrupted: boolean;
  readonly stopped: readonly PlannedRollout[];
}

/** `address action` of what changes, in the plan's order. */
export function actionsOf({ plan }: { readonly plan: Plan }): readonly string[] {
  return plan.changes.map(({ address, action }) => `${formatInstance(address)} ${action}`);
}

/** Addresses of all objects in a state, sorted. */
export function addressesOf(state: State): readonly string[] {
  const found: string[] = [];
  for (const { address, instances } of state.resources.values())
    for (const key of instances.keys()) found.push(formatInstance({ ...address, key }));
  return found.sort();
}

const ADDRESS = "10.0.0.1";

/** Plans and applies on one machine, next to one cloud. */
export class World {
  readonly cloud = new SimulatedCloud();
  readonly #simulation = createSimulation(1);
  readonly #host = this.#simulation.host(ADDRESS, {
    variables: { CONSUL_HTTP_ADDR: `${ADDRESS}:8500` },
  });
  readonly #clouds = cloudRegistry(this.cloud, this.#host, this.#simulation.random, { ended: false });
  readonly providers: ProviderRegistry;
  readonly connectAgent = connectAgents(this.#host);

  /** With one more provider beside the cloud's. */
  constructor(more?: (runtime: Runtime) => ProviderFactory) {
    const other = more?.(this.#host);
    this.providers = {
      load: async (source) => (source === other?.source ? other : this.#clouds.load(source)),
    };
  }

  /** A machine of this world; everything runs on `10.0.0.1`, where the agent is looked for. */
  host(address: string): Runtime {
    return this.#simulation.host(address);
  }

  get home(): string {
    return this.#host.environment.home;
  }

  /** A file that providers and functions may read; its folder comes to be. */
  async write(path: string, text: string): Promise<void> {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (folder !== "") await this.#host.disk.makeDirectory(folder);
    await this.#host.disk.writeFile(path, text);
  }

  until<T>(work: Promise<T>): Promise<T> {
    return this.#simulation.until(work);
  }

  /** Plans, with no mistake in it, and applies. */
  async run(state: State, files: Files, setting: Setting | Provision = {}): Promise<Ran> {
    const given = typeof setting === "function" ? { provision: setting } : setting;
    const { plan, diagnostics } = await this.plan(state, files, given);
    expect(messages(diagnostics.filter(({ severity }) => severity === "error"))).toEqual([]);
    return this.apply(plan, files, given);
  }

  async plan(state: State, files: Files, setting: Setting = {}): Promise<Planned> {
    const events: EngineEvent[] = [];
    const request: PlanRequest = {
      ...this.#around(await configOf(files), setting.functions, events),
      state,
      variables: givenVariables(setting),
      mode: setting.mode ?? "normal",
      refresh: setting.refresh ?? true,
      health: setting.health,
      targets: setting.targets ?? [],
      excludes: setting.excludes ?? [],
      replace: setting.replace ?? [],
      invoke: setting.invoke ?? [],
      timestamp: "2026-01-01T00:00:00Z",
      ...(setting.imports === undefined ? {} : { imports: setting.imports }),
      stages: setting.stages,
      ...(setting.query === undefined ? {} : { query: setting.query }),
      remembered: setting.remembered,
    };
    const { plan, diagnostics, remembered } = await this.until(createPlan(request));
    if (plan === undefined) throw new Error(`no plan: ${messages(diagnostics).join("; ")}`);
    return { plan, diagnostics, events, remembered };
  }

  /** Applies what came out of a plan file; `files` are the configuration that it was made from. */
  async apply(given: Plan, files: Files, setting: Setting = {}): Promise<Ran> {
    const plan = throughFile(given);
    const { random, processes } = this.#host;
    const fold = new StateFold(plan.priorState);
    const { provision } = setting;
    for (const shell of ["/bin/sh", "/bin/other"]) {
      processes.install(shell, async (command: Command) => {
        const ended = provision?.(fold, command) ?? 0;
        return typeof ended === "number" ? { exitCode: ended } : ended;
      });
    }
    let full = false;
    const journal: Journal = {
      async write(record, safety) {
        full ||= setting.refuses?.(record) === true;
        if (full) throw new RuntimeError("ENOSPC", "the journal", "no space left on device");
        fold.apply(record);
        await setting.journalled?.(record, safety);
      },
    };
    const events: EngineEvent[] = [];
    const { state, diagnostics, interrupted, stopped } = await this.until(
      applyPlan({
        ...this.#around(await configOf(files), setting.applyFunctions ?? setting.functions, events),
        signal: setting.signal,
        parallelism: setting.parallelism,
        plan,
        journal,
        random,
        processes,
        network: this.#host.network,
        disk: this.#host.disk,
        home: this.#host.environment.home,
        environment: new Map(Object.entries(setting.environment ?? {})),
        variables: givenVariables(setting),
        onRollout: setting.onRollout,
      }),
    );
    if (!full && state !== plan.previousState) expectSame(fold, state);
    return { plan, state, diagnostics, events, interrupted, stopped };
  }

  /** What expressions of the console see of that state. */
  async console(state: State, files: Files, setting: Setting = {}): Promise<StateScope> {
    const around = this.#around(await configOf(files), setting.functions, []);
    return this.until(openStateScope({ ...around, state, variables: givenVariables(setting) }));
  }

  /** Who looks at single objects of that state. */
  async looks(state: State, files: Files, setting: Setting = {}): Promise<Looks> {
    const around = this.#around(await configOf(files), setting.functions, []);
    return this.until(openLooks({ ...around, state, variables: givenVariables(setting) }));
  }

  #around(
    config: Config,
    functions: ReadonlyMap<string, Func> | undefined,
    events: EngineEvent[],
  ): Surroundings {
    const { providers, connectAgent } = this;
    return {
      config,
      providers,
      connectAgent,
      functions: withOwn(library.table(runtimeScope(this.#host, { pure: true })), functions),
      clock: this.#host.clock,
      workspace: "default",
      directory: "/",
      onEvent: (event) => void events.push(event),
    };
  }
}

/** Whoever reads the journal after the process was killed comes to the same, and finds nothing open. */
function expectSame(fold: StateFold, state: State): void {
  expect(fold.openIntents).toEqual([]);
  expect(stateLines(fold.state())).toEqual(stateLines(state));
  expect(fold.state().checkResults).toEqual(state.checkResults);
}

/** The built-in functions, and others that hide those of their names. */
function withOwn(all: FunctionScope, own: ReadonlyMap<string, Func> = new Map()): FunctionScope {
  return {
    get: (name) => own.get(name) ?? all.get(name),
    keys: () => [...all.keys(), ...own.keys()],
  };
}

function givenVariables({ variables = {} }: Setting): PlanRequest["variables"] {
  return new Map(
    Object.entries(variables).map(([name, value]) => [name, { value, source: { kind: "argument" } }]),
  );
}

function throughFile(plan: Plan): Plan {
  const none = new Map<string, string>();
  const bytes = encodePlanFile({
    plan,
    sources: none,
    dataFiles: undefined,
    extra: none,
    workspace: "default",
  });
  const decoded = decodePlanFile(bytes);
  if (!decoded.ok) throw new Error(decoded.message);
  return decoded.file.plan;
}
