import { Buffer } from "node:buffer";
import { declareErrors } from "@tutti/errors";
import type { Entry, Store } from "@tutti/store";
import { createMemoryStore } from "@tutti/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serverError } from "../errors.ts";
import { Draft, THIS_REVISION } from "./draft.ts";
import { Refusal, refuse } from "./refusal.ts";
import { COMMAND_ATTEMPTS_MAX, StateStore, UNFAIR_ATTEMPTS_MAX } from "./state-store.ts";
import type { Row } from "./table.ts";
import { Table } from "./table.ts";

const told = declareErrors({ no: "no" });

/** A store whose commits become known only when the test says so, as with a disk that takes its time. */
function slowStore(): { readonly store: Store; flush(): Promise<void> } {
  const inner = createMemoryStore();
  const waiting: (() => void)[] = [];
  const store: Store = {
    ...methodsOf(inner),
    get revision() {
      return inner.revision;
    },
    commit: (transaction) => new Promise((resolve) => waiting.push(() => resolve(inner.commit(transaction)))),
  };
  return {
    store,
    async flush() {
      while (waiting.length > 0) {
        for (const run of waiting.splice(0)) run();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function methodsOf(inner: Store): Pick<Store, "entries" | "restore" | "onCommit" | "close"> {
  return {
    entries: () => inner.entries(),
    restore: (entries) => inner.restore(entries),
    onCommit: (listener) => inner.onCommit(listener),
    close: () => inner.close(),
  };
}

function counter(store: Store) {
  const state = new StateStore(store);
  const table = state.add(new Table<number>("n", {}));
  const add = (id: string) => (draft: Draft) => draft.put(table, id, (draft.get(table, id)?.value ?? 0) + 1);
  return { state, table, add };
}

describe("StateStore", () => {
  test("write() decides anew when what it read has changed: no increment is lost", async () => {
    const { store, flush } = slowStore();
    const { state, table, add } = counter(store);
    const writes = Promise.all(Array.from({ length: 20 }, () => state.write(add("x"))));
    await flush();
    await writes;
    expect(table.get("x")?.value).toBe(20);
  });

  test("a command that lists a range decides anew when a row came meanwhile, and sees it", async () => {
    const { store, flush } = slowStore();
    const { state, table, add } = counter(store);
    const writes = ["a", "b", "c"].map((id) => state.write(add(id)));
    const cleared = state.write((draft) => {
      const rows = draft.list(table, "");
      draft.put(table, "count", rows.length);
      for (const row of rows) draft.delete(table, row.id);
      return rows.length;
    });
    await flush();
    await Promise.all(writes);
    expect(await cleared).toMatchObject({ value: 3 });
    expect([...table.list()].map((row) => row.id)).toEqual(["count"]);
  });

  test("a command that throws, or cannot be encoded, is thrown back, and the others go on", async () => {
    const { state, table, add } = counter(createMemoryStore());
    const broken = state.add(
      new Table<bigint>(
        "broken",
        {},
        {
          encode: (value) => Buffer.from(JSON.stringify(value)),
          decode: () => 0n,
        },
      ),
    );
    const bad = () => state.write((draft) => draft.put(broken, "x", 1n));
    await expect(bad()).rejects.toThrow("BigInt");
    const thrown = state.write(() => {
      throw new Error("a bug");
    });
    await expect(thrown).rejects.toThrow("a bug");
    await state.write(add("x"));
    expect(table.get("x")?.value).toBe(1);
  });

  test("a command that reads everything gets its turn among many that write, which all go through", async () => {
    const { store, flush } = slowStore();
    const { state, table, add } = counter(store);
    let decisions = 0;
    let busy = true;
    const writers = Array.from({ length: 10 }, async (_unused, lane) => {
      for (let n = 0; busy || n < 20; n += 1) await state.write(add(`${lane}/${n % 5}`));
    });
    const sum = state.write((draft) => {
      decisions += 1;
      const total = draft.list(table, "").length;
      draft.put(table, "total", total);
      return total;
    });
    void sum.then(() => {
      busy = false;
    });
    while (busy) await flush();
    const rest = Promise.all(writers);
    let open = true;
    void rest.then(() => {
      open = false;
    });
    while (open) await flush();
    expect(decisions).toBeLessThanOrEqual(UNFAIR_ATTEMPTS_MAX + 3);
    expect((await sum) instanceof Refusal).toBe(false);
  });

  test("a command that throws in its turn lets the next one go", async () => {
    const inner = createMemoryStore();
    // Every attempt of the unlucky one meets a conflict.
    const store: Store = {
      ...methodsOf(inner),
      get revision() {
        return inner.revision;
      },
      commit: (transaction) =>
        transaction.operations.some((one) => one.kind === "put" && one.key === "n/unlucky")
          ? Promise.resolve({ kind: "conflict", key: "n/" })
          : inner.commit(transaction),
    };
    const { state, table, add } = counter(store);
    let attempts = 0;
    const unlucky = (patience: number) =>
      state.write((draft) => {
        attempts += 1;
        if (attempts > patience) throw new Error("lost patience");
        draft.list(table, "");
        draft.put(table, "unlucky", attempts);
      });
    await expect(unlucky(UNFAIR_ATTEMPTS_MAX)).rejects.toThrow("lost patience");
    await state.write(add("later"));
    attempts = -COMMAND_ATTEMPTS_MAX;
    expect(await unlucky(1)).toEqual(refuse(serverError("gave-up-after-conflicts", COMMAND_ATTEMPTS_MAX)));
    await state.write(add("later"));
    expect(table.get("later")?.value).toBe(2);
  });

  test("while one has its turn, who would break it waits, and others do not", async () => {
    const inner = createMemoryStore();
    let conflicts = 0;
    let letGo: () => void = () => {};
    const store: Store = {
      ...methodsOf(inner),
      get revision() {
        return inner.revision;
      },
      async commit(transaction) {
        const isSlow = transaction.operations.some((one) => one.kind === "put" && one.key === "n/sum");
        if (isSlow && conflicts < UNFAIR_ATTEMPTS_MAX) {
          conflicts += 1;
          return { kind: "conflict", key: "n/" };
        }
        if (isSlow) await new Promise<void>((resolve) => (letGo = resolve));
        return inner.commit(transaction);
      },
    };
    const { state, table, add } = counter(store);
    const done: string[] = [];
    const note = (name: string) => () => void done.push(name);
    const sum = state
      .write((draft) => draft.put(table, "sum", draft.list(table, "a/").length))
      .then(note("sum"));
    await new Promise((resolve) => setImmediate(resolve));
    const held = state.write(add("a/1")).then(note("held"));
    await state.write(add("b/1")).then(note("free"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual(["free"]);
    letGo();
    await Promise.all([sum, held]);
    expect(done).toEqual(["free", "sum", "held"]);
    expect(table.get("sum")?.value).toBe(0);
    expect(table.get("a/1")?.value).toBe(1);
  });

  test("writeInSteps() goes on until all is done, write() refuses what is too much", async () => {
    const { state, table, add } = counter(createMemoryStore());
    for (let n = 0; n < 250; n += 1) await state.write(add(String(1000 + n)));
    const clear = (draft: Draft): void => {
      for (const row of draft.list(table, "")) {
        if (draft.room === 0) {
          draft.leaveUnfinished();
          return;
        }
        draft.delete(table, row.id);
      }
    };
    expect(await state.write(clear)).toEqual(refuse(serverError("change-too-large")));
    expect(table.rows.size).toBe(250);
    const { revision } = state;
    expect(await state.writeInSteps(clear)).toEqual({ revision: revision + 3, value: undefined });
    expect(table.rows.size).toBe(0);
  });

  test("what runs after the commit runs once, and not for what is refused", async () => {
    const { store, flush } = slowStore();
    const { state, table, add } = counter(store);
    const ran: string[] = [];
    const first = state.write(add("x"));
    const second = state.write((draft) => {
      draft.afterCommit(() => ran.push("second"));
      return draft.put(table, "x", draft.get(table, "x")?.value ?? 0);
    });
    const third = state.write((draft) => {
      draft.afterCommit(() => ran.push("third"));
      return refuse(told("no"));
    });
    await flush();
    await Promise.all([first, second, third]);
    expect(ran).toEqual(["second"]);
  });

  test("a refusal and an empty draft write nothing", async () => {
    const { state } = counter(createMemoryStore());
    expect(await state.write(() => refuse(told("no")))).toEqual(refuse(told("no")));
    expect(await state.write(() => 1)).toEqual({ revision: 0, value: 1 });
  });

  test("tables forget what a restore does not bring", async () => {
    const { state, table, add } = counter(createMemoryStore());
    await state.write(add("a"));
    const saved: Entry[] = [];
    for await (const entry of state.store.entries()) saved.push(entry);
    await state.write(add("b"));
    await state.restore(saved);
    expect([...table.list()]).toEqual([{ id: "a", value: 1, createIndex: 1, modifyIndex: 1 }]);
    expect(table.index).toBe(3);
  });

  test("who listens hears of all that a restore takes and brings, and sees the new rows", async () => {
    const { state, table, add } = counter(createMemoryStore());
    await state.write(add("a"));
    const saved: Entry[] = [];
    for await (const entry of state.store.entries()) saved.push(entry);
    await state.write(add("b"));
    const heard: unknown[] = [];
    table.onChange((before, after) => heard.push([before?.id, after?.id, table.get("b")?.id]));
    const bulk: unknown[] = [];
    table.onChange(() => bulk.push("each"), {
      rangeDeleted: () => {},
      replacing: () => ({
        add: (row) => bulk.push(row.id),
        takeOver: () => bulk.push(["over", table.get("b")?.id]),
      }),
    });
    await state.restore(saved);
    expect(heard).toEqual([
      ["a", undefined, undefined],
      ["b", undefined, undefined],
      [undefined, "a", undefined],
    ]);
    expect(bulk).toEqual(["a", ["over", undefined]]);
  });
});

test("a draft shows a table as it will be", () => {
  const gone = fc.constantFrom(undefined, "a", "b");
  const step = fc.record({ id: fc.constantFrom("a", "ab", "b", "c"), value: fc.option(fc.integer()) });
  fc.assert(
    fc.property(
      fc.array(step),
      fc.array(step),
      gone,
      fc.constantFrom("", "a", "c"),
      (before, inDraft, range, prefix) => {
        const { table } = counter(createMemoryStore());
        const model = new Map<string, number>();
        for (const { id, value } of before) {
          if (value === null) continue;
          const encoded = table.codec.encode(value);
          const entry = { key: `n/${id}`, value: encoded, createRevision: 1, modifyRevision: 1 };
          table.apply({ kind: "put", entry }, 1);
          model.set(id, value);
        }
        const draft = new Draft();
        for (const { id, value } of inDraft) {
          if (value === null) {
            draft.delete(table, id);
            model.delete(id);
          } else {
            expect(draft.put(table, id, value).modifyIndex).toBe(THIS_REVISION);
            model.set(id, value);
          }
        }
        if (range !== undefined) {
          draft.deleteBelow(table, range);
          for (const id of [...model.keys()]) if (id.startsWith(range)) model.delete(id);
        }
        const wanted = [...model]
          .filter(([id]) => id.startsWith(prefix))
          .sort(([a], [b]) => (a < b ? -1 : 1));
        const shown = (rows: Iterable<Row<number>>) => [...rows].map((row) => [row.id, row.value]);
        expect(shown(draft.list(table, prefix))).toEqual(wanted);
        // And as it was then, whatever happens before somebody looks.
        const then = draft.below(table, prefix);
        table.apply({ kind: "delete", key: "n/a" }, 2);
        const late = { key: "n/aa", value: table.codec.encode(7), createRevision: 2, modifyRevision: 2 };
        table.apply({ kind: "put", entry: late }, 2);
        draft.put(table, "c", 99);
        draft.deleteBelow(table, "a");
        expect(shown(then)).toEqual(wanted);
        expect(shown(then)).toEqual(wanted);
      },
    ),
  );
});
