import type { RuntimeError } from "@tutti/runtime";

/**
 * An ordered, revisioned key space with atomic transactions and a change
 * stream. Everything the agent serves is a view fed by that stream; a revision
 * is what Consul calls an index.
 *
 * Every engine keeps the same promises, which `testkit/store-contract.ts` tests:
 * - revisions only grow, each committed transaction has one of its own;
 * - a transaction happens whole or not at all;
 * - listeners hear every commit once, in order, and never before it is durable
 *   (as durable as the engine is);
 * - when `commit` resolves, the listeners have already heard of it.
 */
export interface Store {
  /** The newest revision the listeners have heard of. */
  readonly revision: number;
  /** Everything at `revision`, ordered by key; what is committed later is not in it. For start-up and snapshots; reads are answered by views. */
  entries(): AsyncIterable<Entry>;
  /** Applies all operations if every compare holds. */
  commit(transaction: Transaction): Promise<CommitResult>;
  /** Replaces everything by `entries`, which keep their revisions; gone through more than once. Listeners get one commit with `reset`. */
  restore(entries: Iterable<Entry>): Promise<CommitResult>;
  /** Calls `listener` for each commit from now on; gives back how to stop. */
  onCommit(listener: (commit: Commit) => void): () => void;
  /** Waits for what was accepted, then lets go of files. */
  close(): Promise<void>;
}

/** One key with its value and the revisions that made and last changed it. */
export interface Entry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly createRevision: number;
  readonly modifyRevision: number;
}

/** A condition of a transaction. */
export type Compare = KeyCompare | RangeCompare;

/** Holds if the key was last changed at that revision; 0 means that it must not exist. */
interface KeyCompare {
  readonly key: string;
  readonly modifyRevision: number;
}

/**
 * Holds only if no key below `prefix` was made, changed or deleted after
 * revision `notAfter`. The prefix names a space at least, which is what stands
 * before a key's first slash (`service/`).
 *
 * An engine may let it fail although nothing in the range changed, never the
 * other way round: etcd compares what is there and cannot see what went, so an
 * engine over it keeps one guard key a space that every deletion writes, and
 * sees the deletions of the whole space. Who gets `conflict` decides anew.
 */
export interface RangeCompare {
  readonly prefix: string;
  readonly notAfter: number;
}

/** A write of a transaction. */
export type Operation =
  | {
      readonly kind: "put";
      readonly key: string;
      readonly value: Uint8Array;
      /** The key counts as made by this transaction even if it was there before, as after a deletion. */
      readonly anew?: boolean;
    }
  | { readonly kind: "delete"; readonly key: string }
  /** Deletes all keys below a prefix that names a space at least; before the other operations, which may put some of them anew. */
  | { readonly kind: "delete-range"; readonly prefix: string };

/** Writes that are done all or not at all, and what must hold for it. */
export interface Transaction {
  readonly compares: readonly Compare[];
  /** A key occurs at most once, and so does a range; no range lies within another one. */
  readonly operations: readonly Operation[];
}

/** What became of a transaction. */
export type CommitResult =
  | { readonly kind: "committed"; readonly revision: number }
  /** A compare did not hold: that of this key or prefix. The listeners have heard of the change that broke it. */
  | { readonly kind: "conflict"; readonly key: string }
  | { readonly kind: "failed"; readonly error: RuntimeError };

/** What happened to one key. */
export type Change =
  | { readonly kind: "put"; readonly entry: Entry }
  | { readonly kind: "delete"; readonly key: string }
  /** Everything below went that was there; comes before the other changes of its commit. */
  | { readonly kind: "delete-range"; readonly prefix: string };

/** All changes of one revision: one transaction that wrote something. */
export interface Commit {
  readonly revision: number;
  /** What really changed: deleting what is not there is no change. Empty for a reset. */
  readonly changes: readonly Change[];
  /** Forget what was known before; `entries()` gives what there is. */
  readonly reset?: true;
}

/** Longest key in bytes of UTF-8; lmdb's own limit is 1978. */
export const KEY_BYTES_MAX = 1900;
/**
 * Most operations of one transaction; a put within a range that the same
 * transaction deletes counts twice, since etcd has to delete around it. With
 * a guard key for each space this stays below etcd's limit of 128.
 */
export const TRANSACTION_OPERATIONS_MAX = 100;
/** Most compares of one transaction. */
export const TRANSACTION_COMPARES_MAX = 100;
