import { type Clock, createStop, RuntimeError, type Timer } from "@tutti/runtime";
import { type CheckResult, type CheckStatus, type Probe, timedOut } from "./check-kind.ts";

export interface RunnerOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Before the first run, so that the checks of one registration do not all run at once. */
  readonly firstDelayMs: number;
  readonly successBeforePassing: number;
  readonly failuresBeforeCritical: number;
  readonly report: (result: CheckResult) => void;
}

/** Something that keeps a check's status; stopping it twice does nothing. */
export interface CheckRunner {
  stop(): void;
}

/** Runs a probe every interval, one run at a time. */
export function startRunner(probe: Probe, options: RunnerOptions): CheckRunner {
  const { clock } = options;
  const threshold = createThreshold(options);
  const stopped = createStop();
  let timer: Timer = clock.after(options.firstDelayMs, run, { unref: true });
  function run(): void {
    const began = clock.monotonic();
    void runOnce(probe, options, stopped.signal).then((result) => {
      if (stopped.signal.aborted) return;
      const counted = threshold(result);
      if (counted !== undefined) options.report(counted);
      const left = Math.max(0, options.intervalMs - (clock.monotonic() - began));
      timer = clock.after(left, run, { unref: true });
    });
  }
  return {
    stop() {
      timer.cancel();
      stopped.abort();
    },
  };
}

/** A probe that hears that the time is over has as long to say so in its own words. */
const LAST_WORDS_MS = 50;

/** Whatever the probe does, there is a result when the time is over. */
async function runOnce(probe: Probe, options: RunnerOptions, stopped: AbortSignal): Promise<CheckResult> {
  const { timeoutMs } = options;
  const limit = createStop();
  const stop = (): void => limit.abort(new RuntimeError("ECANCELED", "check", "the check was stopped"));
  stopped.addEventListener("abort", stop, { once: true });
  let timer: Timer | undefined;
  const late = new Promise<CheckResult>((resolve) => {
    timer = options.clock.after(
      timeoutMs,
      () => {
        limit.abort(new RuntimeError("ETIMEDOUT", "check", `no result within ${timeoutMs} ms`));
        timer = options.clock.after(LAST_WORDS_MS, () => resolve(timedOut(timeoutMs)), { unref: true });
      },
      { unref: true },
    );
  });
  try {
    return await Promise.race([probe(limit.signal), late]);
  } finally {
    timer?.cancel();
    stopped.removeEventListener("abort", stop);
  }
}

/** Lets a result through once there were enough of its like in a row; the first of all at once, as Consul does. */
export function createThreshold(options: {
  readonly successBeforePassing: number;
  readonly failuresBeforeCritical: number;
}): (result: CheckResult) => CheckResult | undefined {
  let successes = options.successBeforePassing;
  let failures = options.failuresBeforeCritical;
  return (result) => {
    if (isSuccess(result.status)) {
      successes++;
      failures = 0;
      return successes >= options.successBeforePassing ? result : undefined;
    }
    failures++;
    successes = 0;
    return failures >= options.failuresBeforeCritical ? result : undefined;
  };
}

function isSuccess(status: CheckStatus): boolean {
  return status === "passing" || status === "warning";
}
