import { isAbsolute, join } from "node:path";
import { type Fields, ProviderFailure, providerError } from "@tutti/plugin";
import {
  type ProcessIdentity,
  type ProcessSignal,
  type RunningProcess,
  type Runtime,
  RuntimeError,
} from "@tutti/runtime";
import { processError } from "./errors.ts";
import type { ProcessFolder } from "./process-folder.ts";
import { NOT_EXECUTABLE, NOT_FOUND, SUPERVISE, type SupervisorTask } from "./supervisor.ts";

const POLL_MS = 20;
/** What ends within this after its start is said to have failed to start. */
const STEADY_MS = 200;
/** The supervisor writes its first file well within this. */
const SUPERVISOR_WITHIN_MS = 10_000;
/** After SIGKILL to all of them nothing lives longer. */
const KILLED_WITHIN_MS = 5_000;
const WAIT_TIMEOUT_DEFAULT_S = 10;
/** 10 MiB, and as much again in the file before it. */
export const LOG_BYTES_DEFAULT = 10 << 20;

/** Starts the supervisor, which starts the program; it lives when this returns. */
export async function start(
  runtime: Runtime,
  folder: ProcessFolder,
  planned: Fields,
  logFile: string,
  more: Readonly<Record<string, string>> = {},
): Promise<ProcessIdentity> {
  const { environment } = runtime;
  const directory = below(runtime, planned.string("directory") ?? ".");
  if ((await runtime.disk.stat(directory))?.kind !== "directory") {
    throw new ProviderFailure(
      processError("directory-not-found"),
      `There is no folder "${directory}" for the process to run in.`,
    );
  }
  const inherited = planned.bool("inherit_environment") === false ? [] : environment.variables;
  const task: SupervisorTask = {
    folder: folder.path,
    command: [...planned.strings("command"), ...planned.strings("args")],
    directory,
    environment: Object.fromEntries([...inherited, ...Object.entries(more), ...planned.map("environment")]),
    logFile,
    logBytesMax: planned.number("log_max_bytes") ?? LOG_BYTES_DEFAULT,
  };
  const [program = "", ...args] = environment.self;
  const supervisor = await runtime.processes.start({
    program,
    args: [...args, SUPERVISE],
    // Its own environment is empty: NODE_OPTIONS and the like are meant for the program.
    environment: {},
    input: JSON.stringify(task),
    detached: true,
    outputFile: folder.faultFile,
  });
  const identity = await awaitSupervisor(runtime, folder, supervisor);
  if (identity !== undefined) return identity;
  runtime.processes.kill(supervisor.pid, "SIGKILL", { group: true });
  const said = await tail(runtime, folder.faultFile);
  throw new ProviderFailure(
    processError("process-did-not-start"),
    `Its supervisor did not begin its work in ${folder.path}${said === "" ? "." : `:\n\n${said}`}`,
  );
}

/** Paths in the configuration are meant from where Tutti was started. */
export function below(runtime: Runtime, path: string): string {
  return isAbsolute(path) ? path : join(runtime.environment.directory, path);
}

/** The file appears a moment after the supervisor was started; undefined where it ends, or too much time passes. */
export async function awaitSupervisor(
  runtime: Runtime,
  folder: ProcessFolder,
  started?: RunningProcess,
): Promise<ProcessIdentity | undefined> {
  const deadline = runtime.clock.monotonic() + SUPERVISOR_WITHIN_MS;
  let ended = false;
  void started?.ended.then(() => {
    ended = true;
  });
  for (;;) {
    const last = ended || runtime.clock.monotonic() > deadline;
    const found = await folder.identity("supervisor");
    if (found !== undefined || last) return found;
    await runtime.clock.sleep(POLL_MS);
  }
}

/** True while that very process lives. */
export function isAlive(runtime: Runtime, { pid, startedAt }: ProcessIdentity): Promise<boolean> {
  return runtime.processes.isAlive(pid, startedAt);
}

/** A program that is not there, or ends at once, is told with what it wrote. */
export async function steady(
  runtime: Runtime,
  folder: ProcessFolder,
  supervisor: ProcessIdentity,
  planned: Fields,
  logFile: string,
  signal: AbortSignal,
): Promise<void> {
  const until = runtime.clock.monotonic() + STEADY_MS;
  for (;;) {
    await mustRun(runtime, folder, supervisor, planned, logFile);
    if (runtime.clock.monotonic() >= until && (await folder.identity("child")) !== undefined) return;
    await runtime.clock.sleep(POLL_MS, signal);
  }
}

/** Before it counts as made, an end is a failure, also where it would be started again. */
async function mustRun(
  runtime: Runtime,
  folder: ProcessFolder,
  supervisor: ProcessIdentity,
  planned: Fields,
  logFile: string,
): Promise<void> {
  const alive = await isAlive(runtime, supervisor);
  const code = await folder.exitCode();
  if (alive && code === undefined) return;
  const [program = ""] = planned.strings("command");
  const wrote = await tail(runtime, logFile);
  const why = WHY[code ?? -1]?.(program) ?? `It ended at once with status ${code ?? "unknown"}.`;
  throw new ProviderFailure(
    processError("process-did-not-start"),
    wrote === "" ? why : `${why} It wrote last:\n\n${wrote}`,
  );
}

const WHY: Readonly<Record<number, (program: string) => string>> = {
  [NOT_FOUND]: (program) => `The program "${program}" was not found.`,
  [NOT_EXECUTABLE]: (program) => `The program "${program}" may not be executed.`,
};

async function tail(runtime: Runtime, file: string): Promise<string> {
  try {
    return (await runtime.disk.readText(file)).trimEnd().split("\n").slice(-10).join("\n");
  } catch (error) {
    if (error instanceof RuntimeError) return "";
    throw error;
  }
}

/** The ports that it was said to listen on are open, and it is the program that opened them; or why not. */
export async function awaitPorts(
  runtime: Runtime,
  folder: ProcessFolder,
  supervisor: ProcessIdentity,
  planned: Fields,
  logFile: string,
  ports: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const timeoutMs = (planned.number("wait_timeout") ?? WAIT_TIMEOUT_DEFAULT_S) * 1000;
  const deadline = runtime.clock.monotonic() + timeoutMs;
  for (const port of ports) {
    for (;;) {
      await mustRun(runtime, folder, supervisor, planned, logFile);
      const listener = await whoListens(runtime, supervisor, port, signal);
      if (listener === "program") break;
      if (runtime.clock.monotonic() > deadline) throw notListening(port, timeoutMs, listener);
      await runtime.clock.sleep(POLL_MS, signal);
    }
  }
}

function notListening(port: number, timeoutMs: number, listener: "nobody" | "stranger"): ProviderFailure {
  return listener === "stranger"
    ? new ProviderFailure(
        providerError("port-in-use"),
        `Another process listens on the port ${port}, so the program cannot. Stop that one, or choose another port.`,
      )
    : new ProviderFailure(
        processError("process-does-not-listen"),
        `It did not open the port ${port} within ${timeoutMs / 1000} s (wait_timeout).`,
      );
}

/** Where the system does not say who listens, whoever answers is taken for the program. */
async function whoListens(
  runtime: Runtime,
  supervisor: ProcessIdentity,
  port: number,
  signal: AbortSignal,
): Promise<"program" | "stranger" | "nobody"> {
  let known = true;
  for (const { pid } of (await runtime.processes.members(supervisor.pid)) ?? [supervisor]) {
    const listens = await runtime.processes.listensOn(pid, port);
    if (listens === true) return "program";
    if (listens === undefined) known = false;
  }
  if (!(await isOpen(runtime, port, signal))) return "nobody";
  return known ? "stranger" : "program";
}

/** True where something accepts connections on the port of this machine. */
export async function isOpen(runtime: Runtime, port: number, signal: AbortSignal): Promise<boolean> {
  try {
    (await runtime.network.connect({ host: "127.0.0.1", port }, signal)).destroy();
    return true;
  } catch (error) {
    if (error instanceof RuntimeError) return false;
    throw error;
  }
}

/** The failure for a port that is not free. */
export function portTaken(port: number): ProviderFailure {
  return new ProviderFailure(
    providerError("port-in-use"),
    `Something listens on 127.0.0.1:${port} already. Stop it, or choose another port.`,
  );
}

/**
 * Ends the program with all that it started, and its supervisor: politely,
 * and after the timeout by force. What is gone already is fine.
 */
export async function stop(
  runtime: Runtime,
  folder: ProcessFolder,
  supervisor: ProcessIdentity | undefined,
  signal: ProcessSignal,
  timeoutMs: number,
): Promise<void> {
  if (supervisor === undefined || supervisor.pid === 0) return;
  const { processes } = runtime;
  const living = (): Promise<readonly ProcessIdentity[]> => livingOf(runtime, folder, supervisor);
  const allGone = async (): Promise<boolean> => (await living()).length === 0;
  const send = async (what: ProcessSignal, toSupervisor: boolean): Promise<void> => {
    for (const { pid } of await living())
      if (toSupervisor || pid !== supervisor.pid) processes.kill(pid, what);
  };
  if (await allGone()) return;
  await folder.forbidRestart();
  // The supervisor hands on what it gets, and the program must not hear it twice; alone, it is told itself.
  const alone = (await living()).every(({ pid }) => pid === supervisor.pid);
  await send(signal, alone);
  if (await until(runtime, allGone, timeoutMs)) return;
  await send("SIGKILL", true);
  if (await until(runtime, allGone, KILLED_WITHIN_MS)) return;
  throw new ProviderFailure(
    processError("process-does-not-end"),
    `Processes of the session ${supervisor.pid} are still there after SIGKILL; they hang in the system (a disk or a network file system?).`,
  );
}

/**
 * Ends the program with all that it started, politely and after the timeout
 * by force, and has its supervisor start it anew, whatever the policy says.
 */
export async function restart(
  runtime: Runtime,
  folder: ProcessFolder,
  stopSignal: ProcessSignal,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const supervisor = await folder.identity("supervisor");
  const before = await folder.identity("child");
  if (supervisor === undefined || before === undefined || !(await isAlive(runtime, supervisor)))
    throw new ProviderFailure(
      processError("process-is-not-running"),
      `No supervised process runs by the folder ${folder.path}. Where it ended, plan and apply: that makes it anew.`,
    );
  const old = (await livingOf(runtime, folder, supervisor)).filter(({ pid }) => pid !== supervisor.pid);
  const allGone = async (): Promise<boolean> => {
    for (const one of old) if (await isAlive(runtime, one)) return false;
    return true;
  };
  const send = async (what: ProcessSignal): Promise<void> => {
    for (const one of old) if (await isAlive(runtime, one)) runtime.processes.kill(one.pid, what);
  };
  await folder.askForRestart();
  await send(stopSignal);
  if (!(await until(runtime, allGone, timeoutMs))) await send("SIGKILL");
  let now = before;
  const isNew = async (): Promise<boolean> => {
    now = (await folder.identity("child")) ?? before;
    return now.pid !== before.pid || now.startedAt !== before.startedAt;
  };
  if (await until(runtime, isNew, SUPERVISOR_WITHIN_MS)) {
    await runtime.clock.sleep(STEADY_MS, signal);
    if (await isAlive(runtime, now)) return;
  }
  await folder.takeRestart();
  throw new ProviderFailure(
    processError("process-did-not-start"),
    `It was ended, and does not run again: it ended with status ${(await folder.exitCode()) ?? "unknown"}.`,
  );
}

/**
 * Which processes are ours. While the supervisor or the program lives, the
 * number of their session cannot be another's. When both are dead, what is
 * left of the session was started by them, unless a later process that got
 * the supervisor's id leads a session of that number now.
 */
async function livingOf(
  runtime: Runtime,
  folder: ProcessFolder,
  supervisor: ProcessIdentity,
): Promise<readonly ProcessIdentity[]> {
  const child = await folder.identity("child");
  const members = await runtime.processes.members(supervisor.pid);
  if (members !== undefined) {
    const leader = members.find(({ pid }) => pid === supervisor.pid);
    if (leader === undefined || (await isAlive(runtime, supervisor))) return members;
    return [];
  }
  const known = child === undefined ? [supervisor] : [supervisor, child];
  const alive: ProcessIdentity[] = [];
  for (const identity of known) if (await isAlive(runtime, identity)) alive.push(identity);
  return alive;
}

async function until(runtime: Runtime, holds: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = runtime.clock.monotonic() + timeoutMs;
  for (;;) {
    if (await holds()) return true;
    if (runtime.clock.monotonic() >= deadline) return false;
    await runtime.clock.sleep(POLL_MS);
  }
}
