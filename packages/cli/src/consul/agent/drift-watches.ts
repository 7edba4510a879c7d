import type { DriftConfig } from "@tutti/agent";
import {
  type Clock,
  createStop,
  exitStatus,
  type ProcessSignal,
  type RunningProcess,
  type Runtime,
} from "@tutti/runtime";

type Log = (level: "info" | "warn", line: string) => void;

/** A watch that ended is started again after this, and after twice as long each time, up to the most. */
const AGAIN_MS = 1_000;
const AGAIN_MOST_MS = 60_000;
/** One that ran for so long begins at the first pause again. */
const STEADY_MS = 60_000;
/** So long a heal that is under way may take when the agent ends; then the journal says how far it came. */
const END_MS = 30_000;

/**
 * Watches directories for drift, each by a program of its own (`drift watch`):
 * plans and providers run beside the agent, never in it. What they tell goes to the agent's log.
 */
export function startDriftWatches(
  runtime: Runtime,
  { drift, address }: { readonly drift: DriftConfig; readonly address: string | undefined },
  log: Log,
): { end(): Promise<void> } {
  const watches = drift.directories.map(
    (directory) => new DriftWatch(runtime, directory, drift, address, log),
  );
  for (const watch of watches) void watch.run();
  return {
    async end() {
      await Promise.all(watches.map((watch) => watch.end()));
    },
  };
}

class DriftWatch {
  readonly #runtime: Runtime;
  readonly #directory: string;
  readonly #words: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  readonly #log: Log;
  readonly #stop = createStop();
  #running: RunningProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(
    runtime: Runtime,
    directory: string,
    drift: DriftConfig,
    address: string | undefined,
    log: Log,
  ) {
    this.#runtime = runtime;
    this.#directory = directory;
    this.#words = wordsOf(directory, drift);
    this.#environment = {
      ...Object.fromEntries(runtime.environment.variables),
      ...(address === undefined ? {} : { CONSUL_HTTP_ADDR: address }),
      ...(drift.token === undefined ? {} : { CONSUL_HTTP_TOKEN: drift.token }),
    };
    this.#log = log;
  }

  run(): Promise<void> {
    this.#ended = this.#runAgain();
    return this.#ended;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    this.#kill("SIGINT");
    const { clock } = this.#runtime;
    const patience = createStop();
    await Promise.race([this.#ended, giveUp(clock, END_MS, patience.signal)]);
    patience.abort();
    this.#kill("SIGKILL");
  }

  #kill(signal: ProcessSignal): void {
    if (this.#running !== undefined) this.#runtime.processes.kill(this.#running.pid, signal);
  }

  async #runAgain(): Promise<void> {
    const { clock } = this.#runtime;
    let pause = AGAIN_MS;
    while (!this.#stop.signal.aborted) {
      const began = clock.monotonic();
      const how = await this.#runOnce();
      if (this.#stop.signal.aborted) return;
      pause = clock.monotonic() - began >= STEADY_MS ? AGAIN_MS : Math.min(pause * 2, AGAIN_MOST_MS);
      this.#log("warn", `drift: ${this.#directory}: the watch ended (${how}); it is started again`);
      await clock.sleep(pause, this.#stop.signal).catch(() => {});
    }
  }

  async #runOnce(): Promise<string> {
    const { environment, processes } = this.#runtime;
    const [program = "", ...args] = environment.self;
    const told = {
      stdout: lineTeller((line) => this.#told(line)),
      stderr: lineTeller((line) => this.#complained(line)),
    };
    try {
      const running = await processes.start({
        program,
        args: [...args, ...this.#words],
        environment: this.#environment,
        endsWithUs: true,
        onOutput: (stream, data) => told[stream](data),
      });
      this.#running = running;
      // It may have been asked to end before it was there.
      if (this.#stop.signal.aborted) this.#kill("SIGINT");
      return `status ${exitStatus(await running.ended)}`;
    } catch (error) {
      return String(error instanceof Error ? error.message : error);
    } finally {
      this.#running = undefined;
    }
  }

  #told(line: string): void {
    const text = messageOf(line);
    if (text !== undefined) this.#log("info", `drift: ${this.#directory}: ${text}`);
  }

  #complained(line: string): void {
    if (line.trim() !== "") this.#log("warn", `drift: ${this.#directory}: ${line}`);
  }
}

function wordsOf(directory: string, drift: DriftConfig): readonly string[] {
  const { heal, refreshEveryMs, healRate, healWindowMs } = drift;
  const flag = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`-${name}=${value}`];
  const ms = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : `${value}ms`;
  return [
    `-chdir=${directory}`,
    "drift",
    "watch",
    "-json",
    ...flag("heal", heal),
    ...flag("refresh-every", ms(refreshEveryMs)),
    ...flag("heal-rate", healRate),
    ...flag("heal-window", ms(healWindowMs)),
  ];
}

/** The words of a message; of a diagnostic too. */
function messageOf(line: string): string | undefined {
  try {
    const { "@message": text } = JSON.parse(line) as { readonly "@message"?: unknown };
    return typeof text === "string" ? text : undefined;
  } catch {
    return line.trim() === "" ? undefined : line;
  }
}

function lineTeller(tell: (line: string) => void): (data: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (data) => {
    const lines = (rest + decoder.decode(data, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) tell(line);
  };
}

async function giveUp(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch(() => {});
}
