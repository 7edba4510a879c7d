import { isAbsolute, join } from "node:path";
import { type Fields, ProviderFailure } from "@tutti/plugin";
import { type ProcessSignal, type Runtime, RuntimeError } from "@tutti/runtime";
import type { ProcessFolder, ProcessIdentity } from "./process-folder.ts";
import { SUPERVISOR } from "./supervisor.ts";

const POLL_MS = 20;
/** What ends within this after its start is said to have failed to start. */
const STEADY_MS = 200;
/** The supervisor writes its first file well within this. */
const SUPERVISOR_WITHIN_MS = 5_000;
/** After SIGKILL to the group nothing lives longer. */
const KILLED_WITHIN_MS = 5_000;

/** Starts the supervisor, which starts the program. */
export async function start(
  runtime: Runtime,
  folder: ProcessFolder,
  planned: Fields,
  logFile: string,
): Promise<ProcessIdentity> {
  const { environment } = runtime;
  const inherited = planned.bool("inherit_environment") === false ? [] : environment.variables;
  const given = planned.string("directory") ?? ".";
  const directory = isAbsolute(given) ? given : join(environment.directory, given);
  if ((await runtime.disk.stat(directory))?.kind !== "directory") {
    throw new ProviderFailure(
      "Directory not found",
      `There is no folder "${directory}" for the process to run in.`,
    );
  }
  await runtime.processes.start({
    program: "/bin/sh",
    args: ["-c", SUPERVISOR, "sh", folder.path, ...planned.strings("command"), ...planned.strings("args")],
    directory,
    environment: Object.fromEntries([...inherited, ...planned.map("environment")]),
    detached: true,
    outputFile: logFile,
  });
  const supervisor = await awaitSupervisor(runtime, folder);
  if (supervisor !== undefined) return supervisor;
  throw new ProviderFailure("Process did not start", `Its supervisor wrote nothing into ${folder.path}.`);
}

/** The file appears a moment after the supervisor was started. */
export async function awaitSupervisor(
  runtime: Runtime,
  folder: ProcessFolder,
): Promise<ProcessIdentity | undefined> {
  const deadline = runtime.clock.monotonic() + SUPERVISOR_WITHIN_MS;
  for (;;) {
    const found = await folder.identity("supervisor");
    if (found !== undefined || runtime.clock.monotonic() > deadline) return found;
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
    const code = await folder.exitCode();
    if (code !== undefined || !(await isAlive(runtime, supervisor))) {
      throw await ended(runtime, code, planned, logFile);
    }
    if (runtime.clock.monotonic() >= until && (await folder.identity("child")) !== undefined) return;
    await runtime.clock.sleep(POLL_MS, signal);
  }
}

async function ended(
  runtime: Runtime,
  code: number | undefined,
  planned: Fields,
  logFile: string,
): Promise<ProviderFailure> {
  const [program = ""] = planned.strings("command");
  const wrote = await logTail(runtime, logFile);
  const why =
    code === 127
      ? `The program "${program}" was not found.`
      : code === 126
        ? `The program "${program}" may not be executed.`
        : `It ended at once with status ${code ?? "unknown"}.`;
  return new ProviderFailure(
    "Process did not start",
    wrote === "" ? why : `${why} It wrote last:\n\n${wrote}`,
  );
}

async function logTail(runtime: Runtime, logFile: string): Promise<string> {
  try {
    return (await runtime.disk.readText(logFile)).trimEnd().split("\n").slice(-10).join("\n");
  } catch (error) {
    if (error instanceof RuntimeError) return "";
    throw error;
  }
}

/** The ports that it was said to listen on are open; or why not. */
export async function awaitPorts(
  runtime: Runtime,
  folder: ProcessFolder,
  supervisor: ProcessIdentity,
  planned: Fields,
  ports: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const timeoutMs = (planned.number("wait_timeout") ?? 10) * 1000;
  const deadline = runtime.clock.monotonic() + timeoutMs;
  for (const port of ports) {
    while (!(await isOpen(runtime, port, signal))) {
      if (!(await isAlive(runtime, supervisor))) {
        throw await ended(
          runtime,
          await folder.exitCode(),
          planned,
          planned.string("log_file") ?? folder.logFile,
        );
      }
      if (runtime.clock.monotonic() > deadline) {
        throw new ProviderFailure(
          "Process does not listen",
          `It did not open the port ${port} within ${timeoutMs / 1000} s (wait_timeout).`,
        );
      }
      await runtime.clock.sleep(POLL_MS, signal);
    }
  }
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
    "Port in use",
    `Something listens on 127.0.0.1:${port} already. Stop it, or choose another port.`,
  );
}

/** Ends the whole group: politely, and after the timeout by force. What is gone already is fine. */
export async function stop(
  runtime: Runtime,
  folder: ProcessFolder,
  supervisor: ProcessIdentity | undefined,
  signal: ProcessSignal,
  timeoutMs: number,
): Promise<void> {
  if (supervisor === undefined || supervisor.pid === 0) return;
  const child = await folder.identity("child");
  const members = child === undefined ? [supervisor] : [supervisor, child];
  const anyAlive = async (): Promise<boolean> => {
    for (const member of members) if (await isAlive(runtime, member)) return true;
    return false;
  };
  // Only while one of them lives is the group's number theirs.
  if (!(await anyAlive())) return;
  await folder.forbidRestart();
  runtime.processes.kill(supervisor.pid, signal, { group: true });
  if (await until(runtime, async () => !(await anyAlive()), timeoutMs)) return;
  if (await anyAlive()) runtime.processes.kill(supervisor.pid, "SIGKILL", { group: true });
  if (await until(runtime, async () => !(await anyAlive()), KILLED_WITHIN_MS)) return;
  throw new ProviderFailure(
    "Process does not end",
    `The process group ${supervisor.pid} is still there after SIGKILL; it hangs in the system (a disk or a network file system?).`,
  );
}

async function until(runtime: Runtime, holds: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = runtime.clock.monotonic() + timeoutMs;
  for (;;) {
    if (await holds()) return true;
    if (runtime.clock.monotonic() >= deadline) return false;
    await runtime.clock.sleep(POLL_MS);
  }
}
