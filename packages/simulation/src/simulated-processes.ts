import {
  type Clock,
  type Command,
  type Processes,
  type ProcessResult,
  type ProcessSignal,
  RuntimeError,
} from "@tutti/runtime";

/** What a program may know of itself. */
export interface ProgramSelf {
  readonly pid: number;
  /** As that process sees them: what it starts belongs to its session, and it hears its own signals. */
  readonly processes: Processes;
  isAlive(): boolean;
}

/** A program of the simulated machine: it may use the clock, and ends with a status and output. */
type Program = (
  command: Command,
  self: ProgramSelf,
) => Promise<{ readonly exitCode: number; readonly output?: string }>;

/** Programs that are functions, on simulated time. */
export interface SimulatedProcesses extends Processes {
  /** Installs a program under a name. */
  install(name: string, program: Program): void;
  /** As if a person had pressed Ctrl-C, or sent the signal otherwise. */
  signal(name: "SIGINT" | "SIGTERM" | "SIGHUP"): void;
}

interface Running {
  readonly startedAt: string;
  readonly session: number;
  readonly end: (signal: string) => void;
  readonly listeners: Map<string, Set<() => void>>;
}

/** As the real ones have it. */
const OUTPUT_MAX_DEFAULT = 1 << 20;

/** Of the process that the simulation's host itself is. */
const HOST_PID = 1;

/** Processes without any program; `install` adds them. */
export function createSimulatedProcesses(clock: Clock): SimulatedProcesses {
  const programs = new Map<string, Program>();
  const running = new Map<number, Running>();
  const hostListeners = new Map<string, Set<() => void>>();
  let nextPid = 100;
  const isHere = (pid: number): boolean => running.has(pid);

  function find(command: Command): Program {
    const program = programs.get(command.program);
    if (program === undefined) {
      throw new RuntimeError("ENOENT", command.program, `ENOENT: no such program, '${command.program}'`);
    }
    return program;
  }

  function send(pid: number, signal: ProcessSignal): void {
    const process = running.get(pid);
    const listeners = signal === "SIGKILL" ? undefined : process?.listeners.get(signal);
    if (listeners === undefined || listeners.size === 0) process?.end(signal);
    else for (const run of [...listeners]) run();
  }

  function start(command: Command & { readonly detached?: boolean }, session: number) {
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
        session: command.detached === true ? pid : session,
        listeners: new Map(),
      });
      const self = { pid, processes: seenBy(pid), isAlive: () => isHere(pid) };
      void program(command, self).then(({ exitCode, output = "" }) => {
        if (!isHere(pid)) return;
        if (output !== "") command.onOutput?.("stdout", new TextEncoder().encode(output));
        finish({ exitCode, signal: undefined });
      });
    });
    return { pid, ended, closed: ended.then(() => {}) };
  }

  function seenBy(pid: number): Processes {
    const own = (): Running | undefined => running.get(pid);
    return {
      run: async (command, signal) =>
        runToEnd(clock, find(command), command, { pid, processes: seenBy(pid), isAlive: () => true }, signal),
      start: async (command) => start(command, own()?.session ?? HOST_PID),
      isAlive: async (other, startedAt) =>
        isHere(other) && (startedAt === undefined || running.get(other)?.startedAt === startedAt),
      startedAt: async (other) => running.get(other)?.startedAt,
      members: async (leader) =>
        [...running]
          .filter(([, { session }]) => session === leader)
          .map(([member, { startedAt }]) => ({ pid: member, startedAt })),
      listensOn: async () => undefined,
      kill(target, signal, options) {
        if (options?.group !== true) return send(target, signal);
        for (const [member, { session }] of [...running]) if (session === target) send(member, signal);
      },
      onSignal(name, run) {
        const listeners = own()?.listeners ?? hostListeners;
        const set = listeners.get(name) ?? new Set();
        listeners.set(name, set.add(run));
        return () => void set.delete(run);
      },
    };
  }

  return {
    ...seenBy(HOST_PID),
    install: (name, program) => void programs.set(name, program),
    signal: (name) => {
      for (const run of hostListeners.get(name) ?? []) run();
    },
  };
}

async function runToEnd(
  clock: Clock,
  program: Program,
  command: Command,
  self: ProgramSelf,
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
    const abort = (): void => {
      timer?.cancel();
      resolve({ exitCode: undefined, signal: "SIGTERM", timedOut: false, stdout: empty, stderr: empty });
    };
    if (signal?.aborted === true) return abort();
    signal?.addEventListener("abort", abort, { once: true });
    void program(command, self).then(({ exitCode, output = "" }) => {
      timer?.cancel();
      const written = new TextEncoder().encode(output);
      command.onOutput?.("stdout", written);
      const stdout = written.subarray(0, command.outputMax ?? OUTPUT_MAX_DEFAULT);
      resolve({ exitCode, signal: undefined, timedOut: false, stdout, stderr: empty });
    });
  });
}
