/** Lets others run: resolves in a later turn of the loop. */
export type Pause = () => Promise<void>;

/** For tests and tools that have nothing else to do. */
export const noPause: Pause = () => Promise.resolve();

/** How much of long work is done between two pauses: entries of about a microsecond each. */
export const SLICE_ENTRIES = 2_000;
/** The same for entries that are large, in bytes of their values: half a millisecond of copying. */
export const SLICE_BYTES = 1 << 20;

/** How much of something is done at once: so many items, and no more bytes than that unless a single item has them. */
export interface SliceBounds {
  readonly items: number;
  readonly bytes: number;
}

const ENTRIES: SliceBounds = { items: SLICE_ENTRIES, bytes: SLICE_BYTES };

/** The items in slices, each of which can be worked on without letting others run. */
export function* slicesOf<T>(
  items: Iterable<T>,
  bytesOf: (item: T) => number,
  bounds: SliceBounds,
): Generator<readonly T[]> {
  for (const { slice } of cut(items, bytesOf, bounds)) yield slice;
}

/** Slices, and whether there are more: known without a look at more than the next item. */
function* cut<T>(
  items: Iterable<T>,
  bytesOf: (item: T) => number,
  bounds: SliceBounds,
): Generator<{ readonly slice: readonly T[]; readonly more: boolean }> {
  let slice: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (slice.length > 0 && (slice.length >= bounds.items || bytes + size > bounds.bytes)) {
      yield { slice, more: true };
      slice = [];
      bytes = 0;
    }
    slice.push(item);
    bytes += size;
  }
  if (slice.length > 0) yield { slice, more: false };
}

/** What has a value, whose bytes count as work. */
interface Valued {
  readonly value: Uint8Array;
}

/** The entries in slices, with a pause between two of them. What they come from must not change meanwhile. */
export async function* inSlices<T extends Valued>(
  entries: Iterable<T>,
  pause: Pause,
): AsyncGenerator<readonly T[]> {
  for (const { slice, more } of cut(entries, ({ value }) => value.length, ENTRIES)) {
    yield slice;
    if (more) await pause();
  }
}

/** Runs `run` for each entry, with a pause between two slices. */
export async function eachInSlices<T extends Valued>(
  entries: Iterable<T>,
  pause: Pause,
  run: (entry: T) => void,
): Promise<void> {
  for await (const slice of inSlices(entries, pause)) for (const entry of slice) run(entry);
}
