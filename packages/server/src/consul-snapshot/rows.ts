import { assert } from "@tutti/runtime";
import type { Entry } from "@tutti/store";
import type { StructShape } from "../decode/shape.ts";
import type { Row } from "../state/table.ts";
import { isRecord, type Tree } from "./plain-tree.ts";
import { DamagedRecord, writeShape } from "./shaped-tree.ts";

/** The indexes of a row. */
export type Indexes = Pick<Row<unknown>, "createIndex" | "modifyIndex">;

/** Where the rows go that records come to. */
export interface RowSink {
  entry(entry: Entry): void;
  /** Says what the snapshot holds and there is no place for, as the subject of a sentence; each is told once. */
  leaveOut(what: string): void;
}

/** The indexes that a record of Consul holds; the store begins at 1. */
export function indexesIn(tree: Tree): Indexes {
  const createIndex = indexOf(tree["CreateIndex"] ?? 1);
  return { createIndex, modifyIndex: Math.max(createIndex, indexOf(tree["ModifyIndex"] ?? 1)) };
}

/** As records of Consul hold them. */
export function indexFields({ createIndex, modifyIndex }: Indexes): Readonly<Record<string, number>> {
  return { CreateIndex: createIndex, ModifyIndex: modifyIndex };
}

/** A number that counts commits. */
export function indexOf(value: unknown): number {
  const index = Number(value);
  if (!Number.isSafeInteger(index) || index < 0) throw new DamagedRecord("an index is none");
  return Math.max(1, index);
}

/** A row's value by its shape, with its indexes. */
export function recordOf(value: object, shape: StructShape, indexes: Indexes): Tree {
  const tree = writeShape(value, shape);
  assert(isRecord(tree), "a struct is written as a record");
  return { ...tree, ...indexFields(indexes) };
}
