import type { SourceRange } from "@tutti/hcl";

/**
 * How the objects of a block that carry services are made anew: in which order,
 * how many at a time, and what happens when the new ones are not well. Times
 * are milliseconds.
 */
export interface Rollout {
  readonly strategy: RolloutStrategy;
  /** Blocks of one module that say the same word share their limits; undefined: the block by itself. */
  readonly group: string | undefined;
  /** So many more than are wanted may stand at one time. */
  readonly maxSurge: RolloutAmount;
  /** So many fewer than are wanted may be well at one time, because of the rollout. */
  readonly maxUnavailable: RolloutAmount;
  /** A new object counts once it was well for so long without a break. */
  readonly minHealthyTime: number;
  /** A new object must count before this. */
  readonly healthyDeadline: number;
  /** Something must have got on within this. */
  readonly progressDeadline: number;
  /** What goes is out of the catalog for so long before it is stopped. */
  readonly drain: number;
  readonly onFailure: "rollback" | "pause";
  /** Of the strategies `canary` and `blue_green`: how the rest, or the switch, is let go. */
  readonly promotion: RolloutPromotion;
  readonly declRange: SourceRange;
}

/** The order in which a rollout goes. */
type RolloutStrategy = (typeof ROLLOUT_STRATEGIES)[number];

/** The words of `strategy`. */
export const ROLLOUT_STRATEGIES = ["rolling", "canary", "blue_green"] as const;

/** A number of objects, or so many hundredths of those that are wanted. */
export interface RolloutAmount {
  readonly amount: number;
  readonly unit: "objects" | "percent";
}

/** When the first ones were well, and what then. */
export interface RolloutPromotion {
  /** So many are made first; all of them with `blue_green`. */
  readonly count: number;
  /** By itself, or when somebody says so. */
  readonly promote: "auto" | "manual";
  /** They are looked at for so long before the rest follows by itself. */
  readonly after: number;
}

/** What holds where a `rollout` block says nothing. */
export const ROLLOUT_DEFAULTS: Omit<Rollout, "declRange"> = {
  strategy: "rolling",
  group: undefined,
  maxSurge: { amount: 1, unit: "objects" },
  maxUnavailable: { amount: 0, unit: "objects" },
  minHealthyTime: 5_000,
  healthyDeadline: 120_000,
  progressDeadline: 600_000,
  drain: 5_000,
  onFailure: "rollback",
  promotion: { count: 1, promote: "auto", after: 30_000 },
};

/** How many objects an amount is of so many: more of what comes beside, fewer of what may be missing. */
export function rolloutCount({ amount, unit }: RolloutAmount, of: number, round: "up" | "down"): number {
  if (unit === "objects") return amount;
  const exact = (amount * of) / 100;
  return round === "up" ? Math.ceil(exact) : Math.floor(exact);
}
