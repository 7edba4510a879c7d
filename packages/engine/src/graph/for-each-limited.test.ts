import { expect, test } from "vitest";
import type { Breath } from "./breath.ts";
import { forEachLimited } from "./for-each-limited.ts";

/** Turns of the loop in which everything that can go on does. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Work that ends when it is told to. */
function held(): { readonly begun: number[]; end(item: number): void; work(item: number): Promise<void> } {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  return {
    begun,
    end: (item) => ends.get(item)?.(),
    work: (item) => {
      begun.push(item);
      return new Promise((resolve) => ends.set(item, resolve));
    },
  };
}

test.each([
  [0, 3, []],
  [1, 3, [0]],
  [3, 3, [0, 1, 2]],
  [5, 3, [0, 1, 2]],
  [5, 1, [0]],
])("of %i items no more than %i are worked on at a time, in their order", async (count, max, first) => {
  const { begun, end, work } = held();
  const all = forEachLimited(Array(count).keys(), max, work);
  expect(begun).toEqual(first);
  for (let item = 0; item < count; item++) {
    end(item);
    await settle();
    expect(begun).toHaveLength(Math.min(count, max + item + 1));
  }
  await all;
  expect(begun).toEqual([...Array(count).keys()]);
});

test("a thousand places for one item are not made", async () => {
  let asked = 0;
  const items = {
    *[Symbol.iterator]() {
      yield 1;
    },
  };
  const breath: Breath = {
    stopped: false,
    pause() {
      asked += 1;
      return undefined;
    },
  };
  await forEachLimited(items, 1_000, async () => undefined, breath);
  expect(asked).toBeLessThan(9);
});

test("it waits before the first and between two, and begins nothing once stopped", async () => {
  const { begun, end, work } = held();
  let go = (): void => undefined;
  let pausing: Promise<void> | undefined = new Promise((resolve) => {
    go = () => {
      pausing = undefined;
      resolve();
    };
  });
  const breath = { stopped: false, pause: () => pausing };
  const all = forEachLimited([0, 1, 2, 3], 2, work, breath);
  await settle();
  expect(begun).toEqual([]);
  go();
  await settle();
  expect(begun).toEqual([0, 1]);
  breath.stopped = true;
  end(0);
  end(1);
  await all;
  expect(begun).toEqual([0, 1]);
});

test("what fails is told", async () => {
  await expect(
    forEachLimited([1, 2], 2, async (item) => {
      if (item === 2) throw new Error("two");
    }),
  ).rejects.toThrow("two");
});
