/**
 * Which object of a group may come or go now: a pure machine. It is told what
 * was done, what is well and what time it is, and answers questions; it does
 * nothing, and knows no clock.
 *
 * What it promises, whatever it is told and in whatever order:
 *  - a new object comes beside others only while no more stand than are wanted,
 *    or stood before, and `surge` more;
 *  - a healthy object goes only when the one that takes its place has proved
 *    itself, or while fewer than `unavailable` are missing because of the
 *    rollout, or when it was not wanted any more and enough others are well;
 *  - nothing comes or goes while a new object that had proved itself is unwell,
 *    while health cannot be seen, while it is paused, and once it has failed;
 *  - before promotion only the first objects come, and no old one goes for good;
 *  - where all switch at once, no old one goes before the new ones were shown.
 */

import type { PlannedRollout, RolloutMember } from "../plan.ts";
import { COUNTED, countedOf, isUnproven, type Member, noCounts } from "./rollout-count.ts";

/** What is decided once, before anything is done. */
export interface RolloutTerms
  extends Pick<
    PlannedRollout,
    | "desired"
    | "standing"
    | "surge"
    | "unavailable"
    | "first"
    | "promote"
    | "promoteAfter"
    | "minHealthyTime"
    | "healthyDeadline"
    | "progressDeadline"
  > {
  /** New objects are hidden until all are well, are shown together then, and only then do old ones go. */
  readonly switchesAtOnce: boolean;
  readonly members: readonly RolloutMemberTerms[];
}

/** One address, and how far it is already. */
export type RolloutMemberTerms = Omit<RolloutMember, "change">;

/** What is asked: may a new object be made, an old one taken out, an object changed where it is. */
export type Move = "make" | "take-down" | "update";

export type RolloutStatus =
  | { readonly kind: "running" | "done" }
  | { readonly kind: "paused" }
  | { readonly kind: "failed"; readonly why: RolloutFailure };

/** Why it stopped for good. */
export type RolloutFailure =
  | { readonly kind: "unhealthy" | "flapping" | "step"; readonly member: number }
  | { readonly kind: "no-progress" | "aborted" };

/** How many objects of a rollout are how far. */
export interface RolloutObjects {
  /** Of before, in their places. */
  readonly old: number;
  /** Of before, out of the catalog or on their way out. */
  readonly going: number;
  /** Being made or changed. */
  readonly coming: number;
  /** New, and not well for long enough yet. */
  readonly proving: number;
  readonly well: number;
  /** New, well before and not now. */
  readonly unwell: number;
}

/** An object that failed so often after it had proved itself is not trusted any more. */
const BREAKS_MAX = 3;

export class RolloutMachine {
  readonly #terms: RolloutTerms;
  readonly #members: readonly Member[];
  /** What all members come to, kept as they change: a group may have ten thousand of them. */
  readonly #sums = noCounts();
  /** Those of which it is not known yet whether they are well. */
  readonly #unproven = new Set<Member>();
  #status: RolloutStatus = { kind: "running" };
  #promoted: boolean;
  #switched: boolean;
  #firstWellSince: number | undefined;
  #standing: number;
  /** So many stood before anything was done, what an apply left beside others apart; or are wanted, where that is more. */
  readonly #base: number;
  /** Those that nothing is done to. They are taken as they are. */
  readonly #staying: number;
  #progressAt: number;
  #sees = true;

  constructor(terms: RolloutTerms, now: number) {
    this.#terms = terms;
    this.#promoted = terms.first === 0;
    this.#switched = this.#promoted || !terms.switchesAtOnce;
    this.#standing = terms.standing;
    this.#progressAt = now;
    const moving = terms.members.map(({ act, made }) => Number(act !== "create") + Number(made));
    const leftBeside = terms.members.filter(({ made }) => made).length;
    this.#base = Math.max(terms.desired, terms.standing - leftBeside);
    this.#staying = terms.standing - moving.reduce((sum, count) => sum + count, 0);
    this.#members = terms.members.map(({ act, made }, at) => ({
      at,
      act,
      made,
      old: act === "create" ? "none" : "serving",
      next: made ? "proving" : "none",
      oldHealthy: true,
      healthySince: undefined,
      waitingSince: now,
      breaks: 0,
      updating: false,
    }));
    for (const member of this.#members) this.#count(member, 1);
  }

  get status(): RolloutStatus {
    return this.#status;
  }

  get promoted(): boolean {
    return this.#promoted;
  }

  /** The first ones are well, and wait for a person. */
  get awaitsPromotion(): boolean {
    return !this.#promoted && this.#firstWellSince !== undefined && this.#terms.promote === "manual";
  }

  /** The new objects are to be shown now; whoever did so says it with `switched`. */
  get wantsSwitch(): boolean {
    return (
      this.#promoted &&
      !this.#switched &&
      this.#status.kind === "running" &&
      this.#sees &&
      this.#sums.lost === 0
    );
  }

  /** True while nothing can be seen of anybody's health. */
  get blind(): boolean {
    return !this.#sees;
  }

  hasProved(member: number): boolean {
    return this.#of(member).next === "proven";
  }

  /** How many have come to their end, and of how many. */
  get progress(): { readonly done: number; readonly of: number } {
    return { done: this.#sums.done, of: this.#members.length };
  }

  /** The objects of all members by how far they are; those that are gone are none. */
  get objects(): RolloutObjects {
    const { old, going, coming, proving, well, lost } = this.#sums;
    return { old, going, coming, proving, well, unwell: lost };
  }

  /** Whether a move may be made now. Who makes it says so with `begin`. */
  admits(move: Move, at: number): boolean {
    const member = this.#of(at);
    if (this.#status.kind !== "running" || !this.#sees || this.#sums.lost > 0) return false;
    switch (move) {
      case "make":
        return this.#mayMake(member, at);
      case "take-down":
        return this.#mayTakeDown(member, at);
      case "update":
        return this.#isLetGo(at) && this.#sums.missing < Math.max(this.#terms.unavailable, 1);
    }
  }

  begin(move: Move, at: number): void {
    if (!this.admits(move, at)) throw new Error(`member ${at} of a rollout was not admitted to ${move}`);
    if (move === "make") this.#standing += 1;
    this.#alter(at, (member) => {
      if (move === "make") member.next = "coming";
      else if (move === "take-down") member.old = "going";
      else member.updating = true;
    });
  }

  /** The new object is there, or the change was made: now it proves itself. */
  made(at: number, now: number): void {
    this.#alter(at, (member) => {
      member.next = "proving";
      member.healthySince = undefined;
      member.waitingSince = now;
    });
    this.#progressAt = now;
  }

  /** All new objects are seen by those that look for them. */
  switched(now: number): void {
    this.#switched = true;
    this.#progressAt = now;
  }

  /** The old object is gone. */
  gone(at: number, now: number): void {
    this.#alter(at, (member) => {
      member.old = "gone";
    });
    this.#standing -= 1;
    this.#progressAt = now;
    this.#look(now);
  }

  /** A step went wrong, and nothing of it is left to wait for. */
  failed(at: number): void {
    this.#fail({ kind: "step", member: at });
  }

  /** What the catalog says of a member's objects; undefined: nothing new. */
  heard(at: number, health: { readonly old?: boolean; readonly next?: boolean }, now: number): void {
    this.#alter(at, (member) => {
      if (health.old !== undefined) member.oldHealthy = health.old;
      if (health.next !== undefined) this.#heardOfNew(member, health.next, now);
    });
    this.#look(now);
  }

  /** Whether health can be seen at all. What was not seen proves nothing. */
  sees(sees: boolean, now: number): void {
    if (this.#sees === sees) return;
    this.#sees = sees;
    for (const member of this.#unproven) {
      member.healthySince = undefined;
      if (sees) member.waitingSince = now;
    }
    if (!sees) this.#firstWellSince = undefined;
  }

  pause(): void {
    if (this.#status.kind === "running") this.#status = { kind: "paused" };
  }

  resume(now: number): void {
    if (this.#status.kind !== "paused") return;
    this.#status = { kind: "running" };
    this.#progressAt = now;
  }

  abort(): void {
    this.#fail({ kind: "aborted" });
  }

  /** The rest may follow. False: the first ones have not proved themselves, so nobody lets it go. */
  promote(now: number): boolean {
    if (this.#promoted) return true;
    if (this.#firstWellSince === undefined || this.#status.kind === "failed") return false;
    this.#promoted = true;
    this.#progressAt = now;
    return true;
  }

  /** Time has passed. */
  tick(now: number): void {
    this.#look(now);
  }

  /** When `tick` is to be called next, if nothing else happens; undefined: no need. */
  nextTick(now: number): number | undefined {
    if (this.#status.kind === "failed" || this.#status.kind === "done") return undefined;
    const { minHealthyTime, healthyDeadline, promoteAfter, promote, progressDeadline } = this.#terms;
    const times: number[] = [];
    for (const { healthySince, waitingSince } of this.#unproven) {
      if (healthySince !== undefined) times.push(healthySince + minHealthyTime);
      if (this.#sees) times.push(waitingSince + healthyDeadline);
    }
    if (this.#firstWellSince !== undefined && !this.#promoted && promote === "auto")
      times.push(this.#firstWellSince + promoteAfter);
    if (!this.awaitsPromotion && this.#status.kind === "running")
      times.push(this.#progressAt + progressDeadline);
    return times.length === 0 ? undefined : Math.max(Math.min(...times), now);
  }

  #mayMake(member: Member, at: number): boolean {
    if (member.next !== "none" || !this.#isLetGo(at)) return false;
    // In the place of one that went before it.
    if (member.old === "gone") return true;
    const { surge, first, switchesAtOnce, members } = this.#terms;
    if (surge === 0 && member.act === "replace") return false;
    const room = switchesAtOnce ? members.length : this.#promoted ? surge : Math.max(surge, first);
    // Those that are not wanted any more go when they can; nobody waits for that.
    return this.#standing + this.#sums.kept + 1 <= this.#base + room;
  }

  #mayTakeDown(member: Member, at: number): boolean {
    if (member.old !== "serving") return false;
    // Nobody's old one goes before it is known that the rest follows.
    const isLetGo =
      member.act === "delete" || member.next !== "none"
        ? this.#promoted && this.#switched
        : this.#isLetGo(at);
    if (!isLetGo) return false;
    // One that is unwell already takes nothing away.
    if (!member.oldHealthy) return true;
    const { behind } = this.#terms.members[at] ?? {};
    if (behind !== undefined && !this.hasProved(behind)) return false;
    if (!this.#hasEnough()) return false;
    if (member.act === "delete" || member.next === "proven") return true;
    return this.#sums.missing < this.#terms.unavailable;
  }

  /** There are so many that one may go. Old ones that fell ill by themselves count, or nothing could be done for them. */
  #hasEnough(): boolean {
    const { desired, standing, unavailable } = this.#terms;
    const present = this.#staying + this.#sums.present;
    return present - 1 >= Math.min(desired, standing) - unavailable;
  }

  #isLetGo(at: number): boolean {
    return this.#promoted || at < this.#terms.first;
  }

  #heardOfNew(member: Member, healthy: boolean, now: number): void {
    if (member.next === "proven" && !healthy) {
      member.next = "lost";
      member.breaks += 1;
      member.waitingSince = now;
      member.healthySince = undefined;
      if (member.breaks >= BREAKS_MAX) this.#fail({ kind: "flapping", member: member.at });
    } else if (member.next === "proving" || member.next === "lost") {
      if (!healthy) member.healthySince = undefined;
      else member.healthySince ??= now;
    }
  }

  /** What follows of the time alone. */
  #look(now: number): void {
    if (this.#status.kind === "failed" || this.#status.kind === "done") return;
    const { minHealthyTime, healthyDeadline } = this.#terms;
    for (const member of [...this.#unproven]) {
      if (member.healthySince !== undefined && now - member.healthySince >= minHealthyTime) {
        this.#alter(member.at, () => {
          member.next = "proven";
        });
        this.#progressAt = now;
      } else if (this.#sees && now - member.waitingSince >= healthyDeadline) {
        this.#fail({ kind: "unhealthy", member: member.at });
        return;
      }
    }
    this.#lookAtFirst(now);
    if (this.#sums.done === this.#members.length) this.#status = { kind: "done" };
    else if (
      this.#status.kind === "running" &&
      !this.awaitsPromotion &&
      now - this.#progressAt >= this.#terms.progressDeadline
    )
      this.#fail({ kind: "no-progress" });
  }

  #lookAtFirst(now: number): void {
    if (this.#promoted) return;
    const { first, promote, promoteAfter } = this.#terms;
    if (this.#sums.firstWell < first) this.#firstWellSince = undefined;
    else if (this.#sees) this.#firstWellSince ??= now;
    const since = this.#firstWellSince;
    if (since === undefined || promote === "manual" || this.#status.kind !== "running") return;
    if (now - since >= promoteAfter) this.promote(now);
  }

  #fail(why: RolloutFailure): void {
    if (this.#status.kind !== "done" && this.#status.kind !== "failed")
      this.#status = { kind: "failed", why };
  }

  /** Changes a member, and what all come to with it. */
  #alter(at: number, change: (member: Member) => void): void {
    const member = this.#of(at);
    this.#count(member, -1);
    change(member);
    this.#count(member, 1);
  }

  #count(member: Member, by: 1 | -1): void {
    const counted = countedOf(member, this.#terms.first);
    for (const name of COUNTED) this.#sums[name] += by * counted[name];
    if (by === 1 && isUnproven(member)) this.#unproven.add(member);
    else this.#unproven.delete(member);
  }

  #of(at: number): Member {
    const member = this.#members[at];
    if (member === undefined) throw new Error(`a rollout has no member ${at}`);
    return member;
  }
}
