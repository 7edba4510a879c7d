import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { attemptLock, describeLocker } from "./lock-attempts.ts";
import { nextFence } from "./lock-fence.ts";

type Result = { readonly ok: boolean; readonly hopeless?: true };

/** When it was tried, in milliseconds from the beginning, and what came of it; `after`: how many tries fail. */
async function tried(
  timeoutMs: number,
  after: number,
  last: Result = { ok: true },
  stopAt?: number,
): Promise<readonly [readonly number[], Result]> {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const { clock } = host;
  const began = clock.monotonic();
  const at: number[] = [];
  const stop = new AbortController();
  if (stopAt !== undefined) void clock.sleep(stopAt).then(() => stop.abort(new Error("enough")));
  const result = await simulation.until(
    attemptLock(host, { operation: "plan", timeoutMs, signal: stop.signal }, async (): Promise<Result> => {
      at.push(clock.monotonic() - began);
      return at.length > after ? last : { ok: false };
    }),
  );
  return [at, result];
}

describe("a lock is tried", () => {
  test.each<[string, number, number, Result, readonly number[], Result]>([
    ["once where there is no time", 0, 9, { ok: true }, [0], { ok: false }],
    ["once where it is free", 60_000, 0, { ok: true }, [0], { ok: true }],
    [
      "ever more seldom, and each four seconds at last",
      60_000,
      7,
      { ok: true },
      [0, 250, 750, 1_750, 3_750, 7_750, 11_750, 15_750],
      { ok: true },
    ],
    ["once more when the time is over", 1_000, 99, { ok: true }, [0, 250, 750, 1_000], { ok: false }],
    [
      "no more where there is no hope",
      60_000,
      2,
      { ok: false, hopeless: true },
      [0, 250, 750],
      {
        ok: false,
        hopeless: true,
      },
    ],
  ])("%s", async (_, timeoutMs, after, last, at, result) =>
    expect(await tried(timeoutMs, after, last)).toEqual([at, result]),
  );

  test("once more when whoever waits was told to stop", async () => {
    expect(await tried(60_000, 99, { ok: true }, 500)).toEqual([[0, 250, 500], { ok: false }]);
  });
});

test("who locks is told with what for, and where", () => {
  const host = createSimulation(1).host("a");
  const { user, hostname } = host.environment;
  const told = describeLocker(host, "1.11.4", { operation: "plan", timeoutMs: 0, info: "why" }, "p");
  expect(told).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    operation: "plan",
    info: "why",
    who: `${user}@${hostname}`,
    version: "1.11.4",
    created: new Date(host.clock.now()).toISOString(),
    path: "p",
  });
  expect(describeLocker(host, "", { operation: "plan", timeoutMs: 0 }, "").info).toBe("");
});

test("numbers of locks grow, with the clock and without it", async () => {
  const simulation = createSimulation(1);
  const host = simulation.host("a");
  const first = nextFence(host);
  expect(first).toBe(Math.floor(host.clock.now() * 1_000));
  expect([nextFence(host), nextFence(host)]).toEqual([first + 1, first + 2]);
  await simulation.run(5);
  expect(nextFence(host)).toBe(first + 5_000);
});
