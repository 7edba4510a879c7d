import type { Compare, Operation, RangeCompare, Transaction } from "@tutti/store";
import { TRANSACTION_COMPARES_MAX, TRANSACTION_OPERATIONS_MAX } from "@tutti/store";
import type { Row, Table } from "./table.ts";

/** The revision of what this draft itself writes: not known before it is committed. */
export const THIS_REVISION = -1;

interface Write<T> {
  readonly table: Table<T>;
  readonly id: string;
  readonly row: Row<T> | undefined;
}

/**
 * What a command wants to write, seen through what it has written so far: reads
 * find earlier writes of the same draft. It becomes one transaction that goes
 * through only if nothing that was read has changed meanwhile: no row that was
 * read by its id, and no range that was listed or watched, what came and what
 * went included.
 *
 * Invariants: no write of a deletion lies in a deleted range; no deleted range
 * lies within another one.
 */
export class Draft {
  /** The revision that the views had when this draft began. */
  readonly revision: number;
  readonly #writes = new Map<string, Write<unknown>>();
  readonly #deletedRanges = new Set<string>();
  readonly #rowsRead = new Map<string, number>();
  readonly #rangesRead = new Set<string>();
  readonly #afterCommit: (() => void)[] = [];
  #unfinished = false;

  constructor(revision = 0) {
    this.revision = revision;
  }

  get<T>(table: Table<T>, id: string): Row<T> | undefined {
    const key = table.keyOf(id);
    const written = this.#writes.get(key);
    if (written !== undefined) return written.row as Row<T> | undefined;
    if (this.#isInDeletedRange(key)) return undefined;
    const row = table.get(id);
    this.#rowsRead.set(key, row?.modifyIndex ?? 0);
    return row;
  }

  /** The rows whose id begins so, in order, with this draft's writes. */
  list<T>(table: Table<T>, prefix: string): Row<T>[] {
    this.watch(table, prefix);
    return [...this.#merged(table, table.list(prefix), prefix)];
  }

  /**
   * As `list`, of this moment whatever becomes of the table and of this draft;
   * costs next to nothing until it is gone through, which may be long after.
   */
  below<T>(table: Table<T>, prefix: string): Iterable<Row<T>> {
    this.watch(table, prefix);
    const rows = table.rows.snapshot();
    const then = this.#copy();
    return { [Symbol.iterator]: () => then.#merged(table, valuesOf(rows.prefix(prefix)), prefix) };
  }

  /** Rows in order, with what this draft makes of them. */
  *#merged<T>(table: Table<T>, rows: Iterable<Row<T>>, prefix: string): Generator<Row<T>> {
    const writes = [...this.#writes.values()]
      .filter((write) => write.table === table && write.id.startsWith(prefix))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    let at = 0;
    for (const row of rows) {
      for (let write = writes[at]; write !== undefined && write.id < row.id; write = writes[at]) {
        if (write.row !== undefined) yield write.row as Row<T>;
        at += 1;
      }
      // One that was written too comes with the next round, or at the end.
      if (writes[at]?.id !== row.id && !this.#isInDeletedRange(table.keyOf(row.id))) yield row;
    }
    for (const write of writes.slice(at)) if (write.row !== undefined) yield write.row as Row<T>;
  }

  #copy(): Draft {
    const copy = new Draft(this.revision);
    for (const [key, write] of this.#writes) copy.#writes.set(key, write);
    for (const range of this.#deletedRanges) copy.#deletedRanges.add(range);
    return copy;
  }

  /** Says that the decision depends on a range which was looked at past this draft, through an index of a view. */
  watch<T>(table: Table<T>, prefix: string): void {
    this.#rangesRead.add(table.keyOf(prefix));
  }

  put<T>(table: Table<T>, id: string, value: T): Row<T> {
    const before = this.get(table, id);
    const createIndex = before?.createIndex ?? THIS_REVISION;
    return this.#put(table, { id, value, createIndex, modifyIndex: THIS_REVISION });
  }

  /** Writes a row whatever it was before, so that who has read it decides anew and who touches it too does not. */
  touch<T>(table: Table<T>, id: string, value: T): void {
    const createIndex = table.get(id)?.createIndex ?? THIS_REVISION;
    this.#put(table, { id, value, createIndex, modifyIndex: THIS_REVISION });
  }

  delete<T>(table: Table<T>, id: string): void {
    const key = table.keyOf(id);
    if (this.get(table, id) === undefined && !this.#writes.has(key)) return;
    if (this.#isInDeletedRange(key)) this.#writes.delete(key);
    else this.#writes.set(key, { table, id, row: undefined } as Write<unknown>);
  }

  /** Deletes all rows whose id begins so, as one operation however many there are. */
  deleteBelow<T>(table: Table<T>, prefix: string): void {
    const range = table.keyOf(prefix);
    for (const key of [...this.#writes.keys()]) if (key.startsWith(range)) this.#writes.delete(key);
    if (table.rows.count(prefix) === 0 || this.#isInDeletedRange(range)) return;
    for (const inner of [...this.#deletedRanges])
      if (inner.startsWith(range)) this.#deletedRanges.delete(inner);
    this.#deletedRanges.add(range);
  }

  /** The rows of a table that this draft has put. */
  written<T>(table: Table<T>): readonly Row<T>[] {
    const rows: Row<T>[] = [];
    for (const write of this.#writes.values())
      if (write.table === table && write.row !== undefined) rows.push(write.row as Row<T>);
    return rows;
  }

  get isEmpty(): boolean {
    return this.#writes.size === 0 && this.#deletedRanges.size === 0;
  }

  /** How many more changes the transaction takes. */
  get room(): number {
    let cost = this.#writes.size + this.#deletedRanges.size;
    for (const key of this.#writes.keys()) if (this.#isInDeletedRange(key)) cost += 1;
    return TRANSACTION_OPERATIONS_MAX - cost;
  }

  /** Says that there was no room for all: what is there shall be committed and the command decided again for the rest. */
  leaveUnfinished(): void {
    this.#unfinished = true;
  }

  get isUnfinished(): boolean {
    return this.#unfinished;
  }

  /** Runs once the draft is committed, and never if it is not. */
  afterCommit(run: () => void): void {
    this.#afterCommit.push(run);
  }

  /** Tells the draft that it went through. */
  committed(): void {
    for (const run of this.#afterCommit) run();
  }

  /** What to commit. */
  transaction(): Transaction {
    const operations: Operation[] = [];
    for (const prefix of this.#deletedRanges) operations.push({ kind: "delete-range", prefix });
    for (const [key, { table, row }] of this.#writes) {
      if (row === undefined) operations.push({ kind: "delete", key });
      else {
        const anew = row.createIndex === THIS_REVISION;
        operations.push({
          kind: "put",
          key,
          value: table.codec.encode(row.value),
          ...(anew ? { anew } : {}),
        });
      }
    }
    return { compares: this.#compares(), operations };
  }

  #put<T>(table: Table<T>, row: Row<T>): Row<T> {
    this.#writes.set(table.keyOf(row.id), { table, id: row.id, row } as Write<unknown>);
    return row;
  }

  #isInDeletedRange(key: string): boolean {
    for (const prefix of this.#deletedRanges) if (key.startsWith(prefix)) return true;
    return false;
  }

  /** Ranges, and the rows outside of them; whole tables where that would be too many, which is more careful and never less. */
  #compares(): readonly Compare[] {
    const outer = [...this.#rangesRead].filter(
      (range) => ![...this.#rangesRead].some((other) => other !== range && range.startsWith(other)),
    );
    const ranges = outer.map((prefix): RangeCompare => ({ prefix, notAfter: this.revision }));
    const rows = [...this.#rowsRead]
      .filter(([key]) => !outer.some((prefix) => key.startsWith(prefix)))
      .map(([key, modifyRevision]): Compare => ({ key, modifyRevision }));
    if (ranges.length + rows.length <= TRANSACTION_COMPARES_MAX) return [...ranges, ...rows];
    const tables = new Set(
      [...outer, ...this.#rowsRead.keys()].map((key) => key.slice(0, key.indexOf("/") + 1)),
    );
    return [...tables].map((prefix) => ({ prefix, notAfter: this.revision }));
  }
}

function* valuesOf<T>(pairs: Iterable<readonly [string, T]>): Generator<T> {
  for (const [, value] of pairs) yield value;
}
