/** What each member of a rollout adds to what all come to. */

import type { RolloutMember } from "../plan.ts";

/** How far a new object is: it proves itself by being well without a break. */
type NewPhase = "none" | "coming" | "proving" | "proven" | "lost";

export interface Member {
  readonly at: number;
  readonly act: RolloutMember["act"];
  readonly made: boolean;
  old: "none" | "serving" | "going" | "gone";
  next: NewPhase;
  oldHealthy: boolean;
  healthySince: number | undefined;
  /** Since when it has been there, or unwell, without having proved itself. */
  waitingSince: number;
  breaks: number;
  updating: boolean;
}

/** What is counted of members. */
export const COUNTED = [
  /** Objects that can be counted on. */
  "present",
  /** Not well because of the rollout. */
  "missing",
  "lost",
  /** Places that were left, and are kept for those that come in them. */
  "kept",
  "done",
  /** Of the first those that have proved themselves. */
  "firstWell",
  "old",
  "going",
  "coming",
  "proving",
  "well",
] as const;

export type Counts = Record<(typeof COUNTED)[number], number>;

/** Of no members. */
export function noCounts(): Counts {
  return Object.fromEntries(COUNTED.map((name) => [name, 0])) as Counts;
}

/** What one member adds to what all come to. */
export function countedOf(member: Member, first: number): Readonly<Counts> {
  const { at, act, old, next, updating } = member;
  const proven = next === "proven";
  const left = old === "going" || old === "gone";
  const changing = act === "update" && updating && !proven;
  return {
    present: act === "update" ? Number(!changing) : Number(old === "serving") + Number(proven),
    missing: Number(changing || (act === "replace" && left && !proven)),
    lost: Number(next === "lost"),
    kept: Number(act === "replace" && old === "gone" && next === "none"),
    done: Number(isDone(member)),
    firstWell: Number(at < first && proven),
    old: Number(old === "serving" && (act !== "update" || (!updating && next === "none"))),
    going: Number(old === "going"),
    coming: Number(next === "coming" || (act === "update" && updating && next === "none")),
    proving: Number(next === "proving"),
    well: Number(proven),
  };
}

export function isUnproven({ next }: Member): boolean {
  return next === "proving" || next === "lost";
}

function isDone({ act, made, old, next }: Member): boolean {
  // What stood beside an old one stays, whether that had to wait for it or was unwell itself.
  if (act === "delete" || made) return old === "gone";
  return next === "proven" && (act !== "replace" || old === "gone");
}
