/** Whole applies on a simulated machine whose disk stops or fails at every write in turn. */

import { formatInstance } from "@tutti/addresses";
import { type Config, loadConfig, memorySources } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { createSimulation, type SimulatedHost, type Simulation } from "@tutti/simulation";
import {
  DEFAULT_BACKEND,
  noSettings,
  type State,
  type StateHandle,
  type StateProblem,
  stateError,
} from "@tutti/state";
import { describe, expect, it } from "vitest";
import { cloudRegistry, type Life, SimulatedCloud } from "../../testkit/simulated-cloud.ts";
import { createPlan } from "../plan/create-plan.ts";
import { evaluateProviderConfigs } from "../plan/provider-configs.ts";
import type { PlanRequest } from "../request.ts";
import { connectAgents } from "../service/service-agent.ts";
import { applyPlan } from "./apply-plan.ts";
import { recover } from "./recover.ts";

const SEEDS = [1, 2];
const JOURNAL = "/work/.terraform.tfstate.journal";

/** Two by count, one behind them, one that will be replaced create-first, one that goes. */
const FIRST = `
resource "cloud_thing" "a" {
  count = 2
  name  = "a\${count.index}"
}
resource "cloud_thing" "b" {
  name = "b-\${cloud_thing.a[0].name}"
  lifecycle { create_before_destroy = true }
}
resource "cloud_thing" "gone" { name = "gone" }
resource "cloud_thing" "grows" { name = "grows" }
output "b" { value = cloud_thing.b.id }
`;

/** One replaced, one destroyed, one updated, one created, one replaced create-first. */
const SECOND = `
resource "cloud_thing" "a" {
  count = 1
  name  = "other\${count.index}"
}
resource "cloud_thing" "b" {
  name = "b-\${cloud_thing.a[0].name}"
  lifecycle { create_before_destroy = true }
}
resource "cloud_thing" "grows" {
  name = "grows"
  size = "big"
}
resource "cloud_thing" "new" {
  name = "new-\${cloud_thing.grows.id}"
}
output "b" { value = cloud_thing.b.id }
`;

interface Scenario {
  readonly name: string;
  readonly before: string | undefined;
  readonly config: string;
  /** What stands at the end; ids are as the world gave them. */
  readonly wanted: (idOf: (name: string) => string | undefined) => readonly string[];
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: "from nothing",
    before: undefined,
    config: FIRST,
    wanted: () => ["a0=small", "a1=small", "b-a0=small", "gone=small", "grows=small"],
  },
  {
    name: "changes of every kind",
    before: FIRST,
    config: SECOND,
    wanted: (idOf) => ["b-other0=small", "grows=big", `new-${idOf("grows")}=small`, "other0=small"],
  },
  { name: "everything goes", before: FIRST, config: `output "left" { value = "nothing" }`, wanted: () => [] },
];

async function configOf(text: string): Promise<Config> {
  const { config, diagnostics } = await loadConfig(memorySources(new Map([["main.tf", text]])), {
    productVersion: "1.11.4",
  });
  expect(diagnostics).toEqual([]);
  if (config === undefined) throw new Error("no configuration");
  return config;
}

interface World {
  readonly simulation: Simulation;
  readonly host: SimulatedHost;
  readonly cloud: SimulatedCloud;
}

async function createWorld(seed: number, { before }: Scenario): Promise<World> {
  const simulation = createSimulation(seed);
  const world = { simulation, host: simulation.host("10.0.0.1"), cloud: new SimulatedCloud() };
  await simulation.until(world.host.disk.makeDirectory("/work"));
  if (before !== undefined) expect((await run(world, await configOf(before))).diagnostics).toEqual([]);
  return world;
}

interface Ran {
  readonly diagnostics: readonly Diagnostic[];
  readonly actions: readonly string[];
  readonly state: State | undefined;
}

const refused = (problems: readonly StateProblem[]): Ran => ({
  diagnostics: problems.map((problem) => errorDiagnostic(problem, problem.detail)),
  actions: [],
  state: undefined,
});

/** One process: lock, read, recover, plan, apply, save, as the command line does it. */
async function runProcess({ simulation, host, cloud }: World, config: Config, life: Life): Promise<Ran> {
  const store = openState(host);
  const lock = await store.lock({ operation: "apply", timeoutMs: 0 });
  if (!lock.ok) return refused([{ ...stateError("state-lock-lost"), detail: lock.message }]);
  try {
    return await runLocked({ simulation, host, cloud }, store, config, life);
  } finally {
    await lock.lock.release();
  }
}

function openState(host: World["host"]): StateHandle {
  const flags = { files: { state: "/work/terraform.tfstate" } };
  const surroundings = { runtime: host, reader: { name: "<Tutti>", version: "1.11.4" }, ...flags };
  return DEFAULT_BACKEND.create(surroundings, noSettings(DEFAULT_BACKEND)).open("default");
}

async function runLocked(
  { simulation, host, cloud }: World,
  store: StateHandle,
  config: Config,
  life: Life,
): Promise<Ran> {
  const opened = await store.read();
  if (!opened.ok) return refused(opened.problems);
  const around = {
    config,
    providers: cloudRegistry(cloud, host, simulation.random, life),
    connectAgent: connectAgents(host),
    functions: new Map(),
    clock: host.clock,
    workspace: "default",
    directory: "/work",
  };
  const request: PlanRequest = {
    ...around,
    state: opened.value.state,
    variables: new Map(),
    mode: "normal",
    refresh: true,
    targets: [],
    replace: [],
    timestamp: new Date(host.clock.now()).toISOString(),
  };
  let { state } = opened.value;
  if (opened.value.openIntents.length > 0) {
    const journal = await store.begin();
    if (!journal.ok) return refused(journal.problems);
    const configs = await evaluateProviderConfigs(request);
    const intents = opened.value.openIntents;
    const found = await recover({ ...around, state, intents, configs, journal: journal.value });
    await journal.value.close();
    if (found.diagnostics.length > 0)
      return { diagnostics: found.diagnostics, actions: [], state: undefined };
    const again = await store.read();
    if (!again.ok) return refused(again.problems);
    state = again.value.state;
  }
  const { plan, diagnostics } = await createPlan({ ...request, state });
  if (plan === undefined || diagnostics.length > 0) return { diagnostics, actions: [], state: undefined };
  const actions = plan.changes.map(({ address, action }) => `${formatInstance(address)} ${action}`);
  const journal = await store.begin();
  if (!journal.ok) return refused(journal.problems);
  const { random, processes, environment, network, disk } = host;
  const result = await applyPlan({
    ...around,
    plan,
    journal: journal.value,
    random,
    processes,
    environment: environment.variables,
    network,
    disk,
    home: environment.home,
  });
  await journal.value.close();
  const saved = await store.save(result.state);
  const problems = saved.ok ? [] : refused(saved.problems).diagnostics;
  return {
    diagnostics: [...result.diagnostics, ...problems],
    actions,
    state: saved.ok ? saved.value : undefined,
  };
}

/** A process that nothing befalls. */
function run(world: World, config: Config): Promise<Ran> {
  return world.simulation.until(runProcess(world, config, { ended: false }));
}

/** A process whose machine stops at that write; false if it came to its end before. */
async function runCut(
  world: World,
  config: Config,
  write: number,
  after: "kill" | "power-cut",
): Promise<boolean> {
  const life: Life = { ended: false };
  const cut = new Promise<"cut">((resolve) => {
    world.host.disk.cutAt(write, () => {
      life.ended = true;
      resolve("cut");
    });
  });
  const ended = await world.simulation.until(Promise.race([runProcess(world, config, life), cut]));
  world.host.disk.restart(after);
  return ended === "cut";
}

/** Runs to the end and looks that world, state and files are what one undisturbed apply makes of them. */
async function expectSettled(world: World, scenario: Scenario, config: Config, where: string): Promise<void> {
  const found = await run(world, config);
  expect(
    found.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`),
    where,
  ).toEqual([]);
  const idOf = (wanted: string) => [...world.cloud.objects].find(([, { name }]) => name === wanted)?.[0];
  expect(world.cloud.listing(), where).toEqual(scenario.wanted(idOf));
  const ids: string[] = [];
  for (const { instances } of found.state?.resources.values() ?? []) {
    for (const { current, deposed } of instances.values()) {
      expect([deposed.size, current?.status], where).toEqual([0, "ready"]);
      ids.push(JSON.parse(current?.attributesJson ?? "{}").id);
    }
  }
  expect(ids.sort(), where).toEqual([...world.cloud.objects.keys()].sort());
  expect([...world.host.disk.files().keys()], where).not.toContain(JOURNAL);
  const again = await run(world, config);
  expect(
    again.actions.filter((text) => !text.endsWith(" no-op")),
    where,
  ).toEqual([]);
}

describe.each(SCENARIOS)("an apply on a simulated machine: $name", (scenario) => {
  for (const seed of SEEDS) {
    it.each(["kill", "power-cut"] as const)(
      `loses nothing and makes nothing twice, stopped at any write by a %s (seed ${seed})`,
      async (after) => {
        const config = await configOf(scenario.config);
        let stopped = true;
        for (let write = 1; stopped; write += 1) {
          const world = await createWorld(seed, scenario);
          stopped = await runCut(world, config, write, after);
          // Who takes over may be stopped too.
          const second = 1 + world.simulation.random.integer(20);
          await runCut(world, config, second, after);
          await expectSettled(
            world,
            scenario,
            config,
            `seed ${seed}, ${after} at writes ${write}, ${second}`,
          );
          if (!stopped) expect(write).toBeGreaterThan(10);
        }
      },
    );

    it(`says so and loses nothing when the disk is full from any write on (seed ${seed})`, async () => {
      const config = await configOf(scenario.config);
      let failed = true;
      for (let write = 1; failed; write += 1) {
        const world = await createWorld(seed, scenario);
        world.host.disk.failFrom(write, "ENOSPC");
        const found = await run(world, config);
        world.host.disk.mend();
        const told = found.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join("\n");
        const where = `seed ${seed}, ENOSPC from write ${write}`;
        await expectSettled(world, scenario, config, where);
        failed = told !== "";
        if (failed) expect(told, where).toMatch(/no space is left on the disk|ENOSPC/i);
        else expect(write).toBeGreaterThan(10);
      }
    });
  }
});
