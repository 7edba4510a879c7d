import type { Commit, Store } from "@tutti/store";
import { Draft } from "./draft.ts";
import { Refusal, refuse } from "./refusal.ts";
import type { Table } from "./table.ts";
import { Watches } from "./watches.ts";

/** How often a command is decided anew because what it had read changed before its commit. */
export const COMMAND_ATTEMPTS_MAX = 256;

/** A commit went through, at this revision. */
export interface Written<T> {
  readonly revision: number;
  readonly value: T;
}

/**
 * The tables over one store: feeds them with its change stream, wakes the
 * waiting, and commits commands. Reads never leave memory.
 */
export class StateStore {
  readonly store: Store;
  readonly watches = new Watches();
  /** Deletes before this revision are forgotten: indexes of what is gone start here after a restart. */
  indexFloor = 0;
  readonly #tables = new Map<string, Table<never>>();
  #inFlight = 0;
  #idle: (() => void)[] = [];
  #exclusive: Promise<void> = Promise.resolve();
  #exclusiveWaiting = 0;

  constructor(store: Store) {
    this.store = store;
    store.onCommit((commit) => this.#take(commit));
  }

  /** Adds a table; before `load`. */
  add<T>(table: Table<T>): Table<T> {
    this.#tables.set(table.name, table as unknown as Table<never>);
    return table;
  }

  /** Fills the tables with what the store holds. */
  load(): void {
    for (const entry of this.store.entries()) {
      this.#tableOf(entry.key)?.apply({ kind: "put", entry }, entry.modifyRevision);
    }
    this.#raiseFloor(this.store.revision);
  }

  /** The newest revision the views have. */
  get revision(): number {
    return this.store.revision;
  }

  /**
   * Decides on a fresh draft and commits it; decides anew when something it had
   * read changed meanwhile. A refusal writes nothing, nor does an empty draft.
   */
  async write<T>(decide: (draft: Draft) => T | Refusal): Promise<Written<T> | Refusal> {
    if (this.#exclusiveWaiting > 0) await this.#exclusive;
    return this.#attempt(decide);
  }

  /**
   * As `write`, for commands that read ranges (all services of a node): waits
   * until nothing else is on its way, so that no row can slip in unseen.
   */
  async writeExclusive<T>(decide: (draft: Draft) => T | Refusal): Promise<Written<T> | Refusal> {
    this.#exclusiveWaiting += 1;
    const before = this.#exclusive;
    let release: () => void = () => {};
    this.#exclusive = new Promise((resolve) => {
      release = resolve;
    });
    try {
      await before;
      while (this.#inFlight > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
      return await this.#attempt(decide);
    } finally {
      this.#exclusiveWaiting -= 1;
      release();
    }
  }

  async #attempt<T>(decide: (draft: Draft) => T | Refusal): Promise<Written<T> | Refusal> {
    for (let attempt = 0; attempt < COMMAND_ATTEMPTS_MAX; attempt += 1) {
      const draft = new Draft();
      const value = decide(draft);
      if (value instanceof Refusal) return value;
      if (draft.isEmpty) return { revision: this.store.revision, value };
      this.#inFlight += 1;
      const result = await this.store.commit(draft.transaction());
      this.#inFlight -= 1;
      if (this.#inFlight === 0) for (const resolve of this.#idle.splice(0)) resolve();
      if (result.kind === "committed") return { revision: result.revision, value };
      if (result.kind === "failed") return refuse(`cannot write: ${result.error.message}`);
    }
    return refuse(`gave up after ${COMMAND_ATTEMPTS_MAX} conflicting writes`);
  }

  #take(commit: Commit): void {
    if (commit.reset === true) {
      for (const table of this.#tables.values()) table.clear(commit.revision);
    }
    for (const change of commit.changes) {
      const key = change.kind === "put" ? change.entry.key : change.key;
      const revision =
        commit.reset === true && change.kind === "put" ? change.entry.modifyRevision : commit.revision;
      this.#tableOf(key)?.apply(change, revision);
    }
    if (commit.reset === true) {
      this.#raiseFloor(commit.revision);
      this.watches.touchAll();
    }
    this.watches.wakeAll();
  }

  #raiseFloor(revision: number): void {
    this.indexFloor = revision;
    for (const table of this.#tables.values()) table.index = revision;
  }

  #tableOf(key: string): Table<never> | undefined {
    return this.#tables.get(key.slice(0, key.indexOf("/")));
  }
}
