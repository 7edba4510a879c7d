import { expect, test } from "vitest";
import { CHANGE_BYTES, History } from "./history.ts";

const change = (revision: number) => ({ revision });
const revisions = (changes: readonly { readonly revision: number }[] | undefined) =>
  changes?.map(({ revision }) => revision);

/** Room for five changes. */
function begun(at = 10): History<{ readonly revision: number }> {
  const history = new History<{ readonly revision: number }>(5 * CHANGE_BYTES);
  history.begin(at);
  return history;
}

test("gives what came after a revision, and nothing where that was all", () => {
  const history = begun();
  for (const revision of [11, 11, 13]) history.add(change(revision), 0);
  expect([10, 11, 12, 13, 20].map((from) => revisions(history.since(from)))).toEqual([
    [11, 11, 13],
    [13],
    [13],
    [],
    [],
  ]);
});

test("does not know what was before it began, nor takes what is loaded for news", () => {
  const history = new History<{ readonly revision: number }>();
  history.add(change(3), 0);
  expect([history.since(0), history.floor]).toEqual([undefined, undefined]);
  history.begin(10);
  expect([history.since(9), history.since(10), history.newest]).toEqual([undefined, [], 10]);
});

test("forgets the oldest first, and says so", () => {
  const history = begun();
  for (let revision = 11; revision <= 20; revision += 1) history.add(change(revision), 0);
  expect([history.floor, revisions(history.since(15)), history.since(14)]).toEqual([
    15,
    [16, 17, 18, 19, 20],
    undefined,
  ]);
});

test("forgets by the memory that values take", () => {
  const history = begun();
  history.add(change(11), 0);
  history.add(change(12), 4 * CHANGE_BYTES);
  expect(revisions(history.since(11))).toEqual([12]);
  expect(history.since(10)).toBe(undefined);
});

test("keeps all of the newest commit, however much it costs, until another one comes", () => {
  const history = begun();
  for (let count = 0; count < 9; count += 1) history.add(change(11), CHANGE_BYTES);
  expect(history.since(10)?.length).toBe(9);
  history.add(change(12), 0);
  expect([history.since(10), revisions(history.since(11))]).toEqual([undefined, [12]]);
});

test("begins anew with what is restored", () => {
  const history = begun();
  history.add(change(11), 0);
  history.begin(30);
  expect([history.since(11), history.since(30), history.newest]).toEqual([undefined, [], 30]);
});
