import type { Clock, Timer } from "../clock.ts";

/** setTimeout fires at once for delays beyond this. */
const DELAY_MAX_MS = 0x7fffffff;

export function createRealClock(): Clock {
  return {
    now: () => performance.timeOrigin + performance.now(),
    monotonic: () => performance.now(),
    after,
    sleep,
  };
}

function after(delayMs: number, run: () => void, options?: { readonly unref?: boolean }): Timer {
  const deadline = performance.now() + delayMs;
  let timer = setTimeout(fire, Math.min(delayMs, DELAY_MAX_MS));
  if (options?.unref === true) timer.unref();
  function fire(): void {
    const rest = deadline - performance.now();
    if (rest < 1) {
      run();
      return;
    }
    timer = setTimeout(fire, Math.min(rest, DELAY_MAX_MS));
    if (options?.unref === true) timer.unref();
  }
  return { cancel: () => clearTimeout(timer) };
}

function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const timer = after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    function onAbort(): void {
      timer.cancel();
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
