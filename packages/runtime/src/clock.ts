/** Wall time in milliseconds since 1970 (fractions allowed), monotonic time in milliseconds since the start. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Calls `run` once after `delayMs`. The timer keeps the process alive unless `unref` is set. */
  after(delayMs: number, run: () => void, options?: { readonly unref?: boolean }): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when it is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** Cancelling twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void;
}

/** Calls `run` every `intervalMs`, the first time after one interval; built on `after`, so it holds under simulation too. */
export function every(
  clock: Clock,
  intervalMs: number,
  run: () => void,
  options?: { readonly unref?: boolean },
): Timer {
  let timer = clock.after(intervalMs, tick, options);
  let cancelled = false;
  function tick(): void {
    if (cancelled) return;
    timer = clock.after(intervalMs, tick, options);
    run();
  }
  return {
    cancel(): void {
      cancelled = true;
      timer.cancel();
    },
  };
}
