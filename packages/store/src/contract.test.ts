import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterEach, describe, expect, test } from "vitest";
import type { Commit, Store } from "./index.ts";
import { createMemoryStore, KEY_BYTES_MAX, openEmbeddedStore } from "./index.ts";

/** One suite for every engine: what `store.ts` promises. */
const opened: { store: Store; folder: string | undefined }[] = [];

const engines: Record<string, () => Promise<Store>> = {
  memory: async () => track(createMemoryStore(), undefined),
  embedded: async () => {
    const folder = await mkdtemp(join(tmpdir(), "tutti-store-"));
    return track(await openEmbeddedStore(join(folder, "store"), createRealRuntime().disk), folder);
  },
};

function track(store: Store, folder: string | undefined): Store {
  opened.push({ store, folder });
  return store;
}

afterEach(async () => {
  for (const { store, folder } of opened.splice(0)) {
    await store.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  }
});

const bytes = (text: string) => new TextEncoder().encode(text);
const put = (key: string, value = key) => ({ kind: "put", key, value: bytes(value) }) as const;
const remove = (key: string) => ({ kind: "delete", key }) as const;
const plain = (store: Store) =>
  [...store.entries()].map((e) => [
    e.key,
    new TextDecoder().decode(e.value),
    e.createRevision,
    e.modifyRevision,
  ]);

describe.each(Object.entries(engines))("%s store", (_name, create) => {
  test("commit() numbers transactions and keeps the revision that made a key", async () => {
    const store = await create();
    expect(await store.commit({ compares: [], operations: [put("b"), put("a")] })).toEqual({
      kind: "committed",
      revision: 1,
    });
    await store.commit({ compares: [], operations: [put("a", "again")] });
    await store.commit({ compares: [], operations: [remove("b"), remove("nothing")] });
    await store.commit({ compares: [], operations: [put("b", "anew")] });
    expect(plain(store)).toEqual([
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
    expect(plain(store)).toEqual([["a", "a", 1, 1]]);
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
    const saved = [...store.entries()];
    await store.commit({ compares: [], operations: [remove("a"), put("c")] });
    const commits: Commit[] = [];
    store.onCommit((commit) => commits.push(commit));
    expect(await store.restore(saved)).toEqual({ kind: "committed", revision: 3 });
    expect(commits[0]?.reset).toBe(true);
    expect(plain(store)).toEqual([
      ["a", "a", 1, 1],
      ["b", "b", 1, 1],
    ]);
  });

  test("commit() refuses a key that is too long", async () => {
    const store = await create();
    const result = await store.commit({ compares: [], operations: [put("k".repeat(KEY_BYTES_MAX + 1))] });
    expect(result).toMatchObject({ kind: "failed", error: { code: "E2BIG" } });
  });
});

test("the embedded store gives everything back after it was closed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tutti-store-"));
  const path = join(folder, "store");
  const { disk } = createRealRuntime();
  const first = await openEmbeddedStore(path, disk);
  await first.commit({ compares: [], operations: [put("a"), put("ключ")] });
  await first.commit({ compares: [], operations: [put("a", "2")] });
  await first.close();
  const second = track(await openEmbeddedStore(path, disk), folder);
  expect(plain(second)).toEqual([
    ["a", "2", 1, 2],
    ["ключ", "ключ", 1, 1],
  ]);
  expect(
    await second.commit({ compares: [{ key: "a", modifyRevision: 2 }], operations: [put("b")] }),
  ).toEqual({ kind: "committed", revision: 3 });
});
