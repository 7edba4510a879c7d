import { expect, test } from "vitest";
import { readTogether } from "./together.ts";

test("each gets what was read after it asked, and many share a reading", async () => {
  let begun = 0;
  const ends: (() => void)[] = [];
  const read = readTogether(async () => {
    begun += 1;
    const mine = begun;
    await new Promise<void>((resolve) => ends.push(resolve));
    return mine;
  });
  const first = read();
  const behind = [read(), read()];
  ends[0]?.();
  expect(await first).toBe(1);
  await new Promise(setImmediate);
  const last = read();
  ends[1]?.();
  expect(await Promise.all(behind)).toEqual([2, 2]);
  await new Promise(setImmediate);
  ends[2]?.();
  expect(await last).toBe(3);
});

test("a reading that failed is no one else's failure", async () => {
  let begun = 0;
  const read = readTogether(async () => {
    begun += 1;
    if (begun === 1) throw new Error("away");
    return "here";
  });
  const first = read();
  const second = read();
  await expect(first).rejects.toThrow("away");
  expect(await second).toBe("here");
});
