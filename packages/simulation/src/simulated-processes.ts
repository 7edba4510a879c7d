import { type Clock, type Command, type Processes, type ProcessResult, RuntimeError } from "@tutti/runtime";

/** A program of the simulated machine: it may use the clock, and ends with a status and output. */
export type Program = (command: Command) => Promise<{ readonly exitCode: number; readonly output?: string }>;

export interface SimulatedProcesses extends Processes {
  /** Installs a program under a name. */
  install(name: string, program: Program): void;
  /** As if a person had pressed Ctrl-C, or sent the signal otherwise. */
  signal(name: "SIGINT" | "SIGTERM" | "SIGHUP"): void;
}

interface Running {
  readonly end: (signal: string) => void;
  readonly startedAt: string;
}

export function createSimulatedProcesses(clock: Clock): SimulatedProcesses {
  const programs = new Map<string, Program>();
  const running = new Map<number, Running>();
  const listeners = new Map<string, Set<() => void>>();
  let nextPid = 100;

  function find(command: Command): Program {
    const program = programs.get(command.program);
    if (program === undefined) {
      throw new RuntimeError("ENOENT", command.program, `ENOENT: no such program, '${command.program}'`);
    }
    return program;
  }

  return {
    install: (name, program) => void programs.set(name, program),
    signal: (name) => {
      for (const run of listeners.get(name) ?? []) run();
    },
    run: async (command, signal) => runToEnd(clock, find(command), command, signal),
    async start(command) {
      const program = find(command);
      const pid = nextPid++;
      const ended = new Promise<{ exitCode: number | undefined; signal: string | undefined }>((resolve) => {
        const finish = (result: { exitCode: number | undefined; signal: string | undefined }): void => {
          running.delete(pid);
          resolve(result);
        };
        running.set(pid, {
          end: (signal) => finish({ exitCode: undefined, signal }),
          startedAt: String(clock.monotonic()),
        });
        void program(command).then(({ exitCode }) => finish({ exitCode, signal: undefined }));
      });
      return { pid, ended };
    },
    isAlive: async (pid, startedAt) =>
      running.has(pid) && (startedAt === undefined || running.get(pid)?.startedAt === startedAt),
    startedAt: async (pid) => running.get(pid)?.startedAt,
    kill: (pid, signal) => running.get(pid)?.end(signal),
    onSignal(name, run) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(run));
      return () => void set.delete(run);
    },
  };
}

async function runToEnd(
  clock: Clock,
  program: Program,
  command: Command,
  signal: AbortSignal | undefined,
): Promise<ProcessResult> {
  const empty = new Uint8Array();
  return new Promise((resolve) => {
    const timer =
      command.timeoutMs === undefined
        ? undefined
        : clock.after(command.timeoutMs, () =>
            resolve({ exitCode: undefined, signal: "SIGKILL", timedOut: true, stdout: empty, stderr: empty }),
          );
    signal?.addEventListener(
      "abort",
      () => {
        timer?.cancel();
        resolve({ exitCode: undefined, signal: "SIGTERM", timedOut: false, stdout: empty, stderr: empty });
      },
      { once: true },
    );
    void program(command).then(({ exitCode, output = "" }) => {
      timer?.cancel();
      const stdout = new TextEncoder().encode(output);
      command.onOutput?.("stdout", stdout);
      resolve({ exitCode, signal: undefined, timedOut: false, stdout, stderr: empty });
    });
  });
}
