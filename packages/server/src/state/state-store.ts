import { assert, expect, fromUnknown, RuntimeError } from "@tutti/runtime";
import type { Change, Commit, CommitResult, Entry, Pause, Store } from "@tutti/store";
import { eachInSlices, noPause } from "@tutti/store";
import { serverError } from "../errors.ts";
import { Draft } from "./draft.ts";
import type { History } from "./history.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { Replacement } from "./table.ts";
import { Table } from "./table.ts";
import type { Turn } from "./turns.ts";
import { Turns } from "./turns.ts";
import { Watches } from "./watches.ts";

/** How often a command is decided anew because what it had read changed before its commit. */
export const COMMAND_ATTEMPTS_MAX = 256;
/** After so many lost attempts a command gets a turn, during which nobody else may write to what it reads. */
export const UNFAIR_ATTEMPTS_MAX = 4;
/** Topic of any commit. */
export const COMMIT_TOPIC = "commit";
/** How many transactions a command takes at most that does not fit into one. */
const COMMAND_STEPS_MAX = 10_000;

/** Decides what a command writes; a refusal writes nothing. It must not wait for anything, and may run several times. */
export type Decide<T> = (draft: Draft) => T | Refusal;

/** A commit went through, at this revision. */
export interface Written<T> {
  readonly revision: number;
  readonly value: T;
}

/** What came of one transaction, and whether the command has more to do. */
type Step<T> = Written<T> & { readonly unfinished: boolean };

/** By table, what is ready to take the place of all. */
type Prepared = ReadonlyMap<Table<unknown>, Replacement<Entry>>;

/**
 * The tables over one store: feeds them with its change stream, wakes the
 * waiting, and commits commands. Reads never leave memory.
 */
export class StateStore {
  readonly store: Store;
  readonly watches: Watches;
  /** Rows that stand for what an index of a view shows; see `Guards`. */
  readonly guards: Table<true>;
  /** Deletes before this revision are forgotten: indexes of what is gone start here after a restart. */
  indexFloor = 0;
  readonly #tables = new Map<string, Table<unknown>>();
  readonly #histories: Pick<History<never>, "begin">[] = [];
  readonly #turns = new Turns();
  readonly #pause: Pause;
  #restoring: Promise<unknown> | undefined;
  #prepared: Prepared | undefined;

  /** `pause` lets others run between slices of long work; default: nobody needs to. */
  constructor(store: Store, pause: Pause = noPause) {
    this.store = store;
    this.#pause = pause;
    this.watches = new Watches(pause);
    this.guards = this.add(new Table<true>("guard", { holds: (value) => value === true }));
    store.onCommit((commit) => this.#take(commit));
  }

  /** Adds a table; before `load`. */
  add<T>(table: Table<T>): Table<T> {
    this.#tables.set(table.name, table as unknown as Table<unknown>);
    return table;
  }

  /** Adds a history, which begins once all is loaded, and anew with what is restored; before `load`. */
  remember<H extends Pick<History<never>, "begin">>(history: H): H {
    this.#histories.push(history);
    return history;
  }

  /** Fills the tables with what the store holds; before anything is written. */
  async load(): Promise<void> {
    for await (const entry of this.store.entries())
      this.#tableOf(entry.key)?.apply({ kind: "put", entry }, entry.modifyRevision);
    this.#raiseFloor(this.store.revision);
  }

  /** The newest revision the views have. */
  get revision(): number {
    return this.store.revision;
  }

  /**
   * Decides on a fresh draft and commits it; decides anew when something it had
   * read changed meanwhile. A refusal writes nothing, nor does an empty draft.
   * What `decide` throws is thrown on, and holds nobody up.
   */
  async write<T>(decide: Decide<T>): Promise<Written<T> | Refusal> {
    const step = await this.#commit((draft) => {
      const value = decide(draft);
      return draft.isUnfinished ? refuse(serverError("change-too-large")) : value;
    });
    return step instanceof Refusal ? step : { revision: step.revision, value: step.value };
  }

  /** As `write`, for commands that may need several transactions; each of them must leave what others can live with. */
  async writeInSteps<T>(decide: Decide<T>): Promise<Written<T> | Refusal> {
    for (let steps = 0; steps < COMMAND_STEPS_MAX; steps += 1) {
      const step = await this.#commit(decide);
      if (step instanceof Refusal) return step;
      if (!step.unfinished) return { revision: step.revision, value: step.value };
    }
    return refuse(serverError("gave-up-after-many-transactions", COMMAND_STEPS_MAX));
  }

  /** Replaces everything by entries, which are gone through more than once. Reads see what was before until all is there; writes wait. */
  async restore(entries: Iterable<Entry>): Promise<CommitResult> {
    while (this.#restoring !== undefined) await this.#restoring;
    const restored = this.#restore(entries);
    this.#restoring = restored.catch(() => undefined);
    try {
      return await restored;
    } finally {
      this.#restoring = undefined;
    }
  }

  async #restore(entries: Iterable<Entry>): Promise<CommitResult> {
    try {
      this.#prepared = await this.#prepare(entries);
    } catch (error) {
      return {
        kind: "failed",
        error: new RuntimeError("EDAMAGED", "snapshot", fromUnknown(error, "snapshot").message),
      };
    }
    try {
      return await this.store.restore(entries);
    } finally {
      this.#prepared = undefined;
    }
  }

  async #commit<T>(decide: Decide<T>): Promise<Step<T> | Refusal> {
    let turn: Turn | undefined;
    try {
      for (let attempt = 0; attempt < COMMAND_ATTEMPTS_MAX; attempt += 1) {
        while (this.#restoring !== undefined) await this.#restoring;
        if (turn === undefined && attempt >= UNFAIR_ATTEMPTS_MAX) turn = await this.#turns.take();
        const step = await this.#attempt(decide, turn);
        if (step !== undefined) return step;
      }
      return refuse(serverError("gave-up-after-conflicts", COMMAND_ATTEMPTS_MAX));
    } finally {
      turn?.release();
    }
  }

  /** Decides and commits once; undefined where it has to be decided anew. */
  async #attempt<T>(decide: Decide<T>, turn: Turn | undefined): Promise<Step<T> | Refusal | undefined> {
    const draft = new Draft(this.store.revision);
    const value = decide(draft);
    if (value instanceof Refusal) return value;
    const unfinished = draft.isUnfinished;
    if (draft.isEmpty) {
      assert(!unfinished, "a command that is not finished has written something");
      return { revision: this.store.revision, value, unfinished };
    }
    const transaction = draft.transaction();
    turn?.reserve(transaction.compares);
    const held = turn === undefined ? this.#turns.holds(transaction.operations) : undefined;
    if (held !== undefined) {
      await held;
      return undefined;
    }
    const result = await this.store.commit(transaction);
    if (result.kind === "conflict") return undefined;
    if (result.kind === "failed") return refuse(serverError("store-cannot-write", result.error.message));
    draft.committed();
    return { revision: result.revision, value, unfinished };
  }

  #take(commit: Commit): void {
    if (commit.reset === true) this.#replaceAll(commit.revision);
    for (const change of commit.changes) this.#tableOf(keyOf(change))?.apply(change, commit.revision);
    this.watches.touch(COMMIT_TOPIC);
    this.watches.wakeAll();
  }

  #replaceAll(revision: number): void {
    const prepared = expect(this.#prepared, "a restore that goes through StateStore.restore");
    for (const replacement of prepared.values()) replacement.takeOver(revision);
    this.#raiseFloor(revision);
    this.watches.touchAll();
  }

  /** Decodes entries between pauses, while everything goes on with what was there before. */
  async #prepare(entries: Iterable<Entry>): Promise<Prepared> {
    const prepared = new Map<Table<unknown>, Replacement<Entry>>();
    for (const table of this.#tables.values()) prepared.set(table, table.replacing());
    await eachInSlices(entries, this.#pause, (entry) => {
      const table = this.#tableOf(entry.key);
      const why = `its entry ${JSON.stringify(entry.key)}`;
      if (table === undefined)
        throw new RuntimeError("EDAMAGED", "snapshot", `${why} is of no table that there is`);
      try {
        prepared.get(table)?.add(entry);
      } catch (error) {
        throw new RuntimeError("EDAMAGED", "snapshot", `${why} cannot be read`, { cause: error });
      }
    });
    return prepared;
  }

  #raiseFloor(revision: number): void {
    this.indexFloor = revision;
    for (const table of this.#tables.values()) table.index = revision;
    for (const history of this.#histories) history.begin(revision);
  }

  #tableOf(key: string): Table<unknown> | undefined {
    return this.#tables.get(key.slice(0, key.indexOf("/")));
  }
}

function keyOf(change: Change): string {
  if (change.kind === "put") return change.entry.key;
  return change.kind === "delete" ? change.key : change.prefix;
}
