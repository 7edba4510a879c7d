import type { Clock } from "@tutti/runtime";
import type { ReadResult, Watches } from "@tutti/server";

/** Most encoded answers kept; beyond it the oldest goes. */
export const ANSWERS_MAX = 4096;
/** Most questions whose first asking is remembered for `?cached`. */
export const CACHED_QUESTIONS_MAX = 4096;

interface Kept {
  readonly result: ReadResult;
  readonly stop: () => void;
}

/** Encoded answers, each until something it was made of changes. */
export class AnswerCache {
  readonly #watches: Watches;
  readonly #clock: Clock;
  readonly #answers = new Map<string, Kept>();
  readonly #askedAt = new Map<string, number>();

  constructor(watches: Watches, clock: Clock) {
    this.#watches = watches;
    this.#clock = clock;
  }

  get(key: string): ReadResult | undefined {
    return this.#answers.get(key)?.result;
  }

  set(key: string, result: ReadResult, topics: readonly string[]): void {
    const stop = this.#watches.wait(topics, () => this.#answers.delete(key));
    this.#answers.set(key, { result, stop });
    if (this.#answers.size <= ANSWERS_MAX) return;
    const [oldest] = this.#answers.keys();
    if (oldest === undefined) return;
    this.#answers.get(oldest)?.stop();
    this.#answers.delete(oldest);
  }

  /**
   * Whether the question was asked before, as `X-Cache` and `Age` tell it. The
   * answer itself is never old: it is made anew when its data changes.
   */
  ageHeaders(key: string): Record<string, string> {
    const now = this.#clock.monotonic();
    const since = this.#askedAt.get(key);
    if (since !== undefined) return { "X-Cache": "HIT", Age: String(Math.floor((now - since) / 1000)) };
    this.#askedAt.set(key, now);
    if (this.#askedAt.size > CACHED_QUESTIONS_MAX) this.#askedAt.clear();
    return { "X-Cache": "MISS" };
  }
}
