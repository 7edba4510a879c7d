import { followersOf } from "../graph/schedule.ts";
import type { ActionGraph } from "../plan.ts";

/** Says how many changes cannot begin before one has ended. */
export type CountWaiting = (change: number) => number;

/** Counts no further than `max`: a display asks often, and a graph may have a million steps. */
export function createCountWaiting({ actions }: ActionGraph, max: number): CountWaiting {
  const followers = followersOf(actions.map(({ after }) => after));
  const steps = new Map<number, number[]>();
  for (const [step, { work }] of actions.entries()) {
    if (!("change" in work)) continue;
    const own = steps.get(work.change);
    if (own === undefined) steps.set(work.change, [step]);
    else own.push(step);
  }
  return (change) => {
    const seen = new Set(steps.get(change));
    const waiting = new Set<number>();
    for (const step of seen) {
      for (const next of followers(step)) {
        seen.add(next);
        const work = actions[next]?.work;
        if (work !== undefined && "change" in work && work.change !== change) waiting.add(work.change);
        if (waiting.size >= max) return max;
      }
    }
    return waiting.size;
  };
}
