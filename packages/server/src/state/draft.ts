import type { Compare, Operation, Transaction } from "@tutti/store";
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
 * through only if nothing that was read by id has changed meanwhile.
 */
export class Draft {
  readonly #writes = new Map<string, Write<unknown>>();
  readonly #reads = new Map<string, number>();

  get<T>(table: Table<T>, id: string): Row<T> | undefined {
    const key = table.keyOf(id);
    const written = this.#writes.get(key);
    if (written !== undefined) return written.row as Row<T> | undefined;
    return this.#readRow(table, id, key);
  }

  /** The rows whose id begins so, in order, with this draft's writes. */
  list<T>(table: Table<T>, prefix: string): Row<T>[] {
    const rows = new Map<string, Row<T>>();
    for (const row of table.list(prefix)) rows.set(row.id, row);
    for (const write of this.#writes.values()) {
      if (write.table !== table || !write.id.startsWith(prefix)) continue;
      if (write.row === undefined) rows.delete(write.id);
      else rows.set(write.id, write.row as Row<T>);
    }
    return [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  put<T>(table: Table<T>, id: string, value: T): Row<T> {
    const key = table.keyOf(id);
    const before = this.get(table, id);
    const row = {
      id,
      value,
      createIndex: before?.createIndex ?? THIS_REVISION,
      modifyIndex: THIS_REVISION,
    };
    this.#writes.set(key, { table, id, row } as Write<unknown>);
    return row;
  }

  delete<T>(table: Table<T>, id: string): void {
    const key = table.keyOf(id);
    if (this.get(table, id) === undefined && !this.#writes.has(key)) return;
    this.#writes.set(key, { table, id, row: undefined } as Write<unknown>);
  }

  get isEmpty(): boolean {
    return this.#writes.size === 0;
  }

  /** What to commit. */
  transaction(): Transaction {
    const compares: Compare[] = [];
    for (const [key, modifyRevision] of this.#reads) compares.push({ key, modifyRevision });
    const operations: Operation[] = [];
    for (const [key, { table, row }] of this.#writes) {
      operations.push(
        row === undefined
          ? { kind: "delete", key }
          : { kind: "put", key, value: table.codec.encode(row.value) },
      );
    }
    return { compares, operations };
  }

  #readRow<T>(table: Table<T>, id: string, key: string): Row<T> | undefined {
    const row = table.get(id);
    this.#reads.set(key, row?.modifyIndex ?? 0);
    return row;
  }
}
