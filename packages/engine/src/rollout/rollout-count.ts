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

/** What one member adds to what all come to. */
export interface Counted {
  /** Objects that can be counted on. */
  readonly present: number;
  /** It is not well because of the rollout. */
  readonly missing: number;
  readonly lost: number;
  /** Its place was left, and is kept for the one that comes in it. */
  readonly kept: number;
  readonly done: number;
  /** It is one of the first, and has proved itself. */
  readonly firstWell: number;
  readonly old: number;
  readonly going: number;
  readonly coming: number;
  readonly proving: number;
  readonly well: number;
}

export const COUNTED = [
  "present",
  "missing",
  "lost",
  "kept",
  "done",
  "firstWell",
  "old",
  "going",
  "coming",
  "proving",
  "well",
] as const;

export function countedOf(member: Member, first: number): Readonly<Record<keyof Counted, number>> {
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
