import type { Processes } from "../processes.ts";
import { isSameStart, kill, processStart } from "./process-signals.ts";

/** Starting programs is loaded at the first use; signals and looking at a process are light. */
export function createLazyProcesses(): Processes {
  return {
    run: async (...args) => (await import("./real-processes.ts")).run(...args),
    start: async (...args) => (await import("./real-processes.ts")).start(...args),
    isAlive: async (pid, startedAt) => {
      const found = processStart(pid);
      return found !== undefined && (startedAt === undefined || isSameStart(startedAt, found));
    },
    startedAt: async (pid) => processStart(pid),
    members: async (leader) => (await import("./proc-files.ts")).members(leader),
    listensOn: async (pid, port) => (await import("./proc-files.ts")).listensOn(pid, port),
    kill,
    onSignal(signal, handler) {
      process.on(signal, handler);
      return () => process.off(signal, handler);
    },
  };
}
