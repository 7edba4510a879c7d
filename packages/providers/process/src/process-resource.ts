import { isAbsolute, join } from "node:path";
import {
  attributePath,
  block,
  computed,
  errorDiagnostic,
  type Fields,
  failureOf,
  optional,
  optionalComputed,
  type PlainRecord,
  ProviderFailure,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import { type ProcessSignal, type Runtime, RuntimeError } from "@tutti/runtime";
import { BOOL, listType, mapType, NUMBER, STRING } from "@tutti/values";
import { ProcessFolder, type ProcessIdentity } from "./process-folder.ts";
import { SUPERVISOR } from "./supervisor.ts";

const FORCE = { forceNew: true } as const;
const POLL_MS = 20;
/** What ends within this after its start is said to have failed to start. */
const STEADY_MS = 200;
/** The supervisor writes its first file well within this. */
const SUPERVISOR_WITHIN_MS = 5_000;
/** After SIGKILL to the group nothing lives longer. */
const KILLED_WITHIN_MS = 5_000;

const SIGNALS: readonly ProcessSignal[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"];
const POLICIES = ["no", "on-failure", "always"];

/** `tutti_process`: a program of this machine that is kept running. */
export const PROCESS: ResourceDefinition<Runtime> = {
  block: block({
    id: computed(STRING),
    command: required(listType(STRING), { ...FORCE, description: "The program and its arguments." }),
    args: optional(listType(STRING), { ...FORCE, description: "Further arguments." }),
    environment: optional(mapType(STRING), FORCE),
    inherit_environment: optional(BOOL, {
      default: true,
      forceNew: true,
      description: "Whether it also gets the environment of the one who applies.",
    }),
    directory: optional(STRING, {
      ...FORCE,
      description: "Where it runs; by default where Tutti was started.",
    }),
    log_file: optionalComputed(STRING, { ...FORCE, description: "Gets what it prints." }),
    ports: optional(listType(NUMBER), {
      ...FORCE,
      description:
        "TCP ports that it will listen on: they must be free before, and open before it counts as made.",
    }),
    wait_timeout: optional(NUMBER, { default: 10, description: "Seconds until its ports must be open." }),
    restart: optional(STRING, { default: "no", description: "`no`, `on-failure` or `always`." }),
    stop_signal: optional(STRING, { default: "SIGTERM" }),
    stop_timeout: optional(NUMBER, { default: 10, description: "Seconds until SIGKILL follows." }),
    pid: computed(NUMBER),
    started_at: computed(STRING, { description: "Tells it from a later process of the same id." }),
    supervisor_pid: computed(NUMBER),
    supervisor_started_at: computed(STRING),
    running: computed(BOOL, { description: "Found at the last look; it must be true." }),
    exit_code: computed(NUMBER, { description: "Of its last end." }),
  }),
  carriesServices: true,

  validate(config) {
    const wrong = (name: string, detail: string) =>
      errorDiagnostic("Invalid process configuration", detail, attributePath(name));
    const restart = config.string("restart");
    const signal = config.string("stop_signal");
    return [
      ...(restart === undefined || POLICIES.includes(restart)
        ? []
        : [wrong("restart", `"${restart}" is no restart policy: it must be one of ${POLICIES.join(", ")}.`)]),
      ...(signal === undefined || SIGNALS.some((known) => known === signal)
        ? []
        : [wrong("stop_signal", `"${signal}" must be one of ${SIGNALS.join(", ")}.`)]),
      ...(Array.isArray(config.plain("command")) && config.strings("command").length === 0 && !hasNull(config)
        ? [wrong("command", "The command is empty: its first element is the program.")]
        : []),
    ];
  },

  adjust(_, prior) {
    return { set: { running: true }, replace: prior?.bool("running") === false ? ["running"] : [] };
  },

  async create(planned, { client: runtime, operationId, signal, progress }) {
    if (runtime.environment.os === "windows") {
      throw new ProviderFailure("Not supported", "Supervised processes need a system with /bin/sh.");
    }
    const ports = portsOf(planned);
    for (const port of ports) {
      if (await isOpen(runtime, port, signal)) throw portTaken(port);
    }
    const folder = new ProcessFolder(runtime, operationId);
    await folder.make(planned.text("restart"));
    const logFile = planned.string("log_file") ?? folder.logFile;
    try {
      const started = await start(runtime, folder, planned, logFile);
      await steady(runtime, folder, started, planned, logFile, signal);
      if (ports.length > 0) progress("waiting for its ports");
      await awaitPorts(runtime, folder, started, planned, ports, signal);
      return {
        id: operationId,
        log_file: logFile,
        exit_code: null,
        running: true,
        ...(await identities(folder)),
      };
    } catch (error) {
      await stop(runtime, folder, await folder.identity("supervisor"), "SIGKILL", 0);
      await folder.remove();
      throw failureOf(error, "start the process");
    }
  },

  async read(state, { client: runtime }) {
    const folder = new ProcessFolder(runtime, state.text("id"));
    const running = await runtime.processes.isAlive(
      state.number("supervisor_pid") ?? 0,
      state.text("supervisor_started_at"),
    );
    if (!running) return { running: false, exit_code: (await folder.exitCode()) ?? null };
    const child = await folder.identity("child");
    return { running: true, ...(child === undefined ? {} : { pid: child.pid, started_at: child.startedAt }) };
  },

  async update(planned, prior, { client: runtime }) {
    const folder = new ProcessFolder(runtime, prior.text("id"));
    if (planned.text("restart") !== prior.text("restart")) await folder.setPolicy(planned.text("restart"));
    return {};
  },

  async delete(state, { client: runtime }) {
    const folder = new ProcessFolder(runtime, state.text("id"));
    const supervisor = {
      pid: state.number("supervisor_pid") ?? 0,
      startedAt: state.text("supervisor_started_at"),
    };
    const timeoutMs = (state.number("stop_timeout") ?? 10) * 1000;
    await stop(runtime, folder, supervisor, signalOf(state), timeoutMs);
    await folder.remove();
  },

  async recover(planned, { client: runtime, operationId }) {
    const folder = new ProcessFolder(runtime, operationId);
    if ((await runtime.disk.stat(folder.path)) === undefined) return undefined;
    const supervisor = await awaitSupervisor(runtime, folder);
    const alive = supervisor !== undefined && (await isAlive(runtime, supervisor));
    if (!alive) {
      await folder.remove();
      return undefined;
    }
    const logFile = planned.string("log_file") ?? folder.logFile;
    return {
      id: operationId,
      log_file: logFile,
      exit_code: null,
      running: true,
      ...(await identities(folder)),
    };
  },
};

/** True while the command is not wholly known: then its length says nothing. */
function hasNull(config: Fields): boolean {
  const command = config.plain("command");
  return Array.isArray(command) && command.some((item) => item === null);
}

async function start(
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
async function awaitSupervisor(
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

function isAlive(runtime: Runtime, { pid, startedAt }: ProcessIdentity): Promise<boolean> {
  return runtime.processes.isAlive(pid, startedAt);
}

/** A program that is not there, or ends at once, is told with what it wrote. */
async function steady(
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

async function awaitPorts(
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

async function isOpen(runtime: Runtime, port: number, signal: AbortSignal): Promise<boolean> {
  try {
    (await runtime.network.connect({ host: "127.0.0.1", port }, signal)).destroy();
    return true;
  } catch (error) {
    if (error instanceof RuntimeError) return false;
    throw error;
  }
}

function portTaken(port: number): ProviderFailure {
  return new ProviderFailure(
    "Port in use",
    `Something listens on 127.0.0.1:${port} already. Stop it, or choose another port.`,
  );
}

/** Ends the whole group: politely, and after the timeout by force. What is gone already is fine. */
async function stop(
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

async function identities(folder: ProcessFolder): Promise<PlainRecord> {
  const supervisor = await folder.identity("supervisor");
  const child = await folder.identity("child");
  return {
    pid: child?.pid ?? null,
    started_at: child?.startedAt ?? null,
    supervisor_pid: supervisor?.pid ?? null,
    supervisor_started_at: supervisor?.startedAt ?? null,
  };
}

function portsOf(planned: Fields): readonly number[] {
  const ports = planned.plain("ports");
  return Array.isArray(ports) ? ports.filter((port) => typeof port === "number") : [];
}

function signalOf(state: Fields): ProcessSignal {
  return SIGNALS.find((known) => known === state.string("stop_signal")) ?? "SIGTERM";
}
