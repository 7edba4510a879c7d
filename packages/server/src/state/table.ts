import { Buffer } from "node:buffer";
import type { Change } from "@tutti/store";
import { OrderedMap } from "@tutti/store";

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

/** Hears of a row that came, changed or went. */
export type RowListener<T> = (
  before: Row<T> | undefined,
  after: Row<T> | undefined,
  revision: number,
) => void;

/**
 * A view of the keys `name/…`: decoded, in memory, ordered by id. Secondary
 * indexes listen with `onChange`.
 */
export class Table<T> {
  readonly name: string;
  readonly codec: Codec<T>;
  readonly rows = new OrderedMap<Row<T>>();
  /** The newest revision that changed any row. */
  index = 0;
  #listeners: RowListener<T>[] = [];

  constructor(name: string, codec: Codec<T> = jsonCodec<T>()) {
    this.name = name;
    this.codec = codec;
  }

  get(id: string): Row<T> | undefined {
    return this.rows.get(id);
  }

  /** The rows whose id begins so, in order. */
  *list(prefix = ""): Generator<Row<T>> {
    for (const [, row] of this.rows.prefix(prefix)) yield row;
  }

  keyOf(id: string): string {
    return `${this.name}/${id}`;
  }

  onChange(listener: RowListener<T>): void {
    this.#listeners.push(listener);
  }

  /** Takes over a change of one of its keys. */
  apply(change: Change, revision: number): void {
    const id = (change.kind === "put" ? change.entry.key : change.key).slice(this.name.length + 1);
    const before = this.rows.get(id);
    let after: Row<T> | undefined;
    if (change.kind === "put") {
      const { value, createRevision, modifyRevision } = change.entry;
      after = {
        id,
        value: this.codec.decode(value),
        createIndex: createRevision,
        modifyIndex: modifyRevision,
      };
      this.rows.set(id, after);
    } else {
      this.rows.delete(id);
    }
    this.index = Math.max(this.index, revision);
    for (const listener of this.#listeners) listener(before, after, revision);
  }

  /** Forgets everything, row by row, so that the listeners do too. */
  clear(revision: number): void {
    for (const row of [...this.list()]) {
      this.rows.delete(row.id);
      for (const listener of this.#listeners) listener(row, undefined, revision);
    }
    this.index = revision;
  }
}

/** JSON in UTF-8; for records of plain values. */
export function jsonCodec<T>(): Codec<T> {
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
