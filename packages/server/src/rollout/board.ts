import type { Watches } from "../state/watches.ts";
import { type Kept, ToldBoard } from "../told/told-board.ts";

/** Of any rollout. */
export const ROLLOUTS_TOPIC = "rollouts";
/** Most that are kept. */
export const ROLLOUTS_MAX = 256;

/** What a rollout can be asked for. */
export const ROLLOUT_ACTIONS = ["pause", "resume", "promote", "abort"] as const;
export type RolloutAction = (typeof ROLLOUT_ACTIONS)[number];

/** How a rollout can be. */
export const ROLLOUT_STATUSES = ["running", "paused", "done", "failed", "stopped"] as const;

/** What an apply tells of a rollout that it runs. */
export interface ToldRollout {
  /** Of the apply: opaque. */
  readonly ID: string;
  /** `stopped`: its apply ended, by Ctrl-C or a failure of something else, before all was done. */
  readonly Status: (typeof ROLLOUT_STATUSES)[number];
  readonly Strategy: string;
  readonly Done: number;
  readonly Of: number;
  readonly Desired: number;
  readonly MaxSurge: number;
  readonly MaxUnavailable: number;
  /** `promotion`, `health`, or nothing. */
  readonly WaitsFor: string;
}

/** What was wished of a rollout last. */
interface Wished {
  /** Empty: nothing. */
  readonly Wish: RolloutAction | "";
  /** Grows with each wish, so that the same one can come twice. */
  readonly WishIndex: number;
}

const NOTHING: Wished = { Wish: "", WishIndex: 0 };

/** Rollouts of applies that run, as who runs them tells, and what is wished of them. */
export class RolloutBoard {
  readonly #board: ToldBoard<ToldRollout>;
  readonly #wishes = new Map<string, Wished>();

  constructor(watches: Watches) {
    this.#board = new ToldBoard(watches, {
      topic: ROLLOUTS_TOPIC,
      most: ROLLOUTS_MAX,
      live: new Set(["running", "paused"]),
    });
  }

  get index(): number {
    return this.#board.index;
  }

  /** By their names, as the API shows them. */
  list(now: number): readonly ShownRollout[] {
    return this.#board.list(now).map((kept) => this.#shown(kept, now));
  }

  get(name: string, now: number): ShownRollout | undefined {
    const kept = this.#board.get(name, now);
    return kept === undefined ? undefined : this.#shown(kept, now);
  }

  /** Of another apply nothing is wished yet. */
  tell(name: string, told: ToldRollout, now: number): "kept" | "taken" | "full" {
    const before = this.#board.get(name, now);
    const outcome = this.#board.tell(name, told, now);
    if (this.#wishes.size > ROLLOUTS_MAX)
      for (const known of this.#wishes.keys())
        if (this.#board.get(known, now) === undefined) this.#wishes.delete(known);
    if (outcome === "kept" && before?.told.ID !== told.ID)
      this.#wishes.set(name, { ...this.#wished(name), Wish: "" });
    return outcome;
  }

  /** Of one that runs; false: there is none. */
  wish(name: string, action: RolloutAction, now: number): boolean {
    const kept = this.#board.get(name, now);
    if (kept === undefined || !this.#board.goesOn(kept, now)) return false;
    this.#wishes.set(name, { Wish: action, WishIndex: this.#wished(name).WishIndex + 1 });
    this.#board.touch(name);
    return true;
  }

  #wished(name: string): Wished {
    return this.#wishes.get(name) ?? NOTHING;
  }

  #shown(kept: Kept<ToldRollout>, now: number): ShownRollout {
    return { ...this.#board.shown(kept, now), ...this.#wished(kept.name) };
  }
}

/** A rollout as the API shows it; one whose apply is not heard of any more is `lost`. */
export type ShownRollout = ReturnType<ToldBoard<ToldRollout>["shown"]> & Wished;
