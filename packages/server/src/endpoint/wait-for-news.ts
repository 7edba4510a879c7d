import type { Clock, Random } from "@tutti/runtime";
import type { Watches } from "../state/watches.ts";
import { type ReadOptions, WAIT_JITTER_FRACTION } from "./blocking.ts";

/** What is waited for, and with what. */
export interface Waiting<T> {
  /** What is there now. */
  readonly look: () => T;
  /** Looked at again when one of these is touched. */
  readonly topics: readonly string[];
  readonly options: Pick<ReadOptions, "index" | "waitMs">;
  /** Aborts when nobody waits any more. */
  readonly gone: AbortSignal | undefined;
}

interface Parts {
  readonly watches: Watches;
  readonly clock: Clock;
  readonly random: Random;
}

/** The first thing that is news, or what is there when the time is over; undefined once nobody waits any more. */
export function waitForNews<T extends { readonly index: number; readonly newsAt?: number }>(
  { look, topics, options, gone }: Waiting<T>,
  { watches, clock, random }: Parts,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    let stop: () => void = () => {};
    const jitter = random.float() * options.waitMs * WAIT_JITTER_FRACTION;
    const timer = clock.after(options.waitMs + jitter, () => lookAgain(() => true), { unref: true });
    const leave = (): void => finish(() => resolve(undefined));
    gone?.addEventListener("abort", leave);
    function finish(settle: () => void): void {
      stop();
      timer.cancel();
      gone?.removeEventListener("abort", leave);
      settle();
    }
    // Whoever wakes this one is in the middle of a commit: a read that fails is its caller's matter alone.
    function lookAgain(answers: (found: T) => boolean): void {
      try {
        const found = look();
        if (answers(found)) finish(() => resolve(found));
        else wait();
      } catch (error) {
        finish(() => reject(error));
      }
    }
    function wait(): void {
      stop = watches.waitInTurn(topics, () =>
        lookAgain((found) => isNews({ index: found.newsAt ?? found.index }, options)),
      );
    }
    wait();
  });
}

/** Whether an answer is newer than what was asked for; nothing is older than index 1, so that an empty table can be waited for. */
export function isNews({ index }: { readonly index: number }, asked: Pick<ReadOptions, "index">): boolean {
  return Math.max(1, index) > asked.index;
}
