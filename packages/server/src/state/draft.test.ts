import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { Draft, THIS_REVISION } from "./draft.ts";
import { Table } from "./table.ts";

function open(...ids: readonly string[]) {
  const table = new Table<string>("t", {});
  for (const [n, id] of ids.entries()) {
    const entry = {
      key: `t/${id}`,
      value: Buffer.from('"old"'),
      createRevision: n + 1,
      modifyRevision: n + 1,
    };
    table.apply({ kind: "put", entry }, n + 1);
  }
  return { table, draft: new Draft(9) };
}

const plain = (draft: Draft) => {
  const { compares, operations } = draft.transaction();
  return {
    compares,
    operations: operations.map((one) =>
      one.kind === "put" ? { ...one, value: Buffer.from(one.value).toString() } : one,
    ),
  };
};

describe("Draft.transaction()", () => {
  test("compares each row that was read, there or not, and each range", () => {
    const { table, draft } = open("a", "b/1", "b/2");
    draft.get(table, "a");
    draft.get(table, "none");
    draft.get(table, "b/1");
    draft.list(table, "b/");
    draft.watch(table, "c");
    draft.watch(table, "c/d");
    expect(plain(draft)).toEqual({
      compares: [
        { prefix: "t/b/", notAfter: 9 },
        { prefix: "t/c", notAfter: 9 },
        { key: "t/a", modifyRevision: 1 },
        { key: "t/none", modifyRevision: 0 },
      ],
      operations: [],
    });
  });

  test("puts what was not there anew, and keeps what was there made when it was made", () => {
    const { table, draft } = open("a", "b");
    draft.put(table, "a", "new");
    draft.put(table, "c", "new");
    draft.delete(table, "b");
    draft.put(table, "b", "again");
    draft.delete(table, "none");
    expect(plain(draft).operations).toEqual([
      { kind: "put", key: "t/a", value: '"new"' },
      { kind: "put", key: "t/c", value: '"new"', anew: true },
      { kind: "put", key: "t/b", value: '"again"', anew: true },
    ]);
  });

  test("touches a row without reading it", () => {
    const { table, draft } = open("a");
    draft.touch(table, "a", "x");
    draft.touch(table, "b", "x");
    expect(plain(draft)).toEqual({
      compares: [],
      operations: [
        { kind: "put", key: "t/a", value: '"x"' },
        { kind: "put", key: "t/b", value: '"x"', anew: true },
      ],
    });
  });

  test("compares whole tables where too many rows were read", () => {
    const { table, draft } = open("a");
    const other = new Table<string>("u", {});
    for (let n = 0; n < 60; n += 1) draft.get(table, `x${n}`);
    for (let n = 0; n < 40; n += 1) draft.get(other, `x${n}`);
    expect(plain(draft).compares).toHaveLength(100);
    draft.get(other, "one more");
    expect(plain(draft).compares).toEqual([
      { prefix: "t/", notAfter: 9 },
      { prefix: "u/", notAfter: 9 },
    ]);
  });
});

describe("Draft.deleteBelow()", () => {
  test("is one operation, within which rows may come again", () => {
    const { table, draft } = open("a/1", "a/2", "b");
    draft.put(table, "a/3", "new");
    draft.deleteBelow(table, "a/");
    expect([
      draft.get(table, "a/1"),
      draft.get(table, "a/3"),
      draft.list(table, "").map(({ id }) => id),
    ]).toEqual([undefined, undefined, ["b"]]);
    expect(draft.put(table, "a/2", "new").createIndex).toBe(THIS_REVISION);
    expect(draft.room).toBe(97);
    expect(draft.list(table, "").map(({ id }) => id)).toEqual(["a/2", "b"]);
    draft.delete(table, "a/1");
    expect(plain(draft).operations).toEqual([
      { kind: "delete-range", prefix: "t/a/" },
      { kind: "put", key: "t/a/2", value: '"new"', anew: true },
    ]);
    draft.delete(table, "a/2");
    expect(plain(draft).operations).toEqual([{ kind: "delete-range", prefix: "t/a/" }]);
  });

  test("of nothing is nothing", () => {
    const { table, draft } = open("a");
    draft.put(table, "b/1", "x");
    draft.deleteBelow(table, "b/");
    expect([draft.isEmpty, draft.room]).toEqual([true, 100]);
  });

  test("swallows the ranges within it, and is swallowed by one around it", () => {
    const { table, draft } = open("a/b/1", "a/c/1");
    draft.deleteBelow(table, "a/b/");
    draft.deleteBelow(table, "a/");
    draft.deleteBelow(table, "a/c/");
    expect(plain(draft).operations).toEqual([{ kind: "delete-range", prefix: "t/a/" }]);
  });
});

test("Draft.written() gives what this draft has put, and not what it took away", () => {
  const { table, draft } = open("a", "b");
  const other = new Table<string>("u", {});
  draft.put(table, "a", "x");
  draft.put(other, "a", "x");
  draft.delete(table, "b");
  expect(draft.written(table).map(({ id }) => id)).toEqual(["a"]);
});

test("Draft.room falls with each change, and not with a second one of the same row", () => {
  const { table, draft } = open("a");
  draft.put(table, "a", "x");
  draft.put(table, "a", "y");
  draft.delete(table, "a");
  expect(draft.room).toBe(99);
});
