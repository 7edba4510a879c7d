import type { Store } from "@tutti/store";
import { createMemoryStore } from "@tutti/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draft, THIS_REVISION } from "./draft.ts";
import { refuse } from "./refusal.ts";
import { StateStore } from "./state-store.ts";
import { Table } from "./table.ts";

/** A store whose commits become known only when the test says so, as with a disk that takes its time. */
function slowStore(): { readonly store: Store; flush(): Promise<void> } {
  const inner = createMemoryStore();
  const waiting: (() => void)[] = [];
  const store: Store = {
    ...inner,
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

function counter(store: Store) {
  const state = new StateStore(store);
  const table = state.add(new Table<number>("n"));
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

  test("writeExclusive() sees every row that was on its way before it", async () => {
    const { store, flush } = slowStore();
    const { state, table, add } = counter(store);
    const writes = ["a", "b", "c"].map((id) => state.write(add(id)));
    const cleared = state.writeExclusive((draft) => {
      const rows = draft.list(table, "");
      for (const row of rows) draft.delete(table, row.id);
      return rows.length;
    });
    const late = state.write(add("d"));
    await flush();
    await Promise.all([...writes, late]);
    expect(await cleared).toMatchObject({ value: 3 });
    expect([...table.list()].map((row) => row.id)).toEqual(["d"]);
  });

  test("a refusal and an empty draft write nothing", async () => {
    const { state } = counter(createMemoryStore());
    expect(await state.write(() => refuse("no"))).toEqual(refuse("no"));
    expect(await state.write(() => 1)).toEqual({ revision: 0, value: 1 });
  });

  test("tables forget what a restore does not bring", async () => {
    const { state, table, add } = counter(createMemoryStore());
    await state.write(add("a"));
    const saved = [...state.store.entries()];
    await state.write(add("b"));
    await state.store.restore(saved);
    expect([...table.list()]).toEqual([{ id: "a", value: 1, createIndex: 1, modifyIndex: 1 }]);
    expect(table.index).toBe(3);
  });
});

test("a draft shows a table as it will be", () => {
  const step = fc.record({ id: fc.constantFrom("a", "ab", "b", "c"), value: fc.option(fc.integer()) });
  fc.assert(
    fc.property(fc.array(step), fc.array(step), fc.constantFrom("", "a", "c"), (before, inDraft, prefix) => {
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
      const wanted = [...model].filter(([id]) => id.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
      expect(draft.list(table, prefix).map((row) => [row.id, row.value])).toEqual(wanted);
    }),
  );
});
