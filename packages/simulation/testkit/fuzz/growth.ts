import type { GrowingText } from "./fuzz-case.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const FIRST_COUNT = 1000;
/** Below that, what else a process does is more than what is measured. */
const SMALL_US = 60_000;
const TIMES_MAX = 2.5;
/**
 * What grows so at the last two steps and is made of something constant, something
 * linear and a square is 13.6 times as much at the end at least; less is a second
 * cost that came out too small.
 */
const TIMES_IN_ALL_MIN = 12;

type CostOf = (play: FuzzTarget["play"], text: string) => Promise<number>;

/**
 * Whether repeating a piece costs more than its length: 1000, 2000, 4000 and
 * 8000 times, in CPU time, the best of two. Quadratic work is four times as
 * much at each step; what is told was more than two and a half times at the
 * last two, and is so again when all is measured once more: what a full memory
 * or a neighbour costs comes and goes, a square stays.
 */
export async function growthFault(
  play: FuzzTarget["play"],
  grown: GrowingText,
  costOf: CostOf = cpuOf,
): Promise<string | undefined> {
  const found = await measuredFault(play, grown, costOf);
  return found === undefined ? undefined : measuredFault(play, grown, costOf);
}

async function measuredFault(
  play: FuzzTarget["play"],
  grown: GrowingText,
  costOf: CostOf,
): Promise<string | undefined> {
  const costs: number[] = [];
  for (const times of [1, 2, 4, 8]) {
    const text = grown(FIRST_COUNT * times);
    const cost = Math.min(await costOf(play, text), await costOf(play, text));
    costs.push(cost);
    const [before = 0, last = 0] = costs.slice(-2);
    if (times >= 4 && (last < SMALL_US || last < before * TIMES_MAX)) return undefined;
  }
  const [first = 1, second = 1, third = 1, fourth = 1] = costs;
  const told = costs.map((cost) => `${(cost / 1000).toFixed(0)} ms`).join(", ");
  const steps = third > second * TIMES_MAX && fourth > third * TIMES_MAX;
  return steps && fourth > first * TIMES_IN_ALL_MIN
    ? `grows faster than its text: ${told} for 1000, 2000, 4000 and 8000 times a piece`
    : undefined;
}

/** What earlier texts left behind is swept up before, where the process can be told to. */
async function cpuOf(play: FuzzTarget["play"], text: string): Promise<number> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  await play(text);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
