import type { Clock, Timer } from "@tutti/runtime";

/** Time stands still until somebody moves it. */
export interface SimulatedClock extends Clock {
  /** When the next timer is due, on the monotonic scale; undefined if none waits. */
  nextDue(): number | undefined;
  /** Moves time to `monotonicMs` and runs what is due at that very moment, in the order it was set. */
  advanceTo(monotonicMs: number): void;
}

interface Entry {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Wall time starts at `startMs`. */
export function createSimulatedClock(startMs: number): SimulatedClock {
  let monotonic = 0;
  let order = 0;
  const heap: Entry[] = [];

  function after(delayMs: number, run: () => void): Timer {
    const entry: Entry = { due: monotonic + Math.max(0, delayMs), order: order++, run, cancelled: false };
    push(heap, entry);
    return {
      cancel(): void {
        entry.cancelled = true;
      },
    };
  }

  function peek(): Entry | undefined {
    while (heap[0]?.cancelled === true) pop(heap);
    return heap[0];
  }

  return {
    now: () => startMs + monotonic,
    monotonic: () => monotonic,
    after,
    sleep: (delayMs, signal) => sleep(after, delayMs, signal),
    nextDue: () => peek()?.due,
    advanceTo(target) {
      monotonic = Math.max(monotonic, target);
      for (let entry = peek(); entry !== undefined && entry.due <= monotonic; entry = peek()) {
        pop(heap);
        entry.run();
      }
    },
  };
}

function sleep(after: Clock["after"], delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = after(delayMs, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function before(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  heap.push(entry);
  for (let i = heap.length - 1; i > 0; ) {
    const parent = (i - 1) >> 1;
    if (!before(heap[i] as Entry, heap[parent] as Entry)) return;
    swap(heap, i, parent);
    i = parent;
  }
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  heap[0] = last;
  for (let i = 0; ; ) {
    const left = 2 * i + 1;
    const right = left + 1;
    let least = i;
    if (left < heap.length && before(heap[left] as Entry, heap[least] as Entry)) least = left;
    if (right < heap.length && before(heap[right] as Entry, heap[least] as Entry)) least = right;
    if (least === i) return;
    swap(heap, i, least);
    i = least;
  }
}

function swap(heap: Entry[], a: number, b: number): void {
  const kept = heap[a] as Entry;
  heap[a] = heap[b] as Entry;
  heap[b] = kept;
}
