/** Lets others run: resolves in a later turn of the loop. */
export type Pause = () => Promise<void>;

/** For tests and tools that have nothing else to do. */
export const noPause: Pause = () => Promise.resolve();

/** How much of long work is done between two pauses: entries of about a microsecond each. */
export const SLICE_ENTRIES = 2_000;

/** The items with a pause after each slice. What they come from must not change meanwhile. */
export async function* inSlices<T>(items: Iterable<T>, pause: Pause): AsyncGenerator<T> {
  let left = SLICE_ENTRIES;
  for (const item of items) {
    if (left === 0) {
      await pause();
      left = SLICE_ENTRIES;
    }
    left -= 1;
    yield item;
  }
}
