import type { Breath } from "./breath.ts";

/** Runs `work` on every item, at most `max` at a time, starting in their order; with pauses for others, and none once stopped. */
export async function forEachLimited<T>(
  items: Iterable<T>,
  max: number,
  work: (item: T) => Promise<void>,
  breath?: Breath,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (;;) {
      const pause = breath?.pause();
      if (pause !== undefined) await pause;
      if (breath?.stopped === true) return;
      const next = iterator.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: max }, worker));
}
