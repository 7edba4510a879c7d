import type { Breath } from "./breath.ts";

/** Runs `work` on every item, at most `max` at a time, starting in their order; with pauses for others, and none once stopped. */
export async function forEachLimited<T>(
  items: Iterable<T>,
  max: number,
  work: (item: T) => Promise<void>,
  breath?: Breath,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let ended = false;
  const worker = async (): Promise<void> => {
    for (;;) {
      const pause = breath?.pause();
      if (pause !== undefined) await pause;
      if (breath?.stopped === true) ended = true;
      if (ended) return;
      const next = iterator.next();
      if (next.done === true) ended = true;
      else await work(next.value);
    }
  };
  // No more than there are items: of thousands of blocks most have one.
  const workers: Promise<void>[] = [];
  while (!ended && workers.length < max) {
    const pause = breath?.pause();
    if (pause !== undefined) {
      await pause;
      continue;
    }
    const one = worker();
    // It may fail while the next ones wait to begin; that is told at the end.
    one.catch(() => undefined);
    workers.push(one);
  }
  await Promise.all(workers);
}
