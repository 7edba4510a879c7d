import { OrderedMap } from "@tutti/store";
import { CHANGE_BYTES, History } from "../state/history.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Replacement, Row } from "../state/table.ts";
import { Table } from "../state/table.ts";
import { PREFIX_TOPIC } from "../state/watches.ts";
import type { KvRecord } from "./records.ts";
import { kvCodec } from "./records.ts";

/** Most deleted keys remembered for the indexes of prefixes; beyond it the floor of all prefixes rises. */
const GRAVES_MAX = 100_000;
/** The same for whole prefixes. */
const RANGE_GRAVES_MAX = 1_000;

/** What became of a key, or of all keys below a prefix, which were those of `before`. */
export type KvChange =
  | {
      readonly kind: "key";
      readonly revision: number;
      readonly key: string;
      readonly before: Row<KvRecord> | undefined;
      readonly after: Row<KvRecord> | undefined;
    }
  | {
      readonly kind: "range";
      readonly revision: number;
      readonly prefix: string;
      readonly before: OrderedMap<Row<KvRecord>>;
    };

/** The keys with their locks, and the graves of deleted ones. */
export class KvView {
  readonly table: Table<KvRecord>;
  readonly history: History<KvChange>;
  #lockedBy = new Map<string, Set<string>>();
  readonly #graves = new OrderedMap<number>((revision) => revision);
  readonly #rangeGraves = new Map<string, number>();
  readonly #state: StateStore;
  #graveFloor = 0;

  constructor(state: StateStore) {
    this.#state = state;
    this.table = state.add(new Table<KvRecord>("kv", {}, kvCodec));
    this.history = state.remember(new History<KvChange>());
    this.table.onChange((before, after, revision) => this.#changed(before, after, revision), {
      rangeDeleted: (prefix, revision, before) => this.#rangeDeleted(prefix, revision, before),
      replacing: () => this.#replacing(),
    });
  }

  get(key: string): Row<KvRecord> | undefined {
    return this.table.get(key);
  }

  /** The index of a missing key: that of the whole table. */
  get index(): number {
    return this.table.index;
  }

  /** A revision since which a key is what it is; a row that a snapshot brought is as new as that. */
  unchangedSince(key: string): number {
    return Math.max(this.#state.indexFloor, this.get(key)?.modifyIndex ?? this.table.index);
  }

  /** The index of the keys below a prefix, which deletes raise too; costs about the same however many there are. */
  indexBelow(prefix: string): number {
    if (prefix === "") return this.table.index;
    const index = Math.max(
      this.#state.indexFloor,
      this.#graveFloor,
      this.table.rows.max(prefix),
      this.#graves.max(prefix),
      this.#newestRangeGrave(prefix),
    );
    return index === 0 ? this.table.index : index;
  }

  /** The keys whose lock a session holds. */
  keysLockedBy(session: string): readonly string[] {
    return [...(this.#lockedBy.get(session) ?? [])].sort();
  }

  #changed(before: Row<KvRecord> | undefined, after: Row<KvRecord> | undefined, revision: number): void {
    const id = (after ?? before)?.id;
    if (id === undefined) return;
    if (before !== undefined && before.value.session !== "") this.#unlocked(before.value.session, id);
    if (after !== undefined && after.value.session !== "")
      keysOf(this.#lockedBy, after.value.session).add(id);
    if (after === undefined) this.#bury(id, revision);
    this.history.add({ kind: "key", revision, key: id, before, after }, bytesOf(before) + bytesOf(after));
    this.#state.watches.touch(kvTopic(id));
    this.#state.watches.touchPrefixesOf(id);
  }

  #rangeDeleted(prefix: string, revision: number, before: OrderedMap<Row<KvRecord>>): void {
    for (const [session, keys] of [...this.#lockedBy])
      for (const key of [...keys]) if (key.startsWith(prefix)) this.#unlocked(session, key);
    this.#graves.deletePrefix(prefix);
    for (const inner of [...this.#rangeGraves.keys()])
      if (inner.startsWith(prefix)) this.#rangeGraves.delete(inner);
    this.#rangeGraves.set(prefix, revision);
    this.#fillGraves(revision);
    this.history.add({ kind: "range", revision, prefix, before }, before.count(prefix) * CHANGE_BYTES);
    this.#state.watches.touchDeleted(kvTopic(""), prefix, before);
  }

  #replacing(): Replacement<Row<KvRecord>> {
    const lockedBy = new Map<string, Set<string>>();
    return {
      add: ({ id, value: { session } }) => {
        if (session !== "") keysOf(lockedBy, session).add(id);
      },
      takeOver: () => {
        this.#lockedBy = lockedBy;
        this.#graves.clear();
        this.#rangeGraves.clear();
        this.#graveFloor = 0;
      },
    };
  }

  #newestRangeGrave(prefix: string): number {
    let newest = 0;
    for (const [range, revision] of this.#rangeGraves)
      if (range.startsWith(prefix) || prefix.startsWith(range)) newest = Math.max(newest, revision);
    return newest;
  }

  #bury(key: string, revision: number): void {
    this.#graves.set(key, revision);
    this.#fillGraves(revision);
  }

  /** Beyond a number of graves all of them are filled, and count as if everything had been deleted last. */
  #fillGraves(revision: number): void {
    if (this.#graves.size <= GRAVES_MAX && this.#rangeGraves.size <= RANGE_GRAVES_MAX) return;
    this.#graves.clear();
    this.#rangeGraves.clear();
    this.#graveFloor = revision;
  }

  #unlocked(session: string, key: string): void {
    const keys = this.#lockedBy.get(session);
    keys?.delete(key);
    if (keys?.size === 0) this.#lockedBy.delete(session);
  }
}

function bytesOf(row: Row<KvRecord> | undefined): number {
  return row?.value.value.length ?? 0;
}

/** The keys of a session, where none may stand yet. */
function keysOf(lockedBy: Map<string, Set<string>>, session: string): Set<string> {
  let keys = lockedBy.get(session);
  if (keys === undefined) {
    keys = new Set();
    lockedBy.set(session, keys);
  }
  return keys;
}

/** Topic of one key. */
export function kvTopic(key: string): string {
  return `kv/${key}`;
}

/** Topic of all keys below a prefix. */
export function kvPrefixTopic(prefix: string): string {
  return PREFIX_TOPIC + prefix;
}
