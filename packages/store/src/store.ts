import type { RuntimeError } from "@tutti/runtime";

/**
 * An ordered, revisioned key space with atomic transactions and a change
 * stream. Everything the agent serves is a view fed by that stream; a revision
 * is what Consul calls an index.
 *
 * Every engine keeps the same promises, which `contract.ts` tests:
 * - revisions only grow, each committed transaction has one of its own;
 * - a transaction happens whole or not at all;
 * - listeners hear every commit once, in order, and never before it is durable
 *   (as durable as the engine is);
 * - when `commit` resolves, the listeners have already heard of it.
 */
export interface Store {
  /** The newest revision the listeners have heard of. */
  readonly revision: number;
  /** Everything at `revision`, ordered by key. For start-up and snapshots; reads are answered by views. */
  entries(): Iterable<Entry>;
  /** Applies all operations if every compare holds. */
  commit(transaction: Transaction): Promise<CommitResult>;
  /** Replaces everything by `entries`, which keep their revisions. Listeners get one commit with `reset`. */
  restore(entries: readonly Entry[]): Promise<CommitResult>;
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

/** Holds if the key was last changed at that revision; 0 means that it must not exist. */
export interface Compare {
  readonly key: string;
  readonly modifyRevision: number;
}

export type Operation =
  | { readonly kind: "put"; readonly key: string; readonly value: Uint8Array }
  | { readonly kind: "delete"; readonly key: string };

export interface Transaction {
  readonly compares: readonly Compare[];
  /** A key occurs at most once. */
  readonly operations: readonly Operation[];
}

export type CommitResult =
  | { readonly kind: "committed"; readonly revision: number }
  /** A compare did not hold. The listeners have heard of the change that broke it. */
  | { readonly kind: "conflict"; readonly key: string }
  | { readonly kind: "failed"; readonly error: RuntimeError };

export type Change =
  | { readonly kind: "put"; readonly entry: Entry }
  | { readonly kind: "delete"; readonly key: string };

export interface Commit {
  readonly revision: number;
  readonly changes: readonly Change[];
  /** The changes are all there is: forget what was known before. */
  readonly reset?: true;
}

/** Longest key in bytes of UTF-8; lmdb's own limit is 1978. */
export const KEY_BYTES_MAX = 1900;
/** Most operations of one transaction. */
export const TRANSACTION_OPERATIONS_MAX = 100_000;
