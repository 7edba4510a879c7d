import { assert } from "@tutti/runtime";
import { Deletions } from "./deletions.ts";
import { OrderedMap } from "./ordered-map.ts";
import type { Change, Commit, CommitResult, Compare, Entry, Operation, Transaction } from "./store.ts";
import { transactionMistake } from "./transaction-bounds.ts";

/** The revisions of a key. */
export interface KeyRevisions {
  readonly createRevision: number;
  readonly modifyRevision: number;
}

/** What a head was at some moment. */
export interface HeadState {
  readonly keys: OrderedMap<KeyRevisions>;
  readonly revision: number;
}

/** An empty map of revisions, which knows the newest one of a range. */
export function createRevisions(): OrderedMap<KeyRevisions> {
  return new OrderedMap<KeyRevisions>(({ modifyRevision }) => modifyRevision);
}

/**
 * What has been accepted, durable or not: decides whether a transaction goes
 * through, and numbers it. Holds no values.
 *
 * Invariants: 0 < createRevision <= modifyRevision <= revision for each key.
 */
export class Head {
  #keys: OrderedMap<KeyRevisions>;
  #revision: number;
  #deletions: Deletions;

  constructor(revision: number, keys: OrderedMap<KeyRevisions>) {
    assert(keys.max("") <= revision, "no key is newer than the newest revision");
    this.#revision = revision;
    this.#keys = keys;
    this.#deletions = new Deletions(revision);
  }

  /** Whether a key is there. */
  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** The commit to carry out, or why there is none. */
  accept(transaction: Transaction): Commit | Exclude<CommitResult, { kind: "committed" }> {
    const refused = transactionMistake(transaction);
    if (refused !== undefined) return { kind: "failed", error: refused };
    for (const compare of transaction.compares) {
      if (!this.#holds(compare))
        return { kind: "conflict", key: "prefix" in compare ? compare.prefix : compare.key };
    }
    this.#revision += 1;
    const changes: Change[] = [];
    for (const operation of inOrder(transaction.operations)) {
      const change = this.#carryOut(operation);
      if (change !== undefined) changes.push(change);
    }
    return { revision: this.#revision, changes };
  }

  /** The commit that replaces everything by `keys`, none of which is newer than `newest`. */
  replace(keys: OrderedMap<KeyRevisions>, newest: number): Commit {
    assert(keys.max("") <= newest, "no key is newer than the newest");
    this.#revision = Math.max(newest, this.#revision) + 1;
    this.#keys = keys;
    this.#deletions = new Deletions(this.#revision);
    return { revision: this.#revision, changes: [], reset: true };
  }

  /** What `revert` can go back to. */
  state(): HeadState {
    return { keys: this.#keys.snapshot(), revision: this.#revision };
  }

  /** Forgets what was accepted since: none of it can have been heard of. */
  revert({ keys, revision }: HeadState): void {
    assert(revision <= this.#revision, "a head goes back in time only");
    this.#keys = keys.snapshot();
    this.#revision = revision;
    this.#deletions.forgetAfter(revision);
  }

  #holds(compare: Compare): boolean {
    if ("prefix" in compare) {
      const { prefix, notAfter } = compare;
      return this.#keys.max(prefix) <= notAfter && !this.#deletions.anyAfter(notAfter, prefix);
    }
    return (this.#keys.get(compare.key)?.modifyRevision ?? 0) === compare.modifyRevision;
  }

  #carryOut(operation: Operation): Change | undefined {
    const revision = this.#revision;
    switch (operation.kind) {
      case "delete-range": {
        const { prefix } = operation;
        if (this.#keys.deletePrefix(prefix) === 0) return undefined;
        this.#deletions.addRange(prefix, revision);
        return { kind: "delete-range", prefix };
      }
      case "delete": {
        const { key } = operation;
        if (!this.#keys.delete(key)) return undefined;
        this.#deletions.add(key, revision);
        return { kind: "delete", key };
      }
      case "put": {
        const { key, value, anew } = operation;
        const before = anew === true ? undefined : this.#keys.get(key);
        const after = { createRevision: before?.createRevision ?? revision, modifyRevision: revision };
        assert(after.createRevision <= revision, "a key is not made after it was changed");
        this.#keys.set(key, after);
        return { kind: "put", entry: { key, value, ...after } };
      }
    }
  }
}

/** Ranges are deleted before anything else is done. */
function inOrder(operations: readonly Operation[]): readonly Operation[] {
  if (!operations.some(({ kind }) => kind === "delete-range")) return operations;
  return [
    ...operations.filter(({ kind }) => kind === "delete-range"),
    ...operations.filter(({ kind }) => kind !== "delete-range"),
  ];
}

/** The revisions of entries, which come with pauses between them. */
export async function revisionsOf(entries: AsyncIterable<Entry>): Promise<OrderedMap<KeyRevisions>> {
  const keys = createRevisions();
  for await (const entry of entries) addRevisions(keys, entry);
  return keys;
}

/** Notes the revisions of an entry. */
export function addRevisions(
  keys: OrderedMap<KeyRevisions>,
  { key, createRevision, modifyRevision }: Entry,
): void {
  keys.set(key, { createRevision, modifyRevision });
}
