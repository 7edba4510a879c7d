/**
 * The only door to the outside. Everything with an effect — time, timers,
 * randomness, disk, network, processes, the environment — is reached through a
 * `Runtime` that was handed in, so that the whole system also runs under
 * simulation on a seed (`@tutti/simulation`).
 */

import type { Clock } from "./clock.ts";
import type { Disk } from "./disk.ts";
import type { Log } from "./log.ts";
import type { Network } from "./network.ts";
import type { Processes } from "./processes.ts";
import type { Profiler } from "./profiler.ts";
import type { Random } from "./random.ts";

/** Everything outside of the program: the only way to it. There is a real one and a simulated one. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
  readonly network: Network;
  readonly processes: Processes;
  readonly environment: Environment;
  /** For whoever looks for a fault; what people are to read is no log. */
  readonly log: Log;
  /** Left out where there is no way to look: under simulation. */
  readonly profiler?: Profiler;
  /** Told by a command that finds much to do, for good: what runs the program may set itself up for that. */
  readonly expectLongRun?: () => void;
}

/** What the process was started with. */
export interface Environment {
  readonly variables: ReadonlyMap<string, string>;
  readonly directory: string;
  readonly home: string;
  readonly hostname: string;
  readonly user: string;
  readonly pid: number;
  /** The words that start this program once more; arguments go behind them. */
  readonly self: readonly string[];
  /** The name by which the program was called (`tutti`, `terraform`, `tofu`), where what is done depends on it; undefined where nobody said. */
  readonly calledAs?: string | undefined;
  /** Go's names: `linux`, `darwin`, `windows`; `amd64`, `arm64`. */
  readonly os: string;
  readonly arch: string;
  readonly cores: number;
  /** What this process holds of the machine's memory now, in bytes. */
  memory(): { readonly heap: number; readonly resident: number };
}
