import type { Compare, Operation } from "@tutti/store";
import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

const put = (key: string): Operation => ({ kind: "put", key, value: new Uint8Array() });
const remove = (key: string): Operation => ({ kind: "delete", key });
const removeBelow = (prefix: string): Operation => ({ kind: "delete-range", prefix });
const row = (key: string): Compare => ({ key, modifyRevision: 1 });
const range = (prefix: string): Compare => ({ prefix, notAfter: 1 });

test.each<[string, Compare, Operation, boolean]>([
  ["the row itself", row("a/1"), put("a/1"), true],
  ["the row's deletion", row("a/1"), remove("a/1"), true],
  ["a row beside it", row("a/1"), put("a/2"), false],
  ["a row that begins like it", row("a/1"), put("a/10"), false],
  ["a range with the row", row("a/1"), removeBelow("a/"), true],
  ["a range below the row", row("a/1"), removeBelow("a/1/"), false],
  ["a row of the range", range("a/"), put("a/1"), true],
  ["a deletion in the range", range("a/"), remove("a/1"), true],
  ["a row outside of the range", range("a/"), put("b/1"), false],
  ["a range within the range", range("a/"), removeBelow("a/b/"), true],
  ["a range around the range", range("a/b/"), removeBelow("a/"), true],
  ["another range", range("a/b/"), removeBelow("a/c/"), false],
])("during a turn nobody writes to %s", async (_what, reads, writes, held) => {
  const turns = new Turns();
  const turn = await turns.take();
  expect(turns.holds([writes])).toBeUndefined();
  turn.reserve([row("z/1"), reads]);
  expect(turns.holds([put("y/1"), writes]) !== undefined).toBe(held);
  turn.release();
  expect(turns.holds([writes])).toBeUndefined();
});

test("turns are taken one after the other, in the order of asking", async () => {
  const turns = new Turns();
  const order: string[] = [];
  const take = async (name: string) => {
    const turn = await turns.take();
    order.push(name);
    return turn;
  };
  const first = await take("first");
  const second = take("second");
  const third = take("third");
  first.reserve([row("a/1")]);
  const waiting = turns.holds([put("a/1")]);
  await Promise.resolve();
  expect(order).toEqual(["first"]);
  first.release();
  await waiting;
  const turn = await second;
  expect(order).toEqual(["first", "second"]);
  expect(turns.holds([put("a/1")])).toBeUndefined();
  turn.release();
  (await third).release();
  expect(order).toEqual(["first", "second", "third"]);
});
