import type { Schedule } from "./schedule.ts";

export interface RunOptions {
  /** How many steps run at a time. */
  readonly limit: number;
  /** Aborted: what runs goes on to its end, nothing new starts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a schedule to its end. A step that answers at once (no promise) costs
 * no turn of the loop. One that calls `leave` is waiting from then on, and
 * another one starts in its place. A step never rejects: that would be a bug, and it is
 * thrown on when everything else has ended.
 */
export function runSchedule(
  schedule: Schedule,
  run: (step: number, leave: () => void) => Promise<"done" | "failed"> | "done" | "failed",
  options: RunOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let bug: { readonly error: unknown } | undefined;
    let pumping = false;
    /** Steps that run but have left their places. */
    const left = new Set<number>();

    const finish = (step: number, outcome: "done" | "failed"): void => {
      schedule.end(step, outcome);
      left.delete(step);
      pump();
    };
    const fail = (step: number, error: unknown): void => {
      bug ??= { error };
      schedule.stop();
      finish(step, "failed");
    };
    const start = (step: number): void => {
      try {
        const outcome = run(step, () => {
          left.add(step);
          pump();
        });
        if (typeof outcome === "string") finish(step, outcome);
        else
          outcome.then(
            (ended) => finish(step, ended),
            (error) => fail(step, error),
          );
      } catch (error) {
        fail(step, error);
      }
    };
    const pump = (): void => {
      if (pumping) return;
      pumping = true;
      for (;;) {
        if (options.signal?.aborted === true) schedule.stop();
        const ready = schedule.takeReady(options.limit - schedule.running + left.size);
        if (ready.length === 0) break;
        for (const step of ready) start(step);
      }
      pumping = false;
      if (!schedule.finished || schedule.running > 0) return;
      options.signal?.removeEventListener("abort", pump);
      if (bug === undefined) resolve();
      else reject(bug.error);
    };
    options.signal?.addEventListener("abort", pump, { once: true });
    pump();
  });
}
