import type { Processes } from "@tutti/runtime";
import { critical, type Probe } from "./check-kind.ts";

/** Passing while the process is there; `startedAt` tells it from a later one of the same id. */
export function createProcessProbe(pid: number, startedAt: string | undefined, processes: Processes): Probe {
  return async () => {
    try {
      return (await processes.isAlive(pid, startedAt))
        ? { status: "passing", output: `Process ${pid} is running` }
        : { status: "critical", output: `Process ${pid} is not running` };
    } catch (error) {
      return critical(error);
    }
  };
}
