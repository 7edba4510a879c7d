import { Buffer } from "node:buffer";
import { assert, expect } from "@tutti/runtime";
import type { Change, Entry } from "@tutti/store";
import { OrderedMap } from "@tutti/store";
import type { Holds } from "./row-shape.ts";

/** A record with the revisions that made and last changed it. */
export interface Row<T> {
  readonly id: string;
  readonly value: T;
  readonly createIndex: number;
  readonly modifyIndex: number;
}

/** Turns records into what the store keeps, and back. */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** What rows from outside must be: a snapshot may be sound, and hold what no view could stand on. */
export interface RowRule<T> {
  readonly holds?: Holds;
  /** The id under which a record stands; left out: under any. */
  idOf?(value: T): string;
}

/** Hears of a row that came, changed or went. */
export type RowListener<T> = (
  before: Row<T> | undefined,
  after: Row<T> | undefined,
  revision: number,
) => void;

/** Hears of many rows at once, where looking at each of them would take too long. */
export interface BulkListener<T> {
  /** All rows whose id begins so went; `before` is what was there. Left out: each is told. */
  rangeDeleted?(prefix: string, revision: number, before: OrderedMap<Row<T>>): void;
  /** All rows are about to go, and others to come. */
  replacing(): Replacement<Row<T>>;
}

/** What takes the place of all that is there: made bit by bit while everything goes on with what there was before. */
export interface Replacement<Item> {
  add(item: Item): void;
  /** In one short step. Never called where nothing comes of it. */
  takeOver(revision: number): void;
}

interface Listening<T> {
  readonly each: RowListener<T>;
  readonly bulk: BulkListener<T> | undefined;
}

/**
 * A view of the keys `name/…`: decoded, in memory, ordered by id. Secondary
 * indexes listen with `onChange`.
 *
 * Invariants: `index` never falls but by a restore, and is not below any row's
 * `modifyIndex`; listeners have heard of every row that is in `rows`.
 */
export class Table<T> {
  readonly name: string;
  readonly codec: Codec<T>;
  readonly #rule: RowRule<T>;
  /** The newest revision that changed any row. */
  index = 0;
  #rows: OrderedMap<Row<T>>;
  #listeners: Listening<T>[] = [];

  constructor(name: string, rule: RowRule<T>, codec: Codec<T> = jsonCodec<T>()) {
    assert(!name.includes("/"), "a table's name is one part of a key");
    this.name = name;
    this.codec = codec;
    this.#rule = rule;
    this.#rows = this.createRows();
  }

  /** All rows by id; their measure is `modifyIndex`. */
  get rows(): OrderedMap<Row<T>> {
    return this.#rows;
  }

  /** How many rows there are. */
  get size(): number {
    return this.#rows.size;
  }

  get(id: string): Row<T> | undefined {
    return this.#rows.get(id);
  }

  /** The rows whose id begins so, in order. */
  *list(prefix = ""): Generator<Row<T>> {
    for (const [, row] of this.#rows.prefix(prefix)) yield row;
  }

  keyOf(id: string): string {
    return `${this.name}/${id}`;
  }

  /** Calls `each` for every row that changes; `bulk` instead where many go or come at once. */
  onChange(each: RowListener<T>, bulk?: BulkListener<T>): void {
    this.#listeners.push({ each, bulk });
  }

  /** An empty map for rows of this table. */
  createRows(): OrderedMap<Row<T>> {
    return new OrderedMap<Row<T>>(({ modifyIndex }) => modifyIndex);
  }

  /** A row as the store keeps it; the id is said where the table has no rule for it. */
  entryOf(value: T, at: Pick<Row<T>, "createIndex" | "modifyIndex">, id = this.#rule.idOf?.(value)): Entry {
    return {
      key: this.keyOf(expect(id, "an id, or a rule for it")),
      value: this.codec.encode(value),
      createRevision: at.createIndex,
      modifyRevision: at.modifyIndex,
    };
  }

  /** What the store keeps, as a row. */
  rowOf({ key, value, createRevision, modifyRevision }: Entry): Row<T> {
    assert(key.startsWith(`${this.name}/`), "a table gets its own keys only");
    return {
      id: key.slice(this.name.length + 1),
      value: this.codec.decode(value),
      createIndex: createRevision,
      modifyIndex: modifyRevision,
    };
  }

  /** Takes over a change of one of its keys. */
  apply(change: Change, revision: number): void {
    if (change.kind === "delete-range") this.#deleteRange(this.#idOf(change.prefix), revision);
    else if (change.kind === "put") this.#set(this.rowOf(change.entry), revision);
    else this.#delete(this.#idOf(change.key), revision);
    this.index = Math.max(this.index, revision);
  }

  /** Other rows for all that are there, from outside; throws where one is none of this table. */
  replacing(): Replacement<Entry> {
    const rows = this.createRows();
    const bulk = this.#listeners.flatMap((listener) => listener.bulk?.replacing() ?? []);
    return {
      add: (entry) => {
        const row = this.rowOf(entry);
        this.#assertRow(row);
        const { size } = rows;
        rows.set(row.id, row);
        if (rows.size === size) throw new Error("it is there twice");
        for (const listener of bulk) listener.add(row);
      },
      takeOver: (revision) => {
        const before = this.#rows;
        this.#rows = rows;
        this.index = revision;
        for (const listener of bulk) listener.takeOver(revision);
        this.#tellEach(before, revision);
      },
    };
  }

  #assertRow({ id, value }: Row<T>): void {
    const { holds, idOf } = this.#rule;
    if (holds !== undefined && !holds(value)) throw new Error("it is no record of its table");
    if (id === "" || (idOf !== undefined && idOf(value) !== id))
      throw new Error("it is not what its key says");
  }

  /** Who listens to each row alone hears of all that went and came, in one step. */
  #tellEach(before: OrderedMap<Row<T>>, revision: number): void {
    for (const { each, bulk } of this.#listeners) {
      if (bulk !== undefined) continue;
      for (const [, row] of before.from("")) each(row, undefined, revision);
      for (const [, row] of this.#rows.from("")) each(undefined, row, row.modifyIndex);
    }
  }

  #set(row: Row<T>, revision: number): void {
    assert(row.modifyIndex <= revision, "no row is newer than the commit that brings it");
    const before = this.#rows.get(row.id);
    this.#rows.set(row.id, row);
    for (const { each } of this.#listeners) each(before, row, revision);
  }

  #delete(id: string, revision: number): void {
    const before = this.#rows.get(id);
    this.#rows.delete(id);
    for (const { each } of this.#listeners) each(before, undefined, revision);
  }

  #deleteRange(prefix: string, revision: number): void {
    const one = this.#listeners.some(({ bulk }) => bulk?.rangeDeleted === undefined);
    const gone = one ? [...this.list(prefix)] : [];
    const before = this.#rows.snapshot();
    this.#rows.deletePrefix(prefix);
    for (const { each, bulk } of this.#listeners) {
      if (bulk?.rangeDeleted !== undefined) bulk.rangeDeleted(prefix, revision, before);
      else for (const row of gone) each(row, undefined, revision);
    }
  }

  #idOf(key: string): string {
    assert(key.startsWith(`${this.name}/`), "a table gets its own keys only");
    return key.slice(this.name.length + 1);
  }
}

/** JSON in UTF-8; for records of plain values. */
function jsonCodec<T>(): Codec<T> {
  return {
    encode: (value) => Buffer.from(JSON.stringify(value)),
    decode: (bytes) =>
      JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")) as T,
  };
}

/** An id of several parts, of which all but the last may hold slashes. Letter case does not matter. */
export function compositeId(first: string, rest: string): string {
  return `${escapePart(first)}/${nameId(rest)}`;
}

/** A part of a composite id that is not the last one. */
export function escapePart(part: string): string {
  return nameId(part).replace(/[%/]/g, (c) => (c === "%" ? "%25" : "%2F"));
}

/** The id of what is found by its name, whatever the letter case. */
export function nameId(name: string): string {
  return name.toLowerCase();
}
