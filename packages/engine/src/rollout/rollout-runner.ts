import type { Clock, Timer } from "@tutti/runtime";
import type { PlannedRollout } from "../plan.ts";
import type { ObjectHealth } from "../service/service-carrier.ts";
import { type Move, RolloutMachine, type RolloutObjects, type RolloutStatus } from "./rollout-machine.ts";

/** Tells how an object is until its end is called. */
export type Follow = (listener: (health: ObjectHealth) => void) => () => void;

/** What may be seen of a rollout while it runs, and said to it. */
export interface RolloutHandle {
  readonly planned: PlannedRollout;
  readonly status: RolloutStatus;
  readonly progress: { readonly done: number; readonly of: number };
  readonly objects: RolloutObjects;
  readonly awaitsPromotion: boolean;
  /** Nobody's health can be seen now. */
  readonly blind: boolean;
  pause(): void;
  resume(): void;
  /** False: the first ones have not proved themselves. */
  promote(): boolean;
  /** `why` ends the sentence "stopped when …: ". */
  abort(why?: string): void;
  /** Is called after each change of what may be seen. */
  onChange(listener: () => void): void;
}

interface Ask {
  readonly move: Move;
  readonly at: number;
  readonly answer: (admitted: boolean) => void;
}

/** So long after new objects could not be shown. */
const SHOW_AGAIN_MS = 1_000;

/** So many of those that ask alike are refused until the others need not be looked at. */
const REFUSED_MAX = 64;

/** Performs a rollout: gives the machine time and health, and lets steps wait for it. */
export class RolloutRunner implements RolloutHandle {
  readonly planned: PlannedRollout;
  readonly #machine: RolloutMachine;
  readonly #clock: Clock;
  /** Those that get the same answer together, mostly: a group may have ten thousand that wait. */
  readonly #asks = new Map<string, Set<Ask>>();
  readonly #proofs = new Map<number, (proved: boolean) => void>();
  readonly #ends: (() => void)[] = [];
  /** Those of whom nobody can tell how they are, old and new. */
  readonly #unseen = new Set<string>();
  /** Why new objects are unwell, as was last heard. */
  readonly #why = new Map<number, string>();
  readonly #listeners: (() => void)[] = [];
  /** Shows all new objects; rejects where not all of them could be. */
  readonly #showNew: (() => Promise<void>) | undefined;
  #isShowing = false;
  #timer: Timer | undefined;
  #stopped = false;
  #whyAborted: string | undefined;

  /** With `showNew`, new objects are hidden until it is called. */
  constructor(planned: PlannedRollout, clock: Clock, showNew?: () => Promise<void>) {
    this.planned = planned;
    this.#clock = clock;
    this.#showNew = showNew;
    this.#machine = new RolloutMachine(
      { ...planned, switchesAtOnce: planned.strategy === "blue_green" },
      clock.monotonic(),
    );
    this.#pump();
  }

  get status(): RolloutStatus {
    return this.#machine.status;
  }
  get progress(): RolloutHandle["progress"] {
    return this.#machine.progress;
  }
  get objects(): RolloutObjects {
    return this.#machine.objects;
  }
  get awaitsPromotion(): boolean {
    return this.#machine.awaitsPromotion;
  }
  get blind(): boolean {
    return this.#machine.blind;
  }

  /** What was last heard of a new object that is not well. */
  whyUnwell(at: number): string | undefined {
    return this.#why.get(at);
  }

  /** What whoever ended it said of it. */
  get whyAborted(): string | undefined {
    return this.#whyAborted;
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Waits for the turn of a move. False: it will not come. */
  admit(move: Move, at: number): Promise<boolean> {
    return new Promise((answer) => {
      const { act } = this.planned.members[at] ?? {};
      const alike = `${move} ${act} ${at < this.planned.first}`;
      const asks = this.#asks.get(alike) ?? new Set();
      this.#asks.set(alike, asks.add({ move, at, answer }));
      this.#pump();
    });
  }

  /** The new object is there. Waits until it has proved itself; false: it does not, or nobody waits any more. */
  prove(at: number, follow: Follow): Promise<boolean> {
    return new Promise((answer) => {
      this.#machine.made(at, this.#now());
      this.#proofs.set(at, answer);
      this.#follow(at, "next", follow);
      this.#pump();
    });
  }

  /** Hears how the old object is from now on. */
  watchOld(at: number, follow: Follow): void {
    this.#follow(at, "old", follow);
    this.#pump();
  }

  gone(at: number): void {
    this.#machine.gone(at, this.#now());
    this.#pump();
  }

  failed(at: number): void {
    // Who was told to stop has not failed.
    if (this.#stopped) return;
    this.#machine.failed(at);
    this.#pump();
  }

  pause(): void {
    this.#machine.pause();
    this.#pump();
  }

  resume(): void {
    this.#machine.resume(this.#now());
    this.#pump();
  }

  promote(): boolean {
    const done = this.#machine.promote(this.#now());
    this.#pump();
    return done;
  }

  abort(why?: string): void {
    this.#whyAborted ??= why;
    this.#machine.abort();
    this.#pump();
  }

  /** Nothing more is waited for: what runs ends, nothing new starts. */
  stop(): void {
    this.#stopped = true;
    this.#pump();
  }

  close(): void {
    this.stop();
    this.#timer?.cancel();
    for (const end of this.#ends) end();
  }

  #follow(at: number, side: "old" | "next", follow: Follow): void {
    const name = `${at} ${side}`;
    const end = follow((health) => {
      if (health === "unseen") this.#unseen.add(name);
      else this.#unseen.delete(name);
      this.#machine.sees(this.#unseen.size === 0, this.#now());
      if (health !== "unseen") {
        if (side === "next") this.#why.set(at, health.why);
        this.#machine.heard(at, { [side]: health.isWell }, this.#now());
      }
      this.#pump();
    });
    this.#ends.push(end);
  }

  /** Lets go whoever may, in the order in which they asked, and sets the time of the next look. */
  #pump(): void {
    this.#machine.tick(this.#now());
    if (this.#machine.wantsSwitch && !this.#stopped) this.#switch();
    const { kind } = this.#machine.status;
    const over = this.#stopped || kind === "failed";
    for (const asks of this.#asks.values()) {
      let refused = 0;
      for (const ask of asks) {
        const admitted = !over && this.#machine.admits(ask.move, ask.at);
        if (!over && !admitted) {
          refused += 1;
          if (refused === REFUSED_MAX) break;
          continue;
        }
        asks.delete(ask);
        if (admitted) this.#machine.begin(ask.move, ask.at);
        ask.answer(admitted);
      }
    }
    for (const [at, answer] of this.#proofs) {
      const proved = this.#machine.hasProved(at);
      if (!proved && kind !== "failed" && !this.#stopped) continue;
      this.#proofs.delete(at);
      answer(proved);
    }
    this.#timer?.cancel();
    const now = this.#now();
    const next = this.#stopped ? undefined : this.#machine.nextTick(now);
    this.#timer = next === undefined ? undefined : this.#clock.after(next - now, () => this.#pump());
    for (const listener of this.#listeners) listener();
  }

  #switch(): void {
    if (this.#showNew === undefined) this.#machine.switched(this.#now());
    if (this.#showNew === undefined || this.#isShowing) return;
    this.#isShowing = true;
    const again = (): void => {
      this.#isShowing = false;
      this.#pump();
    };
    this.#showNew().then(
      () => {
        this.#machine.switched(this.#now());
        again();
      },
      // Whoever hides them does not answer: nothing goes meanwhile, and `progress_deadline` ends it.
      () => this.#ends.push(cancelOf(this.#clock.after(SHOW_AGAIN_MS, again))),
    );
  }

  #now(): number {
    return this.#clock.monotonic();
  }
}

function cancelOf(timer: Timer): () => void {
  return () => timer.cancel();
}
