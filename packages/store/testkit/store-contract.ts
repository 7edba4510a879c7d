import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Commit, Operation, Store, Transaction } from "../src/index.ts";
import { KEY_BYTES_MAX, TRANSACTION_COMPARES_MAX, TRANSACTION_OPERATIONS_MAX } from "../src/index.ts";
import { collect, Model, transactions } from "./model.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
/** Its value is its key where nothing is said. */
export const put = (key: string, value = key) => ({ kind: "put", key, value: bytes(value) }) as const;
const remove = (key: string) => ({ kind: "delete", key }) as const;
const removeRange = (prefix: string) => ({ kind: "delete-range", prefix }) as const;
const saved = (store: Store) => collect(store.entries());
/** Key, text, and both revisions of everything, in order. */
export const plain = async (store: Store) =>
  (await saved(store)).map((e) => [
    e.key,
    new TextDecoder().decode(e.value),
    e.createRevision,
    e.modifyRevision,
  ]);

/** What `store.ts` promises of every engine; `create` opens an empty store, and whoever gave it closes it. */
export function storeContract(create: () => Promise<Store>, { runs }: { readonly runs: number }): void {
  test("commit() numbers transactions and keeps the revision that made a key", async () => {
    const store = await create();
    expect(await store.commit({ compares: [], operations: [put("b"), put("a")] })).toEqual({
      kind: "committed",
      revision: 1,
    });
    await store.commit({ compares: [], operations: [put("a", "again")] });
    await store.commit({ compares: [], operations: [remove("b"), remove("nothing")] });
    await store.commit({ compares: [], operations: [put("b", "anew")] });
    expect(await plain(store)).toEqual([
      ["a", "again", 1, 2],
      ["b", "anew", 4, 4],
    ]);
    expect(store.revision).toBe(4);
  });

  test("commit() refuses as a whole when one compare does not hold", async () => {
    const store = await create();
    await store.commit({ compares: [], operations: [put("a")] });
    const compares = [
      { key: "b", modifyRevision: 0 },
      { key: "a", modifyRevision: 7 },
    ];
    expect(await store.commit({ compares, operations: [put("b")] })).toEqual({ kind: "conflict", key: "a" });
    expect(await plain(store)).toEqual([["a", "a", 1, 1]]);
    const right = [
      { key: "b", modifyRevision: 0 },
      { key: "a", modifyRevision: 1 },
    ];
    expect(await store.commit({ compares: right, operations: [put("b")] })).toMatchObject({ revision: 2 });
  });

  test("of many at once that compare the same key one goes through, and the others hear of it first", async () => {
    const store = await create();
    let heard = 0;
    store.onCommit(() => {
      heard += 1;
    });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const result = await store.commit({
          compares: [{ key: "lock", modifyRevision: 0 }],
          operations: [put("lock")],
        });
        return { kind: result.kind, heard };
      }),
    );
    expect(outcomes.filter((o) => o.kind === "committed")).toHaveLength(1);
    expect(outcomes.every((o) => o.heard === 1)).toBe(true);
  });

  test("onCommit() gives every change once and in order, before commit() resolves", async () => {
    const store = await create();
    const commits: Commit[] = [];
    const stop = store.onCommit((commit) => commits.push(commit));
    await Promise.all(["a", "b", "c"].map((key) => store.commit({ compares: [], operations: [put(key)] })));
    expect(commits.map((c) => c.revision)).toEqual([1, 2, 3]);
    await store.commit({ compares: [], operations: [remove("b"), remove("zzz")] });
    expect(commits[3]?.changes).toEqual([{ kind: "delete", key: "b" }]);
    stop();
    await store.commit({ compares: [], operations: [put("d")] });
    expect(commits).toHaveLength(4);
  });

  test("restore() replaces everything and keeps the entries' revisions", async () => {
    const store = await create();
    await store.commit({ compares: [], operations: [put("a"), put("b")] });
    const before = await saved(store);
    await store.commit({ compares: [], operations: [remove("a"), put("c")] });
    const commits: Commit[] = [];
    store.onCommit((commit) => commits.push(commit));
    expect(await store.restore(before)).toEqual({ kind: "committed", revision: 3 });
    expect(commits).toEqual([{ revision: 3, changes: [], reset: true }]);
    expect(await plain(store)).toEqual([
      ["a", "a", 1, 1],
      ["b", "b", 1, 1],
    ]);
  });

  describe("a compare of a range", () => {
    const changes: Record<string, { readonly touched: Operation; readonly conflict: boolean }> = {
      "a new key in it": { touched: put("a/new"), conflict: true },
      "a changed key in it": { touched: put("a/1"), conflict: true },
      "a deleted key in it": { touched: remove("a/1"), conflict: true },
      "a deleted range in it": { touched: removeRange("a/1"), conflict: true },
      "a deleted range around it": { touched: removeRange("a/"), conflict: true },
      "a new key beside it": { touched: put("a0/1"), conflict: false },
      "a deleted key of another space": { touched: remove("b/1"), conflict: false },
      "a deleted range of another space": { touched: removeRange("b/"), conflict: false },
      "a deletion of nothing": { touched: remove("a/none"), conflict: false },
    };
    test.each(Object.entries(changes))("sees %s", async (_what, { touched, conflict }) => {
      const store = await create();
      await store.commit({ compares: [], operations: [put("a/1"), put("b/1")] });
      const compares = [{ prefix: "a/", notAfter: store.revision }];
      const before = await store.commit({ compares, operations: [put("c/1")] });
      expect(before.kind).toBe("committed");
      await store.commit({ compares: [], operations: [touched] });
      const result = await store.commit({ compares, operations: [put("c/2")] });
      expect(result).toEqual(conflict ? { kind: "conflict", key: "a/" } : { kind: "committed", revision: 4 });
    });

    test("sees a key that came and went", async () => {
      const store = await create();
      await store.commit({ compares: [], operations: [put("b/1")] });
      await store.commit({ compares: [], operations: [put("a/1")] });
      await store.commit({ compares: [], operations: [remove("a/1")] });
      const compares = [{ prefix: "a/", notAfter: 1 }];
      expect(await store.commit({ compares, operations: [put("c/1")] })).toMatchObject({ kind: "conflict" });
    });
  });

  describe("delete-range", () => {
    test("deletes what is below, tells it as one change, and nothing where nothing was", async () => {
      const store = await create();
      await store.commit({ compares: [], operations: [put("a/1"), put("a/2"), put("a"), put("b/1")] });
      const commits: Commit[] = [];
      store.onCommit((commit) => commits.push(commit));
      await store.commit({ compares: [], operations: [removeRange("a/"), removeRange("c/")] });
      expect(commits).toEqual([{ revision: 2, changes: [{ kind: "delete-range", prefix: "a/" }] }]);
      expect((await plain(store)).map(([key]) => key)).toEqual(["a", "b/1"]);
    });

    test("comes before the puts of its transaction, whatever their order", async () => {
      const store = await create();
      await store.commit({ compares: [], operations: [put("a/1"), put("a/2")] });
      await store.commit({
        compares: [],
        operations: [put("a/1", "kept"), removeRange("a/"), put("a/", "itself")],
      });
      expect(await plain(store)).toEqual([
        ["a/", "itself", 2, 2],
        ["a/1", "kept", 2, 2],
      ]);
    });

    test("lets a key of it come again", async () => {
      const store = await create();
      const many = Array.from({ length: 90 }, (_unused, n) => put(`a/${n}`));
      await store.commit({ compares: [], operations: many });
      const results = await Promise.all([
        store.commit({ compares: [], operations: [removeRange("a/")] }),
        store.commit({ compares: [], operations: [put("a/5", "again")] }),
        store.commit({ compares: [], operations: [removeRange("a/")] }),
        store.commit({ compares: [], operations: [put("a/7", "again")] }),
      ]);
      expect(results.every(({ kind }) => kind === "committed")).toBe(true);
      for (let n = 0; n < 5; n += 1) await store.commit({ compares: [], operations: [put("b/1")] });
      expect(await plain(store)).toEqual([
        ["a/7", "again", 5, 5],
        ["b/1", "b/1", 6, 10],
      ]);
    });
  });

  test("a put anew makes a key that was there before", async () => {
    const store = await create();
    await store.commit({ compares: [], operations: [put("a/1")] });
    await store.commit({ compares: [], operations: [{ ...put("a/1", "2"), anew: true }] });
    expect(await plain(store)).toEqual([["a/1", "2", 2, 2]]);
  });

  test("entries() does not see what is committed after its first step", async () => {
    const store = await create();
    const keys = Array.from({ length: 50 }, (_unused, n) => `a/${10 + n}`);
    await store.commit({ compares: [], operations: keys.map((key) => put(key)) });
    const seen: string[] = [];
    for await (const { key } of store.entries()) {
      if (seen.length === 0) {
        await store.commit({ compares: [], operations: [removeRange("a/3"), put("a/zzz"), remove("a/20")] });
      }
      seen.push(key);
    }
    expect(seen).toEqual(keys);
  });

  const operations = (count: number) => Array.from({ length: count }, (_unused, n) => put(`a/${n}`));
  const tooLarge: Record<string, Transaction> = {
    "a key that is too long": { compares: [], operations: [put("k".repeat(KEY_BYTES_MAX + 1))] },
    "a key that is too long in bytes": { compares: [], operations: [put("€".repeat(KEY_BYTES_MAX / 3 + 1))] },
    "101 operations": { compares: [], operations: operations(TRANSACTION_OPERATIONS_MAX + 1) },
    "50 puts in a deleted range, which count twice": {
      compares: [],
      operations: [removeRange("a/"), ...operations(TRANSACTION_OPERATIONS_MAX / 2)],
    },
    "101 compares": {
      compares: operations(TRANSACTION_COMPARES_MAX + 1).map(({ key }) => ({ key, modifyRevision: 0 })),
      operations: [],
    },
  };
  test.each(Object.entries(tooLarge))("commit() refuses %s", async (_what, transaction) => {
    const store = await create();
    const result = await store.commit(transaction);
    expect(result).toMatchObject({ kind: "failed", error: { code: "E2BIG" } });
    expect(store.revision).toBe(0);
  });

  test("commit() takes 100 operations, 100 compares and a key of the longest length", async () => {
    const store = await create();
    const most = operations(TRANSACTION_OPERATIONS_MAX - 1);
    const compares = operations(TRANSACTION_COMPARES_MAX).map(({ key }) => ({ key, modifyRevision: 0 }));
    const result = await store.commit({ compares, operations: [...most, put("k".repeat(KEY_BYTES_MAX))] });
    expect(result).toEqual({ kind: "committed", revision: 1 });
  });

  const senseless: Record<string, Transaction> = {
    "a key twice": { compares: [], operations: [put("a/1"), remove("a/1")] },
    "a range twice": { compares: [], operations: [removeRange("a/"), removeRange("a/")] },
    "a range within a range": { compares: [], operations: [removeRange("a/"), removeRange("a/b")] },
    "a deletion within a deleted range": { compares: [], operations: [removeRange("a/"), remove("a/1")] },
    "a deleted range over several spaces": { compares: [], operations: [removeRange("a")] },
    "a compared range over several spaces": {
      compares: [{ prefix: "", notAfter: 0 }],
      operations: [],
    },
  };
  test.each(Object.entries(senseless))("commit() throws for %s and goes on", async (_what, transaction) => {
    const store = await create();
    await expect(store.commit(transaction)).rejects.toThrow("assertion failed");
    expect(await store.commit({ compares: [], operations: [put("a/1")] })).toEqual({
      kind: "committed",
      revision: 1,
    });
  });

  test("random transactions do what a dumb model does", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(transactions, { minLength: 1, maxLength: 40 }), async (drawn) => {
        const store = await create();
        const model = new Model();
        const told: number[] = [];
        store.onCommit(({ revision }) => told.push(revision));
        for (const draw of drawn) {
          const transaction = model.settle(draw);
          const result = await store.commit(transaction);
          const wanted = model.expected(transaction);
          if (wanted !== "either") expect(result.kind).toBe(wanted);
          if (result.kind === "committed") expect(model.apply(transaction)).toBe(result.revision);
          expect(told.at(-1) ?? 0).toBe(model.revision);
        }
        expect(await plain(store)).toEqual(model.plain());
        const restored = await create();
        await restored.restore(await saved(store));
        expect(await plain(restored)).toEqual(model.plain());
      }),
      { numRuns: runs },
    );
  });
}
