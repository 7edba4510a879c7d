/** Plans and applies in a simulated cloud, without a disk. For tests. */

import { type Config, loadConfig, memorySources } from "@tutti/config";
import type { Diagnostic } from "@tutti/hcl";
import type { Command } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { type JournalRecord, type State, StateFold } from "@tutti/state";
import { expect } from "vitest";
import { createPlan } from "../plan/create-plan.ts";
import type { Plan } from "../plan.ts";
import { connectAgents } from "../service/service-agent.ts";
import { applyPlan } from "./apply-plan.ts";
import { cloudRegistry, SimulatedCloud } from "./simulated-cloud.ts";

/** Nothing was made yet. */
export const EMPTY: State = {
  terraformVersion: "1.11.4",
  serial: 0,
  lineage: "l",
  outputs: new Map(),
  resources: new Map(),
  checkResults: [],
};

async function configOf(text: string): Promise<Config> {
  const { config, diagnostics } = await loadConfig(memorySources(new Map([["main.tf", text]])), {
    productVersion: "1.11.4",
  });
  expect(messages(diagnostics)).toEqual([]);
  if (config === undefined) throw new Error("no configuration");
  return config;
}

const messages = (found: readonly Diagnostic[]) =>
  found.map(({ summary, detail }) => `${summary}: ${detail}`);

/** What a provisioner's command sees when it runs, and how it ends. */
export type Provision = (journalled: StateFold) => number;

/** One plan and its apply. */
export interface Ran {
  readonly plan: Plan;
  readonly state: State;
  readonly diagnostics: readonly Diagnostic[];
}

/** Plans and applies on one machine, next to one cloud. */
export class World {
  readonly cloud = new SimulatedCloud();
  readonly #simulation = createSimulation(1);
  readonly #host = this.#simulation.host("10.0.0.1");
  readonly providers = cloudRegistry(this.cloud, this.#host, this.#simulation.random, { ended: false });

  readonly connectAgent = connectAgents(this.#host);

  until<T>(work: Promise<T>): Promise<T> {
    return this.#simulation.until(work);
  }

  run(state: State, text: string, provision: Provision = () => 0): Promise<Ran> {
    return this.until(this.#run(state, text, provision));
  }

  async #run(state: State, text: string, provision: Provision): Promise<Ran> {
    const { clock, random, processes } = this.#host;
    const fold = new StateFold(state);
    processes.install("/bin/sh", async (_command: Command) => ({ exitCode: provision(fold) }));
    const around = {
      config: await configOf(text),
      providers: this.providers,
      connectAgent: this.connectAgent,
      functions: new Map(),
      clock,
      workspace: "default",
      directory: "/",
    };
    const planned = await createPlan({
      ...around,
      state,
      variables: new Map(),
      mode: "normal",
      refresh: true,
      targets: [],
      replace: [],
      timestamp: "2026-01-01T00:00:00Z",
    });
    expect(messages(planned.diagnostics)).toEqual([]);
    if (planned.plan === undefined) throw new Error("no plan");
    const journal = { write: async (record: JournalRecord) => fold.apply(record) };
    const { plan } = planned;
    const result = await applyPlan({ ...around, plan, journal, random, processes, environment: new Map() });
    return { plan, state: result.state, diagnostics: result.diagnostics };
  }
}
