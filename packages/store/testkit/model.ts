import fc from "fast-check";
import type { Compare, Entry, Operation, Transaction } from "../src/index.ts";

/** A transaction as it is drawn: compares look back from the newest revision. */
export interface DrawnTransaction {
  readonly compares: readonly { readonly at: string; readonly back: number; readonly range: boolean }[];
  readonly operations: readonly Operation[];
}

const keys = fc.constantFrom("a/1", "a/2", "a/2/x", "a/3", "b/1", "b/2");
const prefixes = fc.constantFrom("a/", "a/2", "a/2/", "b/", "b/1", "c/");
const values = fc.constantFrom("x", "y").map((text) => new TextEncoder().encode(text));
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("put" as const), key: keys, value: values, anew: fc.boolean() }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("delete" as const), key: keys }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete-range" as const), prefix: prefixes }) },
);
const compare = fc.oneof(
  fc.record({ at: keys, back: fc.nat(3), range: fc.constant(false) }),
  fc.record({ at: prefixes, back: fc.nat(3), range: fc.constant(true) }),
);

/** Small transactions over few keys, so that they meet. */
export const transactions: fc.Arbitrary<DrawnTransaction> = fc.record({
  compares: fc.array(compare, { maxLength: 2 }),
  operations: fc.array(operation, { maxLength: 4 }),
});

interface Kept {
  readonly text: string;
  readonly createRevision: number;
  readonly modifyRevision: number;
}

/** What a store promises, as plainly as can be. */
export class Model {
  revision = 0;
  readonly #keys = new Map<string, Kept>();
  /** When a key was last made, changed or deleted. */
  readonly #touched = new Map<string, number>();
  /** When a key of a space was last deleted. */
  readonly #deleted = new Map<string, number>();

  /** A drawn transaction as one that makes sense here and now. */
  settle({ compares, operations }: DrawnTransaction): Transaction {
    const ranges = new Set<string>();
    for (const one of operations) if (one.kind === "delete-range") ranges.add(one.prefix);
    const outer = [...ranges].filter((a) => ![...ranges].some((b) => a !== b && a.startsWith(b)));
    const seen = new Set<string>();
    const kept = operations.filter((one) => {
      if (one.kind === "delete-range") return false;
      if (seen.has(one.key)) return false;
      seen.add(one.key);
      return one.kind === "put" || !outer.some((prefix) => one.key.startsWith(prefix));
    });
    return {
      compares: compares.map(({ at, back, range }): Compare => {
        const revision = Math.max(0, this.revision - back);
        if (range) return { prefix: at, notAfter: revision };
        const own = this.#keys.get(at)?.modifyRevision ?? 0;
        return { key: at, modifyRevision: back === 0 ? own : revision };
      }),
      operations: [...kept, ...outer.map((prefix) => ({ kind: "delete-range", prefix }) as const)],
    };
  }

  /** What must come of a transaction; either where an engine may be more careful than it has to be. */
  expected({ compares }: Transaction): "committed" | "conflict" | "either" {
    if (!compares.every((one) => this.#holds(one))) return "conflict";
    const careful = compares.some(
      (one) => "prefix" in one && (this.#deleted.get(spaceOf(one.prefix)) ?? 0) > one.notAfter,
    );
    return careful ? "either" : "committed";
  }

  /** Carries a transaction out and gives its revision. */
  apply({ operations }: Transaction): number {
    this.revision += 1;
    for (const one of operations) if (one.kind === "delete-range") this.#removeBelow(one.prefix);
    for (const one of operations) {
      if (one.kind === "delete") this.#remove(one.key);
      if (one.kind !== "put") continue;
      const before = one.anew === true ? undefined : this.#keys.get(one.key);
      this.#keys.set(one.key, {
        text: new TextDecoder().decode(one.value),
        createRevision: before?.createRevision ?? this.revision,
        modifyRevision: this.revision,
      });
      this.#touched.set(one.key, this.revision);
    }
    return this.revision;
  }

  /** Key, text, and both revisions, in order. */
  plain(): (readonly [string, string, number, number])[] {
    return [...this.#keys]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { text, createRevision, modifyRevision }]) => [key, text, createRevision, modifyRevision]);
  }

  #holds(one: Compare): boolean {
    if (!("prefix" in one)) return (this.#keys.get(one.key)?.modifyRevision ?? 0) === one.modifyRevision;
    for (const [key, revision] of this.#touched)
      if (key.startsWith(one.prefix) && revision > one.notAfter) return false;
    return true;
  }

  #removeBelow(prefix: string): void {
    for (const key of [...this.#keys.keys()]) if (key.startsWith(prefix)) this.#remove(key);
  }

  #remove(key: string): void {
    if (!this.#keys.delete(key)) return;
    this.#touched.set(key, this.revision);
    this.#deleted.set(spaceOf(key), this.revision);
  }
}

/** All of what a store gives step by step. */
export async function collect(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const all: Entry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

function spaceOf(key: string): string {
  return key.slice(0, key.indexOf("/") + 1);
}
