import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forEachLimited } from "./for-each-limited.ts";
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

  it.each<[string, readonly (readonly number[])[], readonly number[]]>([
    ["the whole graph", [[2], [0], [1]], [0, 1, 2]],
    ["a step that waits for itself", [[], [1]], [1]],
    ["what leads into it is none of it", [[1], [2], [1], [0]], [1, 2]],
    ["what stands before it is none of it", [[], [0, 2], [1]], [1, 2]],
    ["the first of two", [[1], [0], [3], [2]], [0, 1]],
    ["what has ended before is passed over", [[], [], [1, 3], [0, 2]], [2, 3]],
  ])("names the steps of a circle, one behind the other: %s", (_, after, wanted) => {
    const cycle = createSchedule(after);
    const steps = cycle instanceof ScheduleCycle ? [...cycle.steps] : [];
    expect(steps.toSorted((a, b) => a - b)).toEqual(wanted);
    for (const [at, step] of steps.entries()) {
      const before = steps[(at + steps.length - 1) % steps.length];
      expect(after[step]).toContain(before);
    }
  });

  it.each([
    ["after all", [[], [2]]],
    ["before all", [[], [-1]]],
  ])("refuses a step that there is not: %s", (_, after) => {
    expect(() => createSchedule(after)).toThrow("which is no step");
  });

  it("tells the status of each step on its way, and how many run", () => {
    const schedule = scheduleOf([[], [0], [0], [2]]);
    const statuses = () => [0, 1, 2, 3].map((step) => schedule.status(step)).join(" ");
    expect([schedule.size, schedule.running, schedule.finished]).toEqual([4, 0, false]);
    expect(statuses()).toBe("ready waiting waiting waiting");
    expect(schedule.takeReady(0)).toEqual([]);
    expect(schedule.takeReady(9)).toEqual([0]);
    expect(statuses()).toBe("running waiting waiting waiting");
    expect(schedule.running).toBe(1);
    schedule.end(0, "done");
    expect(statuses()).toBe("done ready ready waiting");
    expect(schedule.takeReady(1)).toEqual([1]);
    expect(statuses()).toBe("done running ready waiting");
    expect(schedule.takeReady(1)).toEqual([2]);
    expect(schedule.running).toBe(2);
    schedule.end(2, "failed");
    expect(statuses()).toBe("done running failed skipped");
    expect([schedule.running, schedule.finished]).toEqual([1, false]);
    schedule.end(1, "done");
    expect([schedule.running, schedule.finished]).toEqual([0, true]);
    expect(schedule.status(9)).toBe("waiting");
  });

  it("skips at a stop all that does not run, and what runs ends as it ends", () => {
    const schedule = scheduleOf([[], [], [0], [1]]);
    expect(schedule.takeReady(1)).toEqual([0]);
    schedule.stop();
    expect([0, 1, 2, 3].map((step) => schedule.status(step))).toEqual([
      "running",
      "skipped",
      "skipped",
      "skipped",
    ]);
    expect(schedule.takeReady(9)).toEqual([]);
    expect(schedule.finished).toBe(false);
    schedule.end(0, "done");
    expect(schedule.status(2)).toBe("skipped");
    expect(schedule.finished).toBe(true);
    schedule.stop();
    expect(schedule.status(0)).toBe("done");
  });

  it("passes over what was skipped while it was ready", () => {
    const schedule = scheduleOf([[], [], []]);
    schedule.takeReady(1);
    schedule.stop();
    expect(schedule.takeReady(3)).toEqual([]);
  });

  it.each([
    ["twice", 0],
    ["before it began", 1],
  ])("a step does not end %s", (_, step) => {
    const schedule = scheduleOf([[], []]);
    schedule.takeReady(1);
    schedule.end(0, "done");
    expect(() => schedule.end(step, "done")).toThrow(`step ${step} ended but was`);
  });

  it("takes thousands in their order, each once", () => {
    const size = 5000;
    const schedule = scheduleOf(Array.from({ length: size }, (_, i) => (i < 3000 ? [] : [i - 3000])));
    const taken: number[] = [];
    while (!schedule.finished) {
      for (const step of schedule.takeReady(7)) {
        taken.push(step);
        schedule.end(step, "done");
      }
    }
    expect(taken).toEqual(Array.from({ length: size }, (_, i) => i));
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

  it("runs at most so many at a time, whether a step answers at once or later", async () => {
    let running = 0;
    let most = 0;
    const ended: number[] = [];
    await runSchedule(
      scheduleOf([[], [], [], [0], [1], [2]]),
      (step) => {
        if (step % 2 === 0) {
          ended.push(step);
          return "done";
        }
        running += 1;
        most = Math.max(most, running);
        return Promise.resolve().then(() => {
          running -= 1;
          ended.push(step);
          return "done" as const;
        });
      },
      { limit: 2 },
    );
    expect(most).toBeLessThanOrEqual(2);
    expect(ended.toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("starts another step in the place of one that has left it, and only one", async () => {
    const ends: (() => void)[] = [];
    const leaves: (() => void)[] = [];
    const run = runSchedule(
      scheduleOf([[], [], [], [0]]),
      (step, leave) => {
        leaves[step] = leave;
        return new Promise((resolve) => {
          ends[step] = () => resolve("done");
        });
      },
      { limit: 1 },
    );
    const started = (): readonly number[] => Object.keys(ends).map(Number);
    expect(started()).toEqual([0]);
    leaves[0]?.();
    leaves[0]?.();
    expect(started()).toEqual([0, 1]);
    ends[0]?.();
    await Promise.resolve();
    expect(started()).toEqual([0, 1]);
    ends[1]?.();
    await Promise.resolve();
    expect(started()).toEqual([0, 1, 2]);
    ends[2]?.();
    await Promise.resolve();
    ends[3]?.();
    await run;
  });

  it("starts nothing of what was given to it stopped", async () => {
    const schedule = scheduleOf([[], []]);
    const started: number[] = [];
    const run = (step: number) => {
      started.push(step);
      return "done" as const;
    };
    await runSchedule(schedule, run, { limit: 2, signal: AbortSignal.abort() });
    expect(started).toEqual([]);
    expect(schedule.status(0)).toBe("skipped");
  });

  it("ends at once where there is nothing to do", async () => {
    await expect(runSchedule(scheduleOf([]), () => "failed", { limit: 1 })).resolves.toBeUndefined();
  });

  it("goes on beside a step that failed", async () => {
    const schedule = scheduleOf([[], [0], []]);
    await runSchedule(schedule, async (step) => (step === 0 ? "failed" : "done"), { limit: 1 });
    expect([0, 1, 2].map((step) => schedule.status(step))).toEqual(["failed", "skipped", "done"]);
  });

  it("starts nothing more after a bug, and waits for what runs", async () => {
    const schedule = scheduleOf([[], [], []]);
    let finish: (() => void) | undefined;
    const run = runSchedule(
      schedule,
      (step) => {
        if (step === 1) throw new Error("first bug");
        return new Promise((resolve) => {
          finish = () => resolve("done");
        });
      },
      { limit: 2 },
    );
    expect(schedule.status(2)).toBe("skipped");
    let over = false;
    const watched = run.catch((error: unknown) => {
      over = true;
      return error;
    });
    await Promise.resolve();
    expect(over).toBe(false);
    finish?.();
    await expect(watched).resolves.toEqual(new Error("first bug"));
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

describe("forEachLimited()", () => {
  it("works on each once, at most so many at a time, in order", async () => {
    let running = 0;
    let most = 0;
    const started: number[] = [];
    await forEachLimited(new Set([0, 1, 2, 3, 4]), 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      started.push(item);
      await Promise.resolve();
      running -= 1;
    });
    expect([most, running, started]).toEqual([2, 0, [0, 1, 2, 3, 4]]);
  });
});
