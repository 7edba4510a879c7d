import {
  createStop,
  exitStatus,
  type ProcessIdentity,
  type RunningProcess,
  type Runtime,
  RuntimeError,
} from "@tutti/runtime";
import { isJsonObject, type Json, parseJsonObject } from "@tutti/values";
import { ProcessFolder } from "./process-folder.ts";
import { RotatingLog } from "./rotating-log.ts";

/** The hidden word of the command line that makes a process a supervisor; its task comes by standard input. */
export const SUPERVISE = "supervise-process";

/** What a supervisor is told. It never lies on the disk: an environment holds secrets. */
export interface SupervisorTask {
  readonly folder: string;
  readonly command: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly logBytesMax: number;
}

export const NOT_EXECUTABLE = 126;
export const NOT_FOUND = 127;
/** How long output is waited for after a program's end: what it started may hold its output open for ever. */
const LAST_OUTPUT_MS = 200;

const DELAY_FIRST_MS = 1_000;
const DELAY_MAX_MS = 60_000;
/** After a life as long as this the next end is a first one again. */
const STEADY_LIFE_MS = 10_000;

/**
 * Keeps a program running, as its policy says. It leads a session of its own
 * and outlives the command that started it.
 *
 * Rule: nothing runs that its folder does not name. The supervisor's own
 * identity is on the disk before it starts anything; the program's is right
 * after its start. Where a file cannot be written, because the disk is full
 * or the folder was taken away, the program is ended and the supervisor ends.
 */
export async function supervise(runtime: Runtime, task: SupervisorTask): Promise<number> {
  const supervisor = new Supervisor(runtime, task);
  return supervisor.run();
}

/** The task from standard input; undefined where who sent it died on the way. */
export function decodeTask(text: string): SupervisorTask | undefined {
  const json = parseJsonObject(text);
  if (json === undefined) return undefined;
  const { folder, command, directory, environment, logFile, logBytesMax } = json;
  if (!isText(folder) || !isText(directory) || !isText(logFile) || typeof logBytesMax !== "number")
    return undefined;
  if (!Array.isArray(command) || !isJsonObject(environment)) return undefined;
  const words = (command as readonly Json[]).filter(isText);
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    isText(value) ? [[name, value]] : [],
  );
  return {
    folder,
    command: words,
    directory,
    logFile,
    logBytesMax,
    environment: Object.fromEntries(variables),
  };
}

function isText(json: Json | undefined): json is string {
  return typeof json === "string";
}

class Supervisor {
  readonly #runtime: Runtime;
  readonly #task: SupervisorTask;
  readonly #folder: ProcessFolder;
  readonly #log: RotatingLog;
  /** Aborted by the first signal to us: nothing is started any more. */
  readonly #stop = createStop();
  #child: RunningProcess | undefined;

  constructor(runtime: Runtime, task: SupervisorTask) {
    this.#runtime = runtime;
    this.#task = task;
    this.#folder = new ProcessFolder(runtime, task.folder);
    this.#log = new RotatingLog(runtime.disk, task.logFile, task.logBytesMax);
  }

  async run(): Promise<number> {
    this.#forwardSignals();
    try {
      await this.#folder.setIdentity("supervisor", await this.#identify(this.#runtime.environment.pid));
      return await this.#keepRunning();
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      // Whoever looks for the process now finds nothing: so nothing may be there.
      await this.#endAll();
      throw error;
    } finally {
      await this.#log.flush();
    }
  }

  /** Who ends us ends the program; whoever signals the whole session reaches it anyway. */
  #forwardSignals(): void {
    const { processes } = this.#runtime;
    for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
      processes.onSignal(name, () => {
        this.#stop.abort(new Error(name));
        if (this.#child !== undefined) processes.kill(this.#child.pid, name);
      });
  }

  async #keepRunning(): Promise<number> {
    const { clock } = this.#runtime;
    for (let delay = DELAY_FIRST_MS; ; delay = Math.min(delay * 2, DELAY_MAX_MS)) {
      const begun = clock.monotonic();
      const code = await this.#runOnce();
      await this.#log.flush();
      await this.#folder.setExitCode(code);
      if ((await this.#folder.takeRestart()) && (await this.#mayStart())) continue;
      if (!(await this.#startsAgain(code))) return code;
      if (clock.monotonic() - begun >= STEADY_LIFE_MS) delay = DELAY_FIRST_MS;
      await clock.sleep(delay, this.#stop.signal).catch(() => {});
      if (!(await this.#startsAgain(code))) return code;
    }
  }

  async #mayStart(): Promise<boolean> {
    return !this.#stop.signal.aborted && !(await this.#folder.restartIsForbidden());
  }

  async #startsAgain(code: number): Promise<boolean> {
    if (!(await this.#mayStart())) return false;
    const policy = await this.#folder.policy();
    return policy === "always" || (policy === "on-failure" && code !== 0);
  }

  /** Starts the program and gives its status as a shell would: 128 and the signal's number where one ended it. */
  async #runOnce(): Promise<number> {
    const { processes } = this.#runtime;
    const { command, directory, environment } = this.#task;
    const [program = "", ...args] = command;
    try {
      this.#child = await processes.start({
        program,
        args,
        directory,
        environment,
        onOutput: (_, data) => this.#log.write(data),
      });
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      this.#log.write(new TextEncoder().encode(`${error.message}\n`));
      return error.code === "ENOENT" || error.code === "ENOTDIR" ? NOT_FOUND : NOT_EXECUTABLE;
    }
    // One that is gone already is named all the same: its end is told by `exit`.
    await this.#folder.setIdentity("child", await this.#identify(this.#child.pid));
    if (this.#stop.signal.aborted) processes.kill(this.#child.pid, "SIGTERM");
    const ended = await this.#child.ended;
    await Promise.race([this.#child.closed, this.#runtime.clock.sleep(LAST_OUTPUT_MS)]);
    this.#child = undefined;
    return exitStatus(ended);
  }

  async #identify(pid: number): Promise<ProcessIdentity> {
    return { pid, startedAt: (await this.#runtime.processes.startedAt(pid)) ?? "gone" };
  }

  /** The program and all that it started. */
  async #endAll(): Promise<void> {
    const { processes, environment } = this.#runtime;
    const members =
      (await processes.members(environment.pid)) ?? (this.#child === undefined ? [] : [this.#child]);
    for (const { pid } of members) if (pid !== environment.pid) processes.kill(pid, "SIGKILL");
    await this.#child?.ended;
  }
}
