import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { followIndex } from "./follow-index.ts";

/** What is seen while it is answered so, one after the other, until nothing is left. */
async function follow(answers: readonly (number | Error)[], last?: number): Promise<readonly string[]> {
  const world = createSimulation(3);
  const { clock } = world.host("10.0.0.1");
  const stop = new AbortController();
  const seen: string[] = [];
  const left = [...answers];
  const begin = world.nowMs;
  const done = followIndex({
    clock,
    stop: stop.signal,
    async ask(index: number | undefined, signal) {
      expect(signal).toBe(stop.signal);
      seen.push(`${(world.nowMs - begin) / 1000}s ask ${index ?? "-"}`);
      const next = left.shift();
      if (next === undefined) stop.abort();
      if (next instanceof Error) throw next;
      return { index: next ?? 0 };
    },
    async heed({ index }) {
      await clock.sleep(1000);
      seen.push(`heed ${index}`);
      return index !== last;
    },
    failed(why, failures) {
      seen.push(`${why} ${failures}`);
      return failures * 2000;
    },
  });
  await world.until(done);
  return seen;
}

const gone = new Error("gone");

test.each<[string, readonly (number | Error)[], number | undefined, readonly string[]]>([
  [
    "each question is for what is behind the last answer, and waits until that is heeded",
    [7, 9],
    undefined,
    ["0s ask -", "heed 7", "1s ask 7", "heed 9", "2s ask 9"],
  ],
  [
    "an index that goes back is asked about as it is",
    [9, 2],
    undefined,
    ["0s ask -", "heed 9", "1s ask 9", "heed 2", "2s ask 2"],
  ],
  [
    "after failures it is asked anew, as late as is said, and they are counted in a row",
    [7, gone, gone, 7, gone],
    undefined,
    [
      "0s ask -",
      "heed 7",
      "1s ask 7",
      "Error: gone 1",
      "3s ask -",
      "Error: gone 2",
      "7s ask -",
      "heed 7",
      "8s ask 7",
      "Error: gone 1",
      "10s ask -",
    ],
  ],
  ["`false` ends it", [7, 9, 11], 9, ["0s ask -", "heed 7", "1s ask 7", "heed 9"]],
])("%s", async (_, answers, last, wanted) => {
  expect(await follow(answers, last)).toEqual(wanted);
});

test("what ends it wakes a pause, and an answer that comes later is for nobody", async () => {
  const world = createSimulation(3);
  const { clock } = world.host("10.0.0.1");
  const stop = new AbortController();
  const begin = world.nowMs;
  const paused = followIndex({
    clock,
    stop: stop.signal,
    ask: () => Promise.reject(gone),
    heed: () => expect.unreachable(),
    failed: () => 60_000,
  });
  let late: ((answer: { index: number }) => void) | undefined;
  const asking = followIndex({
    clock,
    stop: stop.signal,
    ask: () => new Promise<{ index: number }>((resolve) => (late = resolve)),
    heed: () => expect.unreachable(),
    failed: () => expect.unreachable(),
  });
  await world.until(clock.sleep(1000));
  stop.abort();
  late?.({ index: 3 });
  await world.until(Promise.all([paused, asking]));
  expect(world.nowMs - begin).toBe(1000);
});
