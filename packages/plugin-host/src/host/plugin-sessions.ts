import type { Checked } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { PluginSession } from "../carrier/plugin-session.ts";
import type { RunningPlugin } from "../process/running-plugin.ts";
import { createProtocolClient } from "../protocol/protocol-client.ts";

/** A plugin and what it was told; one that was told nothing yet answers everybody. */
export interface Seat {
  readonly session: Promise<PluginSession>;
  /** What it answered to its configuration. */
  configured: Promise<Checked> | undefined;
  /** The configuration it was told; undefined where nobody else may share it. */
  config: Uint8Array | undefined;
  users: number;
}

/**
 * The processes of one provider. The protocol lets a process be configured
 * once, so each configuration has its own; whoever needs the same one, or
 * none, shares. Each is started when it is first asked something.
 */
export class PluginSessions {
  readonly #runtime: Runtime;
  readonly #start: () => Promise<RunningPlugin>;
  #seats: Seat[] = [];

  constructor(runtime: Runtime, start: () => Promise<RunningPlugin>) {
    this.#runtime = runtime;
    this.#start = start;
  }

  /** Any process that lives. */
  any(): Promise<PluginSession> {
    return (this.#seats[0] ?? this.#open()).session;
  }

  /** One that stays until all end. */
  lasting(): Promise<PluginSession> {
    const seat = this.#seats[0] ?? this.#open();
    seat.users += 1;
    return seat.session;
  }

  /** A process with this configuration, to which it is told once. */
  take(config: Uint8Array | undefined, tell: (session: PluginSession) => Promise<Checked>): Seat {
    const same =
      config === undefined
        ? undefined
        : this.#seats.find((seat) => seat.config !== undefined && equalBytes(seat.config, config));
    const seat = same ?? this.#seats.find(({ configured }) => configured === undefined) ?? this.#open();
    seat.users += 1;
    if (same !== undefined) return seat;
    seat.config = config;
    seat.configured = seat.session.then(tell);
    return seat;
  }

  /** One whose configuration nobody else can have ends with its user; the others wait for more to do. */
  async leave(seat: Seat): Promise<void> {
    seat.users -= 1;
    if (seat.users === 0 && seat.config === undefined) await this.#end(seat);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#seats].map((seat) => this.#end(seat)));
  }

  #open(): Seat {
    const seat: Seat = { session: this.#started(), configured: undefined, config: undefined, users: 0 };
    this.#seats.push(seat);
    // One that did not start is tried again by the next who asks.
    seat.session.catch(() => {
      this.#seats = this.#seats.filter((one) => one !== seat);
    });
    return seat;
  }

  async #started(): Promise<PluginSession> {
    const plugin = await this.#start();
    return new PluginSession(
      this.#runtime,
      plugin,
      await createProtocolClient(plugin.protocol, plugin.channel),
    );
  }

  async #end(seat: Seat): Promise<void> {
    this.#seats = this.#seats.filter((one) => one !== seat);
    const session = await seat.session.catch(() => undefined);
    await session?.close();
  }
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
