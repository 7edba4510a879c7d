import { availableParallelism, homedir, hostname, userInfo } from "node:os";
import { SILENT_LOG } from "../log.ts";
import type { Runtime } from "../runtime.ts";
import { compileLess } from "./compile-less.ts";
import { createLazyNetwork } from "./lazy-network.ts";
import { createLazyProcesses } from "./lazy-processes.ts";
import { createRealClock } from "./real-clock.ts";
import { createRealDisk, type RealDiskOptions } from "./real-disk.ts";
import { createRealProfiler } from "./real-profiler.ts";
import { createRealRandom } from "./real-random.ts";

export { type OwnProcess, ownProcess } from "./own-process.ts";
export { serveHttp2 } from "./serve-http2-lazily.ts";

/** What whoever starts the program knows better than we do. */
export interface RealRuntimeOptions extends RealDiskOptions {
  /** Program and arguments that start it again; default: Node with the script that it was given. */
  readonly self?: readonly string[];
  /** By which name; undefined where nobody said. */
  readonly calledAs?: string;
}

/** The machine that we run on. */
export function createRealRuntime(options: RealRuntimeOptions = {}): Runtime {
  return {
    clock: createRealClock(),
    random: createRealRandom(),
    disk: createRealDisk(options),
    network: createLazyNetwork(),
    processes: createLazyProcesses(),
    environment: {
      variables: new Map(
        Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      directory: process.cwd(),
      home: homedir(),
      hostname: hostname(),
      get user(): string {
        return userInfo().username;
      },
      pid: process.pid,
      self: options.self ?? [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
      calledAs: options.calledAs,
      os: process.platform === "win32" ? "windows" : process.platform,
      arch: process.arch === "x64" ? "amd64" : process.arch,
      cores: availableParallelism(),
      memory: () => {
        const { heapUsed, rss } = process.memoryUsage();
        return { heap: heapUsed, resident: rss };
      },
    },
    log: SILENT_LOG,
    profiler: createRealProfiler(),
    expectLongRun: compileLess,
  };
}
