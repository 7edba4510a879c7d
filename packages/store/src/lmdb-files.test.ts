import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { open } from "lmdb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { collect } from "../testkit/model.ts";
import { openEmbeddedStore, PENDING_COMMITS_MAX } from "./embedded-store.ts";
import { LmdbFiles } from "./lmdb-files.ts";
import { noPause, SLICE_BYTES, SLICE_ENTRIES } from "./pause.ts";
import type { Change, Commit, Entry } from "./store.ts";

const { disk } = createRealRuntime();
let folder = "";
let path = "";
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-lmdb-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  count += 1;
  path = join(folder, String(count));
  await disk.makeDirectory(path);
});

const entry = (key: string, revision: number, size = 1): Entry => ({
  key,
  value: new Uint8Array(size),
  createRevision: revision,
  modifyRevision: revision,
});
const puts = (revision: number, keys: readonly string[], size?: number): Commit => ({
  revision,
  changes: keys.map((key): Change => ({ kind: "put", entry: entry(key, revision, size) })),
});
const removeRange = (revision: number, prefix: string): Commit => ({
  revision,
  changes: [{ kind: "delete-range", prefix }],
});
const many = (prefix: string, length: number): readonly string[] =>
  Array.from({ length }, (_unused, n) => `${prefix}${String(n).padStart(5, "0")}`);
const keysOf = async (files: LmdbFiles): Promise<readonly string[]> =>
  (await collect(files.entries(noPause))).map(({ key }) => key);

/** Files as a new store makes them. */
async function created(): Promise<LmdbFiles> {
  const files = await LmdbFiles.open(path);
  await files.initialize();
  return files;
}

/** How many keys lie in the database of that name, dead ones too. */
async function onDisk(name: string, put: Readonly<Record<string, Uint8Array>> = {}): Promise<number> {
  const root = open<Uint8Array, string>({ path, noSubdir: false, encoding: "binary", maxDbs: 8 });
  const data = root.openDB<Uint8Array, string>({ name, encoding: "binary" });
  for (const [key, value] of Object.entries(put)) await data.put(key, value);
  const found = data.getCount();
  await root.close();
  return found;
}

/** Sweeps till nothing is left; gives how many writes that took. */
async function sweep(files: LmdbFiles): Promise<number> {
  let writes = 0;
  for (; files.unswept; writes += 1) await files.write([]);
  return writes;
}

describe("a range that was deleted", () => {
  test("is gone at once, and from the disk slice by slice", async () => {
    const files = await created();
    const keys = many("a/", 2 * SLICE_ENTRIES + 1);
    await files.write([puts(1, [...keys, "b/1"])]);
    expect(files.unswept).toBe(false);
    await files.write([removeRange(2, "a/")]);
    expect([files.unswept, files.revision]).toEqual([true, 2]);
    expect(await keysOf(files)).toEqual(["b/1"]);
    expect(await sweep(files)).toBe(3);
    expect(await keysOf(files)).toEqual(["b/1"]);
    await files.close();
    expect([await onDisk("data"), await onDisk("graves")]).toEqual([1, 0]);
  });

  test("of long values is swept in slices of their bytes", async () => {
    const files = await created();
    await files.write([puts(1, many("a/", 5), SLICE_BYTES / 2)]);
    await files.write([removeRange(2, "a/")]);
    expect(await sweep(files)).toBe(3);
    await files.close();
    expect(await onDisk("data")).toBe(0);
  });

  test("of just one slice is swept at once", async () => {
    const files = await created();
    await files.write([puts(1, many("a/", SLICE_ENTRIES))]);
    await files.write([removeRange(2, "a/")]);
    expect(await sweep(files)).toBe(1);
    await files.close();
  });

  test("stays gone when the files are opened again before it is swept", async () => {
    const first = await created();
    await first.write([puts(1, ["a/1", "b/1"]), removeRange(2, "a/")]);
    await first.close();
    const files = await LmdbFiles.open(path);
    expect([files.unswept, files.revision]).toEqual([true, 2]);
    expect(await keysOf(files)).toEqual(["b/1"]);
    expect(await sweep(files)).toBe(1);
    await files.close();
    expect(await onDisk("data")).toBe(1);
  });

  test("takes nothing along that came after it", async () => {
    const files = await created();
    await files.write([puts(1, ["a/1", "a/2"]), removeRange(2, "a/"), puts(3, ["a/2", "a/3"])]);
    expect(await keysOf(files)).toEqual(["a/2", "a/3"]);
    await sweep(files);
    expect(await keysOf(files)).toEqual(["a/2", "a/3"]);
    // What is swept while it is put anew stays too.
    await files.write([removeRange(4, "a/")]);
    await files.write([puts(5, ["a/3"])]);
    await sweep(files);
    expect(await keysOf(files)).toEqual(["a/3"]);
    await files.close();
  });
});

describe("a restore", () => {
  test("replaces all, again and again, and buries nothing of what it brings", async () => {
    const files = await created();
    await files.write([puts(1, ["a/1", "a/2"]), removeRange(7, "a/")]);
    for (const [at, key] of ["a/3", "a/4", "a/5"].entries()) {
      await files.replace([entry(key, 2)], 10 + at, noPause);
      expect([await keysOf(files), files.revision, files.unswept]).toEqual([[key], 10 + at, false]);
    }
    await files.close();
    const again = await LmdbFiles.open(path);
    expect([await keysOf(again), again.revision, again.unswept]).toEqual([["a/5"], 12, false]);
    await again.close();
    // What was before takes no room any more.
    expect([await onDisk("data"), await onDisk("data-2"), await onDisk("graves")]).toEqual([0, 1, 0]);
  });

  test("does not bring back what one that was cut off had left", async () => {
    await (await created()).close();
    expect(await onDisk("data-2", { "z/1": new Uint8Array(24) })).toBe(1);
    const files = await LmdbFiles.open(path);
    await files.replace([entry("a/1", 1)], 1, noPause);
    expect(await keysOf(files)).toEqual(["a/1"]);
    await files.close();
  });
});

describe("files that cannot be used", () => {
  test("of another format are told as that", async () => {
    await (await LmdbFiles.open(path)).close();
    await expect(openEmbeddedStore(path, disk)).rejects.toMatchObject({
      code: "EFORMAT",
      subject: path,
      message: `${path} is of format 0, and this version reads format 2. Start the version that wrote it, save a snapshot and restore it here, or move ${path} away to start anew`,
    });
  });

  test.each<[string, string, (files: LmdbFiles) => Promise<void>, Readonly<Record<string, Uint8Array>>]>([
    ["whose newest key is newer", "its newest revision is not the newest", writeNewer, {}],
    [
      "with a revision that is no number",
      "a number is not of 8 bytes",
      async () => {},
      {
        revision: new Uint8Array(3),
      },
    ],
  ])("%s are damaged, and say so", async (_, why, write, meta) => {
    const files = await created();
    await write(files);
    await files.close();
    if (Object.keys(meta).length > 0) await onDisk("meta", meta);
    await expect(openEmbeddedStore(path, disk)).rejects.toMatchObject({
      code: "EDAMAGED",
      subject: `${path}/data.mdb`,
      message: `${path}/data.mdb is damaged: ${why}. Put it back from a backup, or move ${path} away to start anew`,
    });
    // Who was refused holds nothing.
    await expect(openEmbeddedStore(path, disk)).rejects.toMatchObject({ code: "EDAMAGED" });
  });

  test("that another has open are not opened", async () => {
    await rm(path, { recursive: true });
    const store = await openEmbeddedStore(path, disk);
    await expect(openEmbeddedStore(path, disk)).rejects.toMatchObject({
      code: "EBUSY",
      message: `${path} is in use by another agent; each needs a folder of its own`,
    });
    await store.close();
    await (await openEmbeddedStore(path, disk)).close();
  });
});

async function writeNewer(files: LmdbFiles): Promise<void> {
  await files.write([{ revision: 1, changes: [{ kind: "put", entry: entry("a/1", 9) }] }]);
}

test("a store refuses more commits than may wait, and goes on once they are written", async () => {
  await rm(path, { recursive: true });
  const store = await openEmbeddedStore(path, disk);
  const nothing = { compares: [], operations: [] };
  const waiting = Array.from({ length: PENDING_COMMITS_MAX }, () => store.commit(nothing));
  const refused = await store.commit(nothing);
  expect(refused).toMatchObject({
    kind: "failed",
    error: { code: "EAGAIN", message: `more than ${PENDING_COMMITS_MAX} commits wait for the disk` },
  });
  expect((await Promise.all(waiting)).at(-1)).toEqual({ kind: "committed", revision: PENDING_COMMITS_MAX });
  expect(await store.commit(nothing)).toEqual({ kind: "committed", revision: PENDING_COMMITS_MAX + 1 });
  await store.close();
});
