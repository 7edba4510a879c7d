/**
 * Which step of a graph may run when: a pure machine. `begin` and `end` move
 * it, `takeReady` says what may start. A step starts when all before it have
 * ended well; what stands behind a failed one is skipped.
 *
 * Invariants: a step starts at most once; `waiting[i]` is the number of steps
 * before i that have not ended; every step ends as done, failed or skipped.
 */
type StepStatus = "waiting" | "ready" | "running" | "done" | "failed" | "skipped";

export interface Schedule {
  readonly size: number;
  /** The next steps to start, at most `max`; they are running from now on. */
  takeReady(max: number): number[];
  end(step: number, outcome: "done" | "failed"): void;
  /** Nothing new starts: all that is not running is skipped. */
  stop(): void;
  status(step: number): StepStatus;
  readonly running: number;
  /** All steps have ended. */
  readonly finished: boolean;
}

/** Where a graph is not one: the steps of a circle. */
export class ScheduleCycle {
  readonly steps: readonly number[];
  constructor(steps: readonly number[]) {
    this.steps = steps;
  }
}

/** `after[i]` names the steps that must have ended before i. */
export function createSchedule(after: readonly (readonly number[])[]): Schedule | ScheduleCycle {
  const size = after.length;
  for (const [step, before] of after.entries())
    for (const other of before)
      if (other < 0 || other >= size) throw new Error(`step ${step} waits for ${other}, which is no step`);
  const followers = followersOf(after);
  const cycle = findCycle(after, followers);
  if (cycle !== undefined) return cycle;
  const waiting = Int32Array.from(after, (before) => before.length);
  const statuses: StepStatus[] = new Array<StepStatus>(size).fill("waiting");
  let ready: number[] = [];
  let taken = 0;
  let running = 0;
  let ended = 0;
  for (let step = 0; step < size; step++) if (waiting[step] === 0) makeReady(step);

  function makeReady(step: number): void {
    statuses[step] = "ready";
    ready.push(step);
  }

  function skipFollowers(failed: number): void {
    const stack = [failed];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const next of followers(at)) {
        if (statuses[next] !== "waiting" && statuses[next] !== "ready") continue;
        statuses[next] = "skipped";
        ended += 1;
        stack.push(next);
      }
    }
  }

  return {
    size,
    takeReady(max) {
      const out: number[] = [];
      while (out.length < max && taken < ready.length) {
        const step = ready[taken++] as number;
        if (statuses[step] !== "ready") continue;
        statuses[step] = "running";
        out.push(step);
      }
      if (taken > 1024 && taken * 2 > ready.length) {
        ready = ready.slice(taken);
        taken = 0;
      }
      running += out.length;
      return out;
    },
    end(step, outcome) {
      if (statuses[step] !== "running") throw new Error(`step ${step} ended but was ${statuses[step]}`);
      statuses[step] = outcome;
      running -= 1;
      ended += 1;
      if (outcome === "failed") {
        skipFollowers(step);
        return;
      }
      for (const next of followers(step)) {
        const left = (waiting[next] as number) - 1;
        if (left < 0) throw new Error(`step ${next} waits for fewer steps than have ended`);
        waiting[next] = left;
        if (left === 0 && statuses[next] === "waiting") makeReady(next);
      }
    },
    stop() {
      for (let step = 0; step < size; step++) {
        if (statuses[step] !== "waiting" && statuses[step] !== "ready") continue;
        statuses[step] = "skipped";
        ended += 1;
      }
    },
    status: (step) => statuses[step] ?? "waiting",
    get running() {
      return running;
    },
    get finished() {
      return ended === size;
    },
  };
}

/** The edges the other way round, in two flat arrays: graphs have a million of them. */
export function followersOf(after: readonly (readonly number[])[]): (step: number) => Int32Array {
  const starts = new Int32Array(after.length + 1);
  for (const before of after) for (const step of before) starts[step + 1] = (starts[step + 1] ?? 0) + 1;
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const fill = starts.slice();
  const targets = new Int32Array(starts[after.length] ?? 0);
  for (const [step, before] of after.entries()) {
    for (const dependency of before) {
      const at = fill[dependency] ?? 0;
      targets[at] = step;
      fill[dependency] = at + 1;
    }
  }
  return (step) => targets.subarray(starts[step], starts[step + 1]);
}

function findCycle(
  after: readonly (readonly number[])[],
  followers: (step: number) => Int32Array,
): ScheduleCycle | undefined {
  const waiting = Int32Array.from(after, (before) => before.length);
  const order: number[] = [];
  for (let i = 0; i < after.length; i++) if (waiting[i] === 0) order.push(i);
  for (let at = 0; at < order.length; at++) {
    for (const next of followers(order[at] as number)) {
      const left = (waiting[next] as number) - 1;
      waiting[next] = left;
      if (left === 0) order.push(next);
    }
  }
  if (order.length === after.length) return undefined;
  return new ScheduleCycle(walkCycle(after, waiting));
}

/** From any step that never became ready, back along what it waits for, until one comes twice. */
function walkCycle(after: readonly (readonly number[])[], waiting: Int32Array): number[] {
  const seenAt = new Map<number, number>();
  const path: number[] = [];
  let at = waiting.findIndex((left) => left > 0);
  while (!seenAt.has(at)) {
    seenAt.set(at, path.length);
    path.push(at);
    at = after[at]?.find((step) => (waiting[step] ?? 0) > 0) ?? at;
  }
  return path.slice(seenAt.get(at)).reverse();
}
