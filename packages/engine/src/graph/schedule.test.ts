import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLimit } from "./limit.ts";
import { runSchedule } from "./run-schedule.ts";
import { createSchedule, type Schedule, ScheduleCycle } from "./schedule.ts";

function scheduleOf(after: readonly (readonly number[])[]): Schedule {
  const schedule = createSchedule(after);
  if (schedule instanceof ScheduleCycle) throw new Error("a cycle");
  return schedule;
}

/** Edges only from later to earlier steps: never a cycle. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 25 })
  .map((rows) =>
    rows.map((row, i) => (i === 0 ? [] : [...new Set(row.map((n) => n % i))].toSorted((a, b) => a - b))),
  );

describe("createSchedule()", () => {
  it("starts every step once, and only after all before it, in every interleaving", () => {
    fc.assert(
      fc.property(
        graphs,
        fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (after, picks, limit) => {
          const schedule = scheduleOf(after);
          const running: number[] = [];
          const ended = new Set<number>();
          let turn = 0;
          while (!schedule.finished) {
            for (const step of schedule.takeReady(limit - running.length)) {
              for (const before of after[step] ?? []) expect(ended.has(before)).toBe(true);
              running.push(step);
            }
            expect(running.length).toBeGreaterThan(0);
            expect(running.length).toBeLessThanOrEqual(limit);
            const [step] = running.splice((picks[turn++ % picks.length] ?? 0) % running.length, 1);
            if (step === undefined) break;
            expect(ended.has(step)).toBe(false);
            ended.add(step);
            schedule.end(step, "done");
          }
          expect(ended.size).toBe(after.length);
        },
      ),
    );
  });

  it("skips exactly what stands behind a failed step", () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (after, pick) => {
        const bad = pick % after.length;
        const schedule = scheduleOf(after);
        const behind = new Set<number>([bad]);
        for (const [step, before] of after.entries()) if (before.some((b) => behind.has(b))) behind.add(step);
        while (!schedule.finished) {
          for (const step of schedule.takeReady(3)) schedule.end(step, step === bad ? "failed" : "done");
        }
        for (let step = 0; step < after.length; step++) {
          const wanted = step === bad ? "failed" : behind.has(step) ? "skipped" : "done";
          expect(schedule.status(step)).toBe(wanted);
        }
      }),
    );
  });

  it("names the steps of a circle", () => {
    const cycle = createSchedule([[2], [0], [1], []]);
    expect(cycle).toBeInstanceOf(ScheduleCycle);
    expect(cycle instanceof ScheduleCycle && [...cycle.steps].toSorted()).toEqual([0, 1, 2]);
  });
});

describe("runSchedule()", () => {
  it("starts nothing new once it was told to stop, and waits for what runs", async () => {
    const stop = new AbortController();
    const schedule = scheduleOf([[], [], [0], [1]]);
    let finish: (() => void) | undefined;
    const started: number[] = [];
    const run = runSchedule(
      schedule,
      (step) => {
        started.push(step);
        if (step === 1) return "done";
        return new Promise((resolve) => {
          finish = () => resolve("done");
        });
      },
      { limit: 1, signal: stop.signal },
    );
    stop.abort();
    finish?.();
    await run;
    expect(started).toEqual([0]);
    expect(schedule.status(0)).toBe("done");
    expect(schedule.status(3)).toBe("skipped");
  });

  it("throws a bug of a step on after the others have ended", async () => {
    const run = runSchedule(
      scheduleOf([[], []]),
      (step) => (step === 0 ? Promise.reject(new Error("bug")) : "done"),
      { limit: 2 },
    );
    await expect(run).rejects.toThrow("bug");
  });
});

describe("createLimit()", () => {
  it("runs at most so many at a time, in order", async () => {
    const limit = createLimit(2);
    let running = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4].map((i) =>
        limit.run(async () => {
          running += 1;
          most = Math.max(most, running);
          order.push(i);
          await Promise.resolve();
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });
});
