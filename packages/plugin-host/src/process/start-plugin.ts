import { ProviderFailure } from "@tutti/plugin";
import type { RunningProcess, Runtime } from "@tutti/runtime";
import { pluginError } from "../errors.ts";
import { confinedVariables } from "./confined-variables.ts";
import { connectPlugin } from "./connect-plugin.ts";
import { HANDSHAKE_SIZE_MAX, type Handshake, MAGIC_COOKIE, parseHandshake } from "./handshake.ts";
import type { RunningPlugin } from "./running-plugin.ts";
import { SpokenLines } from "./spoken-lines.ts";

/** A provider's program. */
export interface PluginProgram {
  readonly path: string;
  /** In front of nothing else; a plugin takes none by itself. */
  readonly args?: readonly string[];
  /** Laid over our own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** It sees of our environment only what a program needs to run, and what is called after it (`confinedVariables`). */
  readonly isConfined?: boolean;
  /** `terraform-provider-null`: how it is called where it is told of. */
  readonly name: string;
}

/** How long a program may take until it says where it listens; the time that Terraform gives it. */
const START_MS = 60_000;
/** How long a program may take to end once it was asked to. */
const END_MS = 2_000;
/** Ports that it may choose from where it does not listen at a path. */
const PORTS = { PLUGIN_MIN_PORT: "10000", PLUGIN_MAX_PORT: "25000" };

/** Starts a program, waits until it says where it listens, and connects. Rejects with a `ProviderFailure`. */
export async function startPlugin(
  runtime: Runtime,
  program: PluginProgram,
  identity: { readonly certificate: string; readonly key: string },
  startMs = START_MS,
): Promise<RunningPlugin> {
  const lines = new SpokenLines(runtime.log, program.name);
  const first = new FirstLine();
  const child = await started(runtime, program, identity.certificate, (stream, data) => {
    if (stream === "stderr") lines.take(data);
    else first.take(data);
  });
  const { handshake, why } = await shakeHands(runtime, first, child, startMs);
  if (handshake === undefined) {
    runtime.processes.kill(child.pid, "SIGKILL");
    await child.closed;
    throw cannotStart(program, `${why}.${wordsText(lines.last())}`);
  }
  const end = (): Promise<void> => endProcess(runtime, child, handshake);
  try {
    const connected = await connectPlugin(runtime, handshake, identity);
    return {
      protocol: handshake.protocol,
      channel: connected.channel,
      isGone: connected.isGone,
      blocking: connected.blocking,
      async lastWords() {
        // Its output may still be on the way when the connection is gone; one that lives on has no last words.
        await Promise.race([child.closed, runtime.clock.sleep(END_MS)]);
        return lines.last();
      },
      close: once(async () => {
        await connected.shutDown(END_MS);
        await end();
        connected.close();
      }),
    };
  } catch (error) {
    await end();
    const told = error instanceof Error ? error.message : String(error);
    throw cannotStart(program, `no connection to it could be made: ${told}.${wordsText(lines.last())}`);
  }
}

async function started(
  { processes, environment }: Runtime,
  program: PluginProgram,
  certificate: string,
  onOutput: (stream: "stdout" | "stderr", data: Uint8Array) => void,
): Promise<RunningProcess> {
  try {
    return await processes.start({
      program: program.path,
      args: program.args ?? [],
      environment: {
        ...Object.fromEntries(
          program.isConfined === true
            ? confinedVariables(environment.variables, program.name)
            : environment.variables,
        ),
        ...program.environment,
        ...PORTS,
        [MAGIC_COOKIE.name]: MAGIC_COOKIE.value,
        PLUGIN_PROTOCOL_VERSIONS: "5,6",
        PLUGIN_CLIENT_CERT: certificate,
      },
      onOutput,
      endsWithUs: true,
    });
  } catch (error) {
    throw cannotStart(program, `${error instanceof Error ? error.message : error}.`);
  }
}

interface Shaken {
  readonly handshake: Handshake | undefined;
  readonly why: string;
}

async function shakeHands(
  { clock }: Runtime,
  first: FirstLine,
  child: RunningProcess,
  startMs: number,
): Promise<Shaken> {
  const failed = (why: string): Shaken => ({ handshake: undefined, why });
  return new Promise((resolve) => {
    const timer = clock.after(startMs, () =>
      resolve(failed(`it did not say within ${startMs / 1000} s where it listens`)),
    );
    const say = (shaken: Shaken): void => {
      timer.cancel();
      resolve(shaken);
    };
    void first.found.then((line) => {
      const handshake = parseHandshake(line);
      say("wrong" in handshake ? failed(handshake.wrong) : { handshake, why: "" });
    });
    // Not before its output was read: it may have said something.
    void child.closed.then(async () => {
      const { exitCode, signal } = await child.ended;
      say(failed(`it ended (${signal ?? `exit status ${exitCode}`}) and did not say where it listens`));
    });
  });
}

async function endProcess(
  { processes, clock, disk }: Runtime,
  child: RunningProcess,
  { target }: Handshake,
): Promise<void> {
  const late = clock.after(END_MS, () => processes.kill(child.pid, "SIGKILL"));
  await child.ended;
  late.cancel();
  // One that was killed leaves its socket behind.
  if ("socketPath" in target) await disk.remove(target.socketPath).catch(() => undefined);
}

/** The first line of an output; what comes after is read and let go. */
class FirstLine {
  readonly found: Promise<string>;
  #tell: (line: string) => void = () => {};
  #text: string | undefined = "";

  constructor() {
    this.found = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  take(data: Uint8Array): void {
    if (this.#text === undefined) return;
    this.#text += new TextDecoder().decode(data);
    const end = this.#text.indexOf("\n");
    if (end < 0 && this.#text.length <= HANDSHAKE_SIZE_MAX) return;
    this.#tell(this.#text.slice(0, end < 0 ? HANDSHAKE_SIZE_MAX : end));
    this.#text = undefined;
  }
}

function cannotStart({ name, path }: PluginProgram, why: string): ProviderFailure {
  return new ProviderFailure(
    pluginError("plugin-did-not-start"),
    `The program of ${name} at ${path} could not be used: ${why}`,
  );
}

/** What a program wrote, for those who look for the fault. */
export function wordsText(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n\nIt wrote last:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
