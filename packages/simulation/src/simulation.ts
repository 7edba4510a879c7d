import { type Random, type Runtime, SILENT_LOG } from "@tutti/runtime";
import { createSeededRandom } from "./prng.ts";
import { createSimulatedClock } from "./simulated-clock.ts";
import { createSimulatedDisk, type SimulatedDisk } from "./simulated-disk.ts";
import { createSimulatedInternet, type SimulatedInternet } from "./simulated-network.ts";
import { createSimulatedProcesses, type SimulatedProcesses } from "./simulated-processes.ts";
import { turn } from "./turn.ts";

/** A world of its own: one time, one network, many hosts. The same seed and the same calls give the same run. */
export interface Simulation {
  readonly seed: number;
  readonly random: Random;
  readonly internet: SimulatedInternet;
  /** The host of that address, made when it is first asked for. */
  host(address: string, options?: HostOptions): SimulatedHost;
  /** Lets `durationMs` pass, running all that falls due on the way. */
  run(durationMs: number): Promise<void>;
  /**
   * Lets time pass until the promise settles, and gives its result. Fails
   * after `limitMs` of simulated time, or when nothing is left that could
   * settle it: then it would wait for ever.
   */
  until<T>(promise: Promise<T>, limitMs?: number): Promise<T>;
  readonly nowMs: number;
}

/** What a simulated host begins with. */
export interface HostOptions {
  readonly variables?: Readonly<Record<string, string>>;
  readonly directory?: string;
}

/** A runtime on a simulated machine, with ways to look into it. */
export interface SimulatedHost extends Runtime {
  readonly disk: SimulatedDisk;
  readonly processes: SimulatedProcesses;
}

/** 2026-01-01T00:00:00Z. */
const START_MS = 1_767_225_600_000;
const LIMIT_DEFAULT_MS = 24 * 3_600_000;

/** A world in which the seed decides everything: the same seed, the same order of events. */
export function createSimulation(seed: number): Simulation {
  const random = createSeededRandom(seed);
  const clock = createSimulatedClock(START_MS);
  const internet = createSimulatedInternet(clock, random);
  const hosts = new Map<string, SimulatedHost>();

  function createHost(address: string, options: HostOptions): SimulatedHost {
    const disk = createSimulatedDisk(random, clock.now);
    return {
      clock,
      random,
      disk,
      network: internet.host(address),
      processes: createSimulatedProcesses(clock),
      log: SILENT_LOG,
      environment: {
        variables: new Map(Object.entries(options.variables ?? {})),
        directory: options.directory ?? "/",
        home: "/home/user",
        hostname: address,
        user: "user",
        pid: 1,
        self: ["tutti"],
        os: "linux",
        arch: "amd64",
        cores: 2,
        memory: () => ({ heap: 1 << 20, resident: 1 << 21 }),
      },
    };
  }

  /** One step: everything that can go on goes on, then the next timer's moment comes. False: nothing waits. */
  async function step(limit: number): Promise<boolean> {
    await turn();
    const due = clock.nextDue();
    if (due === undefined || due > limit) return false;
    clock.advanceTo(due);
    return true;
  }

  return {
    seed,
    random,
    internet,
    host(address, options = {}) {
      const host = hosts.get(address) ?? createHost(address, options);
      hosts.set(address, host);
      return host;
    },
    async run(durationMs) {
      const end = clock.monotonic() + durationMs;
      while (await step(end));
      clock.advanceTo(end);
      await turn();
    },
    async until(promise, limitMs = LIMIT_DEFAULT_MS) {
      const end = clock.monotonic() + limitMs;
      let settled = false;
      const mark = (): void => {
        settled = true;
      };
      promise.then(mark, mark);
      for (;;) {
        await turn();
        if (settled) return promise;
        if (await step(end)) continue;
        await turn();
        if (settled) return promise;
        throw new Error(`seed ${seed}: the promise did not settle within ${limitMs} ms of simulated time`);
      }
    },
    get nowMs() {
      return clock.now();
    },
  };
}
