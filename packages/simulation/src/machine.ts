import { createSimulation, type HostOptions, type SimulatedHost, type Simulation } from "./simulation.ts";

/** One machine in memory with a folder that one works in: for what runs as a program and is no server. */
export interface Machine {
  readonly simulation: Simulation;
  readonly host: SimulatedHost;
  /** Writes files by path, and the folders that they lie in. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** The text of a file; undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  /**
   * Lets time pass until the promise settles. Unlike `Simulation.until` it
   * never gives up: a program that loads a part of itself when it needs it
   * waits for the real disk, of which the simulated time knows nothing.
   */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** Seed 1, host `10.0.0.1`. */
export function createMachine(options: HostOptions = {}): Machine {
  const simulation = createSimulation(1);
  const host = simulation.host("10.0.0.1", options);
  return {
    simulation,
    host,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        const at = path.lastIndexOf("/");
        if (at > 0) await host.disk.makeDirectory(path.slice(0, at));
        await host.disk.writeFile(path, text);
      }
    },
    async read(path) {
      return (await host.disk.stat(path)) === undefined ? undefined : host.disk.readText(path);
    },
    async until(promise) {
      let settled = false;
      const settle = (): void => {
        settled = true;
      };
      promise.then(settle, settle);
      while (!settled) await simulation.run(1);
      return promise;
    },
  };
}
