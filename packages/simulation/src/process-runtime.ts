import type { Runtime } from "@tutti/runtime";
import type { ProgramSelf } from "./simulated-processes.ts";

const NEVER = new Promise<never>(() => {});

/**
 * The machine as one of its processes has it: killed, it does nothing any
 * more, and nothing that it waits for comes.
 */
export function processRuntime(host: Runtime, self: ProgramSelf): Runtime {
  return {
    ...host,
    environment: { ...host.environment, pid: self.pid },
    clock: mortal(host.clock, self),
    disk: mortal(host.disk, self),
    network: mortal(host.network, self),
    processes: mortal(self.processes, self),
  };
}

function mortal<T extends object>(part: T, self: ProgramSelf): T {
  return new Proxy(part, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...args: readonly unknown[]): unknown => {
        if (!self.isAlive()) return NEVER;
        const result: unknown = Reflect.apply(member, target, args);
        if (!(result instanceof Promise)) return result;
        // What had begun before the end is done; only nobody hears of it.
        return result.then(
          (value: unknown) => (self.isAlive() ? value : NEVER),
          (error: unknown) => (self.isAlive() ? Promise.reject(error) : NEVER),
        );
      };
    },
  });
}
