import type { Clock, Timer } from "@tutti/runtime";
import { type SliceBounds, slicesOf } from "@tutti/store";
import type { ServerState } from "../server-state.ts";
import type { Replacement, Row } from "../state/table.ts";
import { destroySession } from "./commands.ts";
import { ttlMs } from "./decode.ts";
import type { SessionRecord } from "./records.ts";

/** A session ends this many TTLs after its last renewal: late, never early. */
const TTL_FACTOR = 2;
/** Timers that are started or stopped at once, some microseconds each. */
const TURN: SliceBounds = { items: 1_000, bytes: 1 };

/** The TTLs of the sessions: one timer each, started anew by a renewal. */
export class SessionTimers {
  readonly #state: ServerState;
  readonly #clock: Clock;
  #timers = new Map<string, Timer>();
  #stopped = false;

  constructor(state: ServerState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    state.sessions.table.onChange(
      (before, after) => {
        if (after === undefined) this.#cancel(before?.id ?? "");
        else if (before === undefined) this.renew(after.id);
      },
      { replacing: () => this.#replacing() },
    );
  }

  /** A session may be renewed, or go, before its timer has been started: then there is nothing left to do. */
  #replacing(): Replacement<Row<SessionRecord>> {
    const ids: string[] = [];
    return {
      add: ({ id, value }) => {
        if (ttlMs(value) > 0) ids.push(id);
      },
      takeOver: () => {
        const before = this.#timers;
        this.#timers = new Map();
        void this.#inTurns(before.values(), (timer) => timer.cancel());
        void this.#inTurns(ids, (id) => {
          if (!this.#timers.has(id)) this.renew(id);
        });
      },
    };
  }

  /** All in their order, and others between them. */
  async #inTurns<T>(items: Iterable<T>, each: (item: T) => void): Promise<void> {
    for (const slice of slicesOf(items, () => 0, TURN)) {
      for (const item of slice) each(item);
      await this.#clock.sleep(0);
    }
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
    const timers = this.#timers;
    // Of what was restored away the last timers are stopped a little later.
    const expire = (): void => {
      if (timers === this.#timers) this.#expire(id);
    };
    timers.set(id, this.#clock.after(ttl * TTL_FACTOR, expire, { unref: true }));
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
