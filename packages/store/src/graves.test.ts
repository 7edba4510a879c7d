import { expect, test } from "vitest";
import { Graves } from "./graves.ts";

function open(): Graves {
  const graves = new Graves();
  graves.add("kv/a/", 5);
  graves.add("kv/b", 7);
  return graves;
}

test.each([
  ["kv/a/x", 4, true],
  ["kv/a/x", 5, false],
  ["kv/a", 1, false],
  ["kv/bcd", 6, true],
  ["kv/c", 1, false],
])("covers() %s of revision %d: %s", (key, modifyRevision, wanted) => {
  expect(open().covers({ key, modifyRevision })).toBe(wanted);
});

test("a grave is swept step by step, and then gone", () => {
  const graves = open();
  const first = graves.next;
  expect(first).toEqual({ prefix: "kv/a/", revision: 5, from: "kv/a/" });
  if (first === undefined) return;
  graves.swept(first, "kv/a/m");
  const second = graves.next;
  expect(second).toEqual({ prefix: "kv/a/", revision: 5, from: "kv/a/m" });
  if (second === undefined) return;
  graves.swept(second, undefined);
  expect(graves.prefixes()).toEqual(["kv/b"]);
  expect([
    graves.covers({ key: "kv/a/x", modifyRevision: 1 }),
    graves.covers({ key: "kv/b", modifyRevision: 1 }),
  ]).toEqual([false, true]);
});

test("one that is dug again while it is swept is swept anew", () => {
  const graves = open();
  const first = graves.next;
  if (first === undefined) return expect.unreachable();
  graves.add("kv/a/", 9);
  graves.swept(first, undefined);
  expect(graves.next).toEqual({ prefix: "kv/a/", revision: 9, from: "kv/a/" });
  expect(graves.covers({ key: "kv/a/x", modifyRevision: 8 })).toBe(true);
});

test("a copy stays what it was", () => {
  const graves = open();
  const copy = graves.copy();
  graves.clear();
  expect([graves.next, graves.covers({ key: "kv/a/x", modifyRevision: 1 })]).toEqual([undefined, false]);
  expect(copy.covers({ key: "kv/a/x", modifyRevision: 4 })).toBe(true);
});
