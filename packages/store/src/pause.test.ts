import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { describe, expect, onTestFinished, test } from "vitest";
import { openEmbeddedStore } from "./embedded-store.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { Pause } from "./pause.ts";
import { eachInSlices, SLICE_BYTES, SLICE_ENTRIES, slicesOf } from "./pause.ts";
import type { Entry, Store } from "./store.ts";

test.each<readonly [string, readonly number[], readonly (readonly number[])[]]>([
  ["nothing", [], []],
  ["few small ones", [1, 1], [[1, 1]]],
  ["many small ones", [1, 1, 1, 1], [[1, 1, 1], [1]]],
  ["as many bytes as may be", [5, 5, 5], [[5, 5], [5]]],
  ["one that is too large, alone", [1, 99, 1], [[1], [99], [1]]],
])("slicesOf() with %s", (_what, sizes, wanted) => {
  expect([...slicesOf(sizes, (size) => size, { items: 3, bytes: 10 })]).toEqual(wanted);
});

test("eachInSlices() pauses between slices, not before the first and not after the last", async () => {
  const pausesOf = async (count: number): Promise<number> => {
    let pauses = 0;
    await eachInSlices(
      entries(count),
      async () => {
        pauses += 1;
      },
      () => {},
    );
    return pauses;
  };
  expect(await pausesOf(0)).toBe(0);
  expect(await pausesOf(SLICE_ENTRIES)).toBe(0);
  expect(await pausesOf(SLICE_ENTRIES + 1)).toBe(1);
});

function* entries(count: number, valueBytes = 1): Generator<Entry> {
  const value = new Uint8Array(valueBytes);
  for (let n = 0; n < count; n += 1)
    yield { key: `s/${String(n).padStart(6, "0")}`, value, createRevision: 1, modifyRevision: 1 };
}

/** Counts entries between two pauses. */
function countEntries() {
  const work = { now: 0, most: 0, all: 0 };
  const pause: Pause = async () => {
    work.now = 0;
  };
  function* counted(of: Iterable<Entry>): Generator<Entry> {
    // Before it goes through them again an engine waits for its disk.
    work.now = 0;
    for (const entry of of) {
      count();
      yield entry;
    }
  }
  const count = (): void => {
    work.now += 1;
    work.all += 1;
    work.most = Math.max(work.most, work.now);
  };
  return { work, pause, count, counted };
}

const engines: Readonly<Record<string, (pause: Pause) => Promise<Store>>> = {
  memory: async (pause) => createMemoryStore(pause),
  async embedded(pause) {
    const folder = await mkdtemp(join(tmpdir(), "tutti-pause-"));
    const store = await openEmbeddedStore(join(folder, "store"), createRealRuntime().disk, pause);
    onTestFinished(async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    });
    return store;
  },
};

const COUNT = 3 * SLICE_ENTRIES + 7;

describe.each(Object.entries(engines))(
  "the %s store does no more between two pauses than a slice holds",
  (_name, open) => {
    test("where everything is replaced, and where everything is read", async () => {
      const { work, pause, count, counted } = countEntries();
      const store = await open(pause);
      const all = { [Symbol.iterator]: () => counted(entries(COUNT)) };
      expect(await store.restore(all)).toMatchObject({ kind: "committed" });
      expect(work.all).toBeGreaterThanOrEqual(COUNT);
      // The first of the next slice is looked at before it is known to be that.
      expect(work.most).toBeLessThanOrEqual(SLICE_ENTRIES + 1);
      Object.assign(work, { now: 0, most: 0, all: 0 });
      for await (const entry of store.entries()) {
        expect(entry.modifyRevision).toBe(1);
        count();
      }
      expect([work.all, work.most]).toEqual([COUNT, SLICE_ENTRIES]);
    });

    test("large values counting by their bytes", async () => {
      const { work, pause, counted } = countEntries();
      const store = await open(pause);
      const all = { [Symbol.iterator]: () => counted(entries(20, SLICE_BYTES / 4)) };
      await store.restore(all);
      expect(work.most).toBeLessThanOrEqual(5);
    });
  },
);
