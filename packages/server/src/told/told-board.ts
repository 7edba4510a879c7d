import type { Watches } from "../state/watches.ts";

/** What somebody who works elsewhere tells of that, again and again. */
export interface Told {
  /** Of who tells: opaque. */
  readonly ID: string;
  readonly Status: string;
}

/** What was told last; times are milliseconds since 1970. */
export interface Kept<T extends Told> {
  readonly name: string;
  readonly told: T;
  readonly startedAt: number;
  readonly heardAt: number;
  readonly modifyIndex: number;
}

/** What is told, and how long it counts. */
export interface BoardRules {
  /** Woken by all news. */
  readonly topic: string;
  /** Most names that are kept. */
  readonly most: number;
  /** Who says one of these goes on; one that says another has ended. */
  readonly live: ReadonlySet<string>;
}

/** Who was not heard of for so long is there no more. */
const SILENCE_MS = 60_000;
/** What has ended is shown for so long. */
const SHOWN_MS = 3_600_000;

/**
 * What is told of work elsewhere, by name: nothing keeps it, and a server that
 * starts anew hears of all within seconds. Only one at a time tells of a name.
 */
export class ToldBoard<T extends Told> {
  readonly #watches: Watches;
  readonly #rules: BoardRules;
  readonly #kept = new Map<string, Kept<T>>();
  #index = 1;

  constructor(watches: Watches, rules: BoardRules) {
    this.#watches = watches;
    this.#rules = rules;
  }

  get index(): number {
    return this.#index;
  }

  /** By their names. */
  list(now: number): readonly Kept<T>[] {
    this.#forget(now);
    return [...this.#kept.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get(name: string, now: number): Kept<T> | undefined {
    this.#forget(now);
    return this.#kept.get(name);
  }

  /** `taken`: another one tells of that name and is heard of; `full`: there is no room for one more. */
  tell(name: string, told: T, now: number): "kept" | "taken" | "full" {
    const before = this.get(name, now);
    const isSame = before?.told.ID === told.ID;
    if (before !== undefined && !isSame && this.goesOn(before, now)) return "taken";
    if (before === undefined && this.#kept.size >= this.#rules.most) return "full";
    const isNews = !isSame || JSON.stringify(told) !== JSON.stringify(before.told);
    if (isNews) this.#index += 1;
    this.#kept.set(name, {
      name,
      told,
      startedAt: isSame ? before.startedAt : now,
      heardAt: now,
      modifyIndex: isNews ? this.#index : (before?.modifyIndex ?? this.#index),
    });
    if (isNews) this.#wake();
    return "kept";
  }

  /** Something else about it is news. */
  touch(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    this.#index += 1;
    this.#kept.set(name, { ...kept, modifyIndex: this.#index });
    this.#wake();
  }

  /** Somebody is behind it, and has not ended. */
  goesOn({ told, heardAt }: Kept<T>, now: number): boolean {
    return this.#rules.live.has(told.Status) && now - heardAt < SILENCE_MS;
  }

  /** As the API shows it; one that went silent is `lost`. */
  shown(kept: Kept<T>, now: number): T & BoardTimes {
    const isLost = this.#rules.live.has(kept.told.Status) && !this.goesOn(kept, now);
    return {
      Name: kept.name,
      ...kept.told,
      ...(isLost ? { Status: "lost" } : {}),
      StartTime: new Date(kept.startedAt).toISOString(),
      UpdateTime: new Date(kept.heardAt).toISOString(),
      ModifyIndex: kept.modifyIndex,
    };
  }

  #wake(): void {
    this.#watches.touch(this.#rules.topic);
    this.#watches.wakeAll();
  }

  #forget(now: number): void {
    for (const [name, { heardAt }] of this.#kept) if (now - heardAt >= SHOWN_MS) this.#kept.delete(name);
  }
}

interface BoardTimes {
  readonly Name: string;
  readonly StartTime: string;
  readonly UpdateTime: string;
  readonly ModifyIndex: number;
}
