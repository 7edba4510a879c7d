import { RuntimeError } from "@tutti/runtime";
import { expect, test } from "vitest";
import { Renewed } from "./renewed.ts";

interface Asked {
  readonly renewed: Renewed<{ readonly count: number; readonly expiresMs?: number | undefined }>;
  nowMs: number;
  refuses: boolean;
}

/** What is given ends `lastsMs` after it was asked for. */
function world(lastsMs: number | undefined): Asked {
  let count = 0;
  const clock = { now: () => it.nowMs } as ConstructorParameters<typeof Renewed>[0]["clock"];
  const ask = async (): Promise<{ count: number; expiresMs: number | undefined }> => {
    count += 1;
    if (it.refuses) throw new RuntimeError("EREMOTE", "the giver", `no ${count}`);
    return { count, expiresMs: lastsMs === undefined ? undefined : it.nowMs + lastsMs };
  };
  const it: Asked = { renewed: new Renewed({ clock }, ask, 100), nowMs: 0, refuses: false };
  return it;
}

test.each([
  ["what does not end", undefined, 1e9, 1],
  ["what has more left", 1_000, 899, 1],
  ["what has as little left", 1_000, 900, 2],
  ["what has ended", 1_000, 5_000, 2],
] as const)("asks anew or not: %s", async (_, lastsMs, nowMs, count) => {
  const it = world(lastsMs);
  expect((await it.renewed.current()).count).toBe(1);
  it.nowMs = nowMs;
  expect((await it.renewed.current()).count).toBe(count);
});

test("many who need it at once ask once, the first time and when it ends", async () => {
  const it = world(1_000);
  const all = (): Promise<readonly number[]> =>
    Promise.all([1, 2, 3].map(async () => (await it.renewed.current()).count));
  expect(await all()).toEqual([1, 1, 1]);
  it.nowMs = 950;
  expect(await all()).toEqual([2, 2, 2]);
});

test("what is short from the start is given all the same", async () => {
  expect((await world(50).renewed.current()).count).toBe(1);
});

test("a refusal is told, and not kept", async () => {
  const it = world(1_000);
  it.refuses = true;
  await expect(it.renewed.current()).rejects.toThrow("no 1");
  it.refuses = false;
  expect((await it.renewed.current()).count).toBe(2);
});
