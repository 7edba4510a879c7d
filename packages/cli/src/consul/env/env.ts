import {
  createStop,
  exitStatus,
  followIndex,
  fromUnknown,
  onInterrupt,
  type ProcessResult,
} from "@tutti/runtime";
import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, listFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand } from "../api/api-command.ts";
import { childOf, runChild } from "../api/child.ts";

import { envError } from "./errors.ts";
import { type Ask, keysBelow, type Source, secretsBelow } from "./sources.ts";
import { variablesOf } from "./variables.ts";

const flags = {
  prefix: listFlag(),
  secret: listFlag(),
  once: boolFlag(),
  pristine: boolFlag(),
  sanitize: boolFlag(true),
  shell: boolFlag(),
  upcase: boolFlag(),
  wait: durationFlag(250),
};

type Call = ApiCall<typeof flags>;
type Variables = ReadonlyMap<string, string>;

/** So long after a question that was not answered. */
const RETRY_MS = 5000;

/** Runs a program with keys and secrets as its environment, anew when they change. */
export const command = apiCommand({
  summary: "Runs a program with keys and secrets as its environment",
  usage: "env [options] child...",
  flags,
  async run(call) {
    const { prefix, secret, wait } = call.flags;
    if (call.rest.length === 0) return call.misuse(envError("env-program-missing"));
    if (prefix.length + secret.length === 0) return call.misuse(envError("env-source-missing"));
    if (wait < 0) return call.fail(envError("env-wait-negative"));
    // Whoever starts it where no agent is hears of it at once; one that goes later is waited for.
    await call.client.call("status.leader");
    return new Supervised(call, [...prefix.map(keysBelow), ...secret.map(secretsBelow)]).run();
  },
});

/** The program, and what its environment comes from. */
class Supervised {
  readonly #call: Call;
  readonly #sources: readonly Source[];
  readonly #found: (Variables | undefined)[];
  readonly #over = createStop();
  /** Ends the program that runs, so that it is started anew. */
  #child: AbortController | undefined;
  #running: Variables | undefined;
  #status = 0;
  #changed: (() => void) | undefined;

  constructor(call: Call, sources: readonly Source[]) {
    this.#call = call;
    this.#sources = sources;
    this.#found = sources.map(() => undefined);
  }

  async run(): Promise<number> {
    const { processes } = this.#call.runtime;
    const forget = onInterrupt(processes, () => this.#end(0));
    const followed = this.#sources.map((source, at) => this.#follow(source, at));
    await this.#supervise();
    await Promise.all(followed);
    forget();
    return this.#status;
  }

  #end(status: number): void {
    if (this.#over.signal.aborted) return;
    this.#status = status;
    this.#over.abort();
    this.#child?.abort();
    this.#changed?.();
  }

  #follow(source: Source, at: number): Promise<void> {
    const { client, runtime, query, flags: given } = this.#call;
    const ask: Ask = (route, asked) =>
      client.call(route, { ...asked, query: { ...query, ...asked.query }, signal: this.#over.signal });
    return followIndex({
      clock: runtime.clock,
      stop: this.#over.signal,
      ask: (index: string | undefined) => source.read(ask, index),
      heed: ({ entries }) => {
        const { variables, leftOut } = variablesOf(source.prefix, entries, given);
        for (const why of leftOut) this.#call.context.stderr.note(`${why}\n`);
        this.#found[at] = variables;
        this.#changed?.();
        return !given.once;
      },
      failed: (error) => {
        const why = fromUnknown(error, source.prefix).message;
        const status = this.#call.fail(envError("env-source-unread", source.prefix, why));
        if (given.once) this.#end(status);
        return RETRY_MS;
      },
    });
  }

  /** Undefined until all that it comes from was read; what is named later counts. */
  #wanted(): Variables | undefined {
    const all: [string, string][] = [];
    for (const variables of this.#found) {
      if (variables === undefined) return undefined;
      all.push(...variables);
    }
    return new Map(all);
  }

  /** One program after the other, until one ends by itself or we are told to end. */
  async #supervise(): Promise<void> {
    const { clock } = this.#call.runtime;
    while (!this.#over.signal.aborted) {
      const wanted = this.#wanted();
      if (wanted === undefined || isSame(wanted, this.#running)) {
        await new Promise<void>((resolve) => {
          this.#changed = resolve;
        });
        // Several changes that come together are one.
        if (this.#running !== undefined)
          await clock.sleep(this.#call.flags.wait, this.#over.signal).catch(() => {});
        continue;
      }
      await this.#restart(wanted);
    }
    await this.#ended;
  }

  #ended: Promise<void> = Promise.resolve();

  async #restart(wanted: Variables): Promise<void> {
    this.#child?.abort();
    await this.#ended;
    if (this.#over.signal.aborted) return;
    this.#running = wanted;
    const stop = createStop();
    this.#child = stop;
    this.#ended = this.#program(wanted, stop.signal).then(
      (result) => {
        if (!stop.signal.aborted) this.#end(exitStatus(result));
        else if (this.#over.signal.aborted) this.#status = exitStatus(result);
      },
      (error: unknown) =>
        this.#end(this.#call.fail(envError("env-program-failed", fromUnknown(error, "program").message))),
    );
  }

  #program(variables: Variables, signal: AbortSignal): Promise<ProcessResult> {
    const { context, runtime, rest, flags: given } = this.#call;
    return runChild(context, childOf(rest, given.shell, runtime), {
      sharesInput: true,
      variables: Object.fromEntries(variables),
      ...(given.pristine ? { inherits: false } : {}),
      signal,
    });
  }
}

function isSame(a: Variables, b: Variables | undefined): boolean {
  return b !== undefined && a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}
