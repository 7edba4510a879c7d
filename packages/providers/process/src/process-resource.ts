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
  watchByLooking,
} from "@tutti/plugin";
import type { ProcessSignal, Runtime } from "@tutti/runtime";
import { BOOL, listType, mapType, NUMBER, STRING } from "@tutti/values";
import { processError } from "./errors.ts";
import { POLICIES, ProcessFolder } from "./process-folder.ts";
import {
  awaitPorts,
  awaitSupervisor,
  below,
  isAlive,
  isOpen,
  LOG_BYTES_DEFAULT,
  portTaken,
  start,
  steady,
  stop,
} from "./process-life.ts";
import { processInstance } from "./service-instance.ts";
import { SIGNALS } from "./signals.ts";

const FORCE = { forceNew: true } as const;
/** Less would cut single lines apart. */
const LOG_BYTES_MIN = 4096;

/** `tutti_process`: a program of this machine that is kept running. */
export const PROCESS: ResourceDefinition<Runtime> = {
  identity: { attributes: { id: {} } },
  block: block({
    id: computed(STRING, { description: "What tells the process from others." }),
    command: required(listType(STRING), { ...FORCE, description: "The program and its arguments." }),
    args: optional(listType(STRING), { ...FORCE, description: "Further arguments." }),
    environment: optional(mapType(STRING), { ...FORCE, description: "Variables of the program." }),
    inherit_environment: optional(BOOL, {
      default: true,
      forceNew: true,
      description: "Whether it also gets the environment of the one who applies.",
    }),
    directory: optional(STRING, {
      ...FORCE,
      description: "Where it runs; by default where the command was started.",
    }),
    log_file: optionalComputed(STRING, { ...FORCE, description: "Gets what it prints." }),
    log_max_bytes: optional(NUMBER, {
      default: LOG_BYTES_DEFAULT,
      forceNew: true,
      description: "Where the log goes on in a new file; one file before it is kept as `.1`.",
    }),
    ports: optional(listType(NUMBER), {
      ...FORCE,
      description:
        "TCP ports that it will listen on: they must be free before, and open before it counts as made.",
    }),
    port: optional(NUMBER, {
      ...FORCE,
      description:
        "As `ports`, and given to the program as PORT; 0 lets the system choose one (`assigned_port`).",
    }),
    wait_timeout: optional(NUMBER, { default: 10, description: "Seconds until its ports must be open." }),
    restart: optional(STRING, { default: "no", description: "`no`, `on-failure` or `always`." }),
    stop_signal: optional(STRING, {
      default: "SIGTERM",
      description: "What the program gets when it is to end.",
    }),
    stop_timeout: optional(NUMBER, { default: 10, description: "Seconds until SIGKILL follows." }),
    assigned_port: computed(NUMBER, { description: "What `port` came to." }),
    pid: computed(NUMBER, { description: "The number of the process." }),
    started_at: computed(STRING, { description: "Tells it from a later process of the same id." }),
    supervisor_pid: computed(NUMBER, { description: "The number of the process that watches it." }),
    supervisor_started_at: computed(STRING, {
      description: "Tells that one from a later one of the same number.",
    }),
    running: computed(BOOL, { description: "Found at the last look; it must be true." }),
    exit_code: computed(NUMBER, { description: "Of its last end." }),
  }),
  serviceInstance: processInstance,

  validate(config) {
    const wrong = (name: string, detail: string) =>
      errorDiagnostic(processError("invalid-process-configuration"), detail, attributePath(name));
    const restart = config.string("restart");
    const signal = config.string("stop_signal");
    const logBytes = config.number("log_max_bytes");
    return [
      ...numberMistakes(config, wrong),
      ...(logBytes === undefined || (Number.isInteger(logBytes) && logBytes >= LOG_BYTES_MIN)
        ? []
        : [
            wrong(
              "log_max_bytes",
              `It must be a whole number of at least ${LOG_BYTES_MIN}; it is ${logBytes}.`,
            ),
          ]),
      ...(restart === undefined || POLICIES.some((known) => known === restart)
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
      throw new ProviderFailure(
        processError("not-supported"),
        "Supervised processes need sessions and signals of a POSIX system; this is Windows.",
      );
    }
    const assigned = await assignedPort(runtime, planned);
    const ports = [...portsOf(planned), ...(assigned === undefined ? [] : [assigned])];
    for (const port of ports) {
      if (await isOpen(runtime, port, signal)) throw portTaken(port);
    }
    const folder = ProcessFolder.of(runtime, operationId);
    const logFile = below(runtime, planned.string("log_file") ?? folder.logFile);
    try {
      await folder.make(planned.text("restart"));
      if (assigned !== undefined) await folder.setPort(assigned);
      const more = assigned === undefined ? undefined : { PORT: String(assigned) };
      const started = await start(runtime, folder, planned, logFile, more);
      await steady(runtime, folder, started, planned, logFile, signal);
      if (ports.length > 0) progress("waiting for its ports");
      await awaitPorts(runtime, folder, started, planned, logFile, ports, signal);
      return {
        id: operationId,
        log_file: planned.string("log_file") ?? logFile,
        exit_code: null,
        running: true,
        assigned_port: assigned ?? null,
        ...(await identities(folder)),
      };
    } catch (error) {
      await stop(runtime, folder, await folder.identity("supervisor"), "SIGKILL", 0);
      await folder.remove();
      throw failureOf(error, "start the process");
    }
  },

  async read(state, { client: runtime }) {
    const folder = ProcessFolder.of(runtime, state.text("id"));
    const running = await runtime.processes.isAlive(
      state.number("supervisor_pid") ?? 0,
      state.text("supervisor_started_at"),
    );
    if (!running) return { running: false, exit_code: (await folder.exitCode()) ?? null };
    const child = await folder.identity("child");
    return { running: true, ...(child === undefined ? {} : { pid: child.pid, started_at: child.startedAt }) };
  },

  watch(state, { client: runtime, ...listening }) {
    const folder = ProcessFolder.of(runtime, state.text("id"));
    const supervisor = [state.number("supervisor_pid") ?? 0, state.text("supervisor_started_at")] as const;
    const look = async () =>
      `${await runtime.processes.isAlive(...supervisor)} ${await folder.childVersion()}`;
    return watchByLooking(runtime.clock, look, listening);
  },

  async update(planned, prior, { client: runtime }) {
    const folder = ProcessFolder.of(runtime, prior.text("id"));
    if (planned.text("restart") !== prior.text("restart")) await folder.setPolicy(planned.text("restart"));
    return {};
  },

  async delete(state, { client: runtime }) {
    const folder = ProcessFolder.of(runtime, state.text("id"));
    const supervisor = {
      pid: state.number("supervisor_pid") ?? 0,
      startedAt: state.text("supervisor_started_at"),
    };
    const timeoutMs = (state.number("stop_timeout") ?? 10) * 1000;
    await stop(runtime, folder, supervisor, signalOf(state), timeoutMs);
    await folder.remove();
  },

  async recover(planned, { client: runtime, operationId }) {
    const folder = ProcessFolder.of(runtime, operationId);
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
      assigned_port: (await folder.port()) ?? null,
      ...(await identities(folder)),
    };
  },

  exclusive(fields) {
    const port = fields.number("port") ?? 0;
    return [...portsOf(fields), ...(port === 0 ? [] : [port])].map((one) => `this machine's port ${one}`);
  },
};

/** The port that the program is given: what is asked for, or a free one; undefined where it gets none. */
async function assignedPort(runtime: Runtime, planned: Fields): Promise<number | undefined> {
  const asked = planned.number("port");
  if (asked !== 0) return asked;
  const listener = await runtime.network.listen({ host: "127.0.0.1", port: 0 }, (connection) =>
    connection.destroy(),
  );
  await listener.close();
  return listener.port;
}

/** Ports are ports, and no timeout is negative. */
function numberMistakes<T>(config: Fields, wrong: (name: string, detail: string) => T): readonly T[] {
  const mistakes: T[] = [];
  for (const port of portsOf(config))
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      mistakes.push(wrong("ports", `${port} is no TCP port: it must be a whole number from 1 to 65535.`));
  const port = config.number("port");
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535))
    mistakes.push(wrong("port", `${port} is no TCP port: it must be a whole number from 0 to 65535.`));
  for (const name of ["wait_timeout", "stop_timeout"]) {
    const seconds = config.number(name);
    if (seconds !== undefined && seconds < 0)
      mistakes.push(wrong(name, `It must be 0 seconds or more; it is ${seconds}.`));
  }
  return mistakes;
}

/** True while the command is not wholly known: then its length says nothing. */
function hasNull(config: Fields): boolean {
  const command = config.plain("command");
  return Array.isArray(command) && command.some((item) => item === null);
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
