import type { Clock } from "./clock.ts";

/** Who follows something that has an index, and what is done with what comes. */
export interface IndexRun<Index, Answer extends { readonly index: Index }> {
  readonly clock: Clock;
  /** Ends it; what is being asked is given up. */
  readonly stop: AbortSignal;
  /** Asks, and waits for news behind `index`; rejects where there is no answer. */
  ask(index: Index | undefined, stop: AbortSignal): Promise<Answer>;
  /** Gets each answer; the next question waits for it. `false` ends it. */
  heed(answer: Answer): Promise<unknown> | unknown;
  /** Hears of the failures in a row, and says after how long it is asked again; the next answer is a first one. */
  failed(why: unknown, failures: number): number;
}

/** Asks again and again, each time for what is behind the last answer. */
export async function followIndex<Index, Answer extends { readonly index: Index }>({
  clock,
  stop,
  ...run
}: IndexRun<Index, Answer>): Promise<void> {
  let index: Index | undefined;
  let failures = 0;
  while (!stop.aborted) {
    const asked = await run.ask(index, stop).then(
      (answer) => ({ answer }),
      (why: unknown) => ({ why }),
    );
    if (stop.aborted) return;
    if ("why" in asked) {
      failures += 1;
      index = undefined;
      await clock.sleep(run.failed(asked.why, failures), stop).catch(() => {});
      continue;
    }
    failures = 0;
    index = asked.answer.index;
    if ((await run.heed(asked.answer)) === false) return;
  }
}
