import type { Watches } from "../state/watches.ts";

/** Of any rollout. */
export const ROLLOUTS_TOPIC = "rollouts";
/** Most that are kept. */
export const ROLLOUTS_MAX = 256;
/** An apply that was not heard of for so long runs no more. */
const SILENCE_MS = 60_000;
/** One that has ended is shown for so long. */
const SHOWN_MS = 3_600_000;

/** What a rollout can be asked for. */
export const ROLLOUT_ACTIONS = ["pause", "resume", "promote", "abort"] as const;
export type RolloutAction = (typeof ROLLOUT_ACTIONS)[number];

/** What an apply tells of a rollout that it runs. */
export interface ToldRollout {
  /** Of the apply: opaque. */
  readonly ID: string;
  /** `stopped`: its apply ended, by Ctrl-C or a failure of something else, before all was done. */
  readonly Status: "running" | "paused" | "done" | "failed" | "stopped";
  readonly Strategy: string;
  readonly Done: number;
  readonly Of: number;
  readonly Desired: number;
  readonly MaxSurge: number;
  readonly MaxUnavailable: number;
  /** `promotion`, `health`, or nothing. */
  readonly WaitsFor: string;
}

/** A rollout as the board has it; times are milliseconds since 1970. */
export interface KeptRollout extends ToldRollout {
  readonly Name: string;
  readonly startedAt: number;
  readonly heardAt: number;
  /** What was wished of it last; empty: nothing. */
  readonly Wish: RolloutAction | "";
  /** Grows with each wish, so that the same one can come twice. */
  readonly WishIndex: number;
  readonly modifyIndex: number;
}

/**
 * Rollouts of applies that run. They are told, as health is, by who runs them,
 * again and again; nothing keeps them, and a server that starts anew hears of
 * them within seconds.
 */
export class RolloutBoard {
  readonly #watches: Watches;
  readonly #rollouts = new Map<string, KeptRollout>();
  #index = 1;

  constructor(watches: Watches) {
    this.#watches = watches;
  }

  get index(): number {
    return this.#index;
  }

  /** By their names. */
  list(now: number): readonly KeptRollout[] {
    this.#forget(now);
    return [...this.#rollouts.values()].sort((a, b) => (a.Name < b.Name ? -1 : 1));
  }

  get(name: string, now: number): KeptRollout | undefined {
    this.#forget(now);
    return this.#rollouts.get(name);
  }

  /** False: there is no room for one more. */
  tell(name: string, told: ToldRollout, now: number): boolean {
    this.#forget(now);
    const before = this.#rollouts.get(name);
    const isSame = before?.ID === told.ID;
    if (before === undefined && this.#rollouts.size >= ROLLOUTS_MAX) return false;
    const isNews = !isSame || JSON.stringify(told) !== JSON.stringify(toldOf(before));
    if (isNews) this.#touch();
    this.#rollouts.set(name, {
      ...told,
      Name: name,
      startedAt: isSame ? before.startedAt : now,
      heardAt: now,
      Wish: isSame ? before.Wish : "",
      WishIndex: before?.WishIndex ?? 0,
      modifyIndex: isNews ? this.#index : (before?.modifyIndex ?? this.#index),
    });
    if (isNews) this.#wake();
    return true;
  }

  /** Of one that runs; false: there is none. */
  wish(name: string, action: RolloutAction, now: number): boolean {
    const rollout = this.get(name, now);
    if (rollout === undefined || !runs(rollout, now)) return false;
    this.#touch();
    this.#rollouts.set(name, {
      ...rollout,
      Wish: action,
      WishIndex: rollout.WishIndex + 1,
      modifyIndex: this.#index,
    });
    this.#wake();
    return true;
  }

  #touch(): void {
    this.#index += 1;
  }

  #wake(): void {
    this.#watches.touch(ROLLOUTS_TOPIC);
    this.#watches.wakeAll();
  }

  #forget(now: number): void {
    for (const [name, { heardAt }] of this.#rollouts)
      if (now - heardAt >= SHOWN_MS) this.#rollouts.delete(name);
  }
}

/** An apply is behind it that goes on. */
export function runs({ Status, heardAt }: KeptRollout, now: number): boolean {
  return (Status === "running" || Status === "paused") && now - heardAt < SILENCE_MS;
}

function toldOf(rollout: ToldRollout): ToldRollout {
  const { ID, Status, Strategy, Done, Of, Desired, MaxSurge, MaxUnavailable, WaitsFor } = rollout;
  return { ID, Status, Strategy, Done, Of, Desired, MaxSurge, MaxUnavailable, WaitsFor };
}
