import type { Clock } from "@tutti/runtime";

/** Others (Ctrl-C, timers, output) wait no longer than this for their turn of the loop. */
const STRETCH_MS = 50;

/** What a long computation asks between two steps of it. */
export interface Breath {
  /** Nothing new starts any more. */
  readonly stopped: boolean;
  /** Something to wait for where others have waited long enough; undefined, which costs no turn, everywhere else. */
  pause(): Promise<void> | undefined;
}

/** Counts from now. `signal`: nothing new starts once it is aborted; without one everything goes on. */
export function createBreath(clock: Clock, signal: AbortSignal | undefined): Breath {
  let last = clock.monotonic();
  let pausing: Promise<void> | undefined;
  return {
    get stopped() {
      return signal?.aborted === true;
    },
    pause() {
      if (pausing === undefined && clock.monotonic() - last >= STRETCH_MS)
        pausing = new Promise((resolve) => {
          clock.after(0, () => {
            last = clock.monotonic();
            pausing = undefined;
            resolve();
          });
        });
      return pausing;
    },
  };
}
