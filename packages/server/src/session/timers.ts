import type { Clock, Timer } from "@tutti/runtime";
import type { ServerState } from "../server-state.ts";
import { destroySession } from "./commands.ts";
import { ttlMs } from "./decode.ts";

/** A session ends this many TTLs after its last renewal: late, never early. */
export const TTL_FACTOR = 2;

/** The TTLs of the sessions: one timer each, started anew by a renewal. */
export class SessionTimers {
  readonly #state: ServerState;
  readonly #clock: Clock;
  readonly #timers = new Map<string, Timer>();
  #stopped = false;

  constructor(state: ServerState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    state.sessions.table.onChange((before, after) => {
      if (after === undefined) this.#cancel(before?.id ?? "");
      else if (before === undefined) this.renew(after.id);
    });
  }

  /** Starts the timers of the sessions that were there before. */
  start(): void {
    for (const row of this.#state.sessions.list()) this.renew(row.id);
  }

  renew(id: string): void {
    this.#cancel(id);
    const session = this.#state.sessions.table.get(id);
    const ttl = session === undefined ? 0 : ttlMs(session.value);
    if (ttl === 0 || this.#stopped) return;
    this.#timers.set(
      id,
      this.#clock.after(ttl * TTL_FACTOR, () => this.#expire(id), { unref: true }),
    );
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #expire(id: string): void {
    this.#timers.delete(id);
    void this.#state.writeInSteps((draft) => destroySession(this.#state, draft, id));
  }

  #cancel(id: string): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
  }
}
