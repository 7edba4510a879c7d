import type { Clock } from "@tutti/runtime";

/** Most keys whose lock is held back at once; beyond it the oldest is let go. */
const LOCK_DELAYS_MAX = 65_536;

/** Keys whose lock may not be taken for a while after their session ended by force. Not durable, as in Consul. */
export class LockDelays {
  readonly #until = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(key: string, delayMs: number): void {
    this.#until.delete(key);
    this.#until.set(key, this.#clock.monotonic() + delayMs);
    if (this.#until.size <= LOCK_DELAYS_MAX) return;
    for (const oldest of this.#until.keys()) {
      this.#until.delete(oldest);
      return;
    }
  }

  holds(key: string): boolean {
    const until = this.#until.get(key);
    if (until === undefined) return false;
    if (this.#clock.monotonic() < until) return true;
    this.#until.delete(key);
    return false;
  }
}
