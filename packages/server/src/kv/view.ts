import { OrderedMap } from "@tutti/store";
import type { StateStore } from "../state/state-store.ts";
import type { Row } from "../state/table.ts";
import { Table } from "../state/table.ts";
import { PREFIX_TOPIC } from "../state/watches.ts";
import type { KvRecord } from "./records.ts";
import { kvCodec } from "./records.ts";

/** Most deletes remembered for the indexes of prefixes; beyond it the floor of all prefixes rises. */
export const TOMBSTONES_MAX = 100_000;

/** The keys with their locks, and the graves of deleted ones. */
export class KvView {
  readonly table: Table<KvRecord>;
  readonly #lockedBy = new Map<string, Set<string>>();
  readonly #tombstones = new OrderedMap<number>();
  readonly #state: StateStore;
  #tombstoneFloor = 0;

  constructor(state: StateStore) {
    this.#state = state;
    this.table = state.add(new Table<KvRecord>("kv", kvCodec));
    this.table.onChange((before, after, revision) => {
      const id = (after ?? before)?.id ?? "";
      if (before !== undefined && before.value.session !== "")
        this.#lockedBy.get(before.value.session)?.delete(id);
      if (after !== undefined && after.value.session !== "") this.#ofSession(after.value.session).add(id);
      if (after === undefined) this.#bury(id, revision);
      state.watches.touch(kvTopic(id));
      state.watches.touchPrefixesOf(id);
    });
  }

  get(key: string): Row<KvRecord> | undefined {
    return this.table.get(key);
  }

  /** The index of a missing key: that of the whole table. */
  get index(): number {
    return this.table.index;
  }

  /** The rows below a prefix with the prefix's index, which deletes raise too. */
  list(prefix: string): { readonly rows: readonly Row<KvRecord>[]; readonly index: number } {
    const rows = [...this.table.list(prefix)];
    if (prefix === "") return { rows, index: this.table.index };
    let index = Math.max(this.#state.indexFloor, this.#tombstoneFloor);
    for (const row of rows) index = Math.max(index, row.modifyIndex);
    for (const [, revision] of this.#tombstones.prefix(prefix)) index = Math.max(index, revision);
    return { rows, index: index === 0 ? this.table.index : index };
  }

  /** The keys whose lock a session holds. */
  keysLockedBy(session: string): readonly string[] {
    return [...(this.#lockedBy.get(session) ?? [])].sort();
  }

  #bury(key: string, revision: number): void {
    this.#tombstones.set(key, revision);
    if (this.#tombstones.size <= TOMBSTONES_MAX) return;
    this.#tombstones.clear();
    this.#tombstoneFloor = revision;
  }

  #ofSession(session: string): Set<string> {
    let keys = this.#lockedBy.get(session);
    if (keys === undefined) {
      keys = new Set();
      this.#lockedBy.set(session, keys);
    }
    return keys;
  }
}

/** Topic of one key. */
export function kvTopic(key: string): string {
  return `kv/${key}`;
}

/** Topic of all keys below a prefix. */
export function kvPrefixTopic(prefix: string): string {
  return PREFIX_TOPIC + prefix;
}
