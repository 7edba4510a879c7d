import { Buffer } from "node:buffer";
import { assert, RuntimeError } from "@tutti/runtime";
import type { Change, Commit, CommitResult, Entry, Transaction } from "./store.ts";
import { KEY_BYTES_MAX, TRANSACTION_OPERATIONS_MAX } from "./store.ts";

/** The revisions of a key. */
export interface KeyRevisions {
  readonly createRevision: number;
  readonly modifyRevision: number;
}

/**
 * What has been accepted, durable or not: decides whether a transaction goes
 * through, and numbers it. Holds no values.
 */
export class Head {
  #keys = new Map<string, KeyRevisions>();
  #revision: number;

  constructor(revision: number, entries: Iterable<Entry>) {
    this.#revision = revision;
    for (const entry of entries) this.#keys.set(entry.key, entry);
  }

  /** The commit to carry out, or why there is none. */
  accept(transaction: Transaction): Commit | Exclude<CommitResult, { kind: "committed" }> {
    const refused = refusalOf(transaction);
    if (refused !== undefined) return { kind: "failed", error: refused };
    for (const { key, modifyRevision } of transaction.compares) {
      if ((this.#keys.get(key)?.modifyRevision ?? 0) !== modifyRevision) return { kind: "conflict", key };
    }
    this.#revision += 1;
    const revision = this.#revision;
    const changes: Change[] = [];
    for (const operation of transaction.operations) {
      const { key } = operation;
      const before = this.#keys.get(key);
      if (operation.kind === "delete") {
        if (this.#keys.delete(key)) changes.push({ kind: "delete", key });
        continue;
      }
      const after = { createRevision: before?.createRevision ?? revision, modifyRevision: revision };
      this.#keys.set(key, after);
      changes.push({ kind: "put", entry: { key, value: operation.value, ...after } });
    }
    return { revision, changes };
  }

  /** The commit that replaces everything. */
  replace(entries: readonly Entry[]): Commit {
    this.#revision = entries.reduce((max, e) => Math.max(max, e.modifyRevision), this.#revision) + 1;
    this.#keys = new Map(
      entries.map((e) => [e.key, { createRevision: e.createRevision, modifyRevision: e.modifyRevision }]),
    );
    return {
      revision: this.#revision,
      changes: entries.map((entry) => ({ kind: "put", entry })),
      reset: true,
    };
  }
}

function refusalOf(transaction: Transaction): RuntimeError | undefined {
  const { operations } = transaction;
  if (operations.length > TRANSACTION_OPERATIONS_MAX)
    return new RuntimeError("E2BIG", "transaction", `more than ${TRANSACTION_OPERATIONS_MAX} operations`);
  const seen = operations.length > 1 ? new Set<string>() : undefined;
  for (const { key } of operations) {
    // 3 bytes of UTF-8 a code unit at most: only long keys need to be measured.
    if (key.length * 3 > KEY_BYTES_MAX && Buffer.byteLength(key) > KEY_BYTES_MAX)
      return new RuntimeError("E2BIG", key.slice(0, 64), `a key is longer than ${KEY_BYTES_MAX} bytes`);
    assert(seen?.has(key) !== true, "a key occurs at most once in a transaction");
    seen?.add(key);
  }
  return undefined;
}
