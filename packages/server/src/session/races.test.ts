import { Buffer } from "node:buffer";
import { declareErrors } from "@tutti/errors";
import { createSimulation } from "@tutti/simulation";
import type { Store } from "@tutti/store";
import { createMemoryStore, TRANSACTION_OPERATIONS_MAX } from "@tutti/store";
import { describe, expect, test } from "vitest";
import { registerInDraft } from "../catalog/commands.ts";
import { lockKey } from "../kv/commands.ts";
import { ServerState } from "../server-state.ts";
import { nodeGuard } from "../state/guards.ts";
import { Refusal } from "../state/refusal.ts";
import { destroySession, destroySessionsOfNode } from "./commands.ts";

const told = declareErrors({ no: "no" });

const ID = "11111111-1111-1111-1111-111111111111";
const OTHER = "22222222-2222-2222-2222-222222222222";

/** A state whose commits wait until the test lets them go, in their order. */
async function open() {
  const inner = createMemoryStore();
  const waiting: (() => void)[] = [];
  let held = false;
  const store: Store = {
    entries: () => inner.entries(),
    restore: (entries) => inner.restore(entries),
    onCommit: (listener) => inner.onCommit(listener),
    close: () => inner.close(),
    get revision() {
      return inner.revision;
    },
    commit: (transaction) =>
      held
        ? new Promise((resolve) => waiting.push(() => resolve(inner.commit(transaction))))
        : inner.commit(transaction),
  };
  const state = new ServerState(store, createSimulation(1).host("a").clock);
  await state.load();
  const node = { ID: "", Node: "n", Address: "1", Datacenter: "dc1", TaggedAddresses: null, Meta: null };
  await state.write((draft) => registerInDraft(state, draft, { node, checks: [] }));
  const session = (id: string, Behavior: "release" | "delete" = "release", LockDelay = 0) =>
    state.write((draft) => {
      const record = {
        ID: id,
        Name: "",
        Node: "n",
        LockDelay,
        Behavior,
        TTL: "",
        NodeChecks: [],
        ServiceChecks: null,
      };
      draft.touch(state.guards, nodeGuard("n"), true);
      return draft.put(state.sessions.table, id, record);
    });
  const lock = (key: string, id = ID) =>
    state.write((draft) => lockKey(state, draft, { key, value: Buffer.from("v"), flags: 0n }, id));
  const end = (id = ID) => state.writeInSteps((draft) => destroySession(state, draft, id));
  return {
    state,
    session,
    lock,
    end,
    hold() {
      held = true;
    },
    async flush() {
      while (waiting.length > 0) {
        for (const run of waiting.splice(0)) run();
        await new Promise((resolve) => setImmediate(resolve));
      }
      held = false;
    },
  };
}

describe("the end of a session", () => {
  test("sees a lock that is taken at the same time, whichever comes first", async () => {
    const { state, session, lock, end, hold, flush } = await open();
    await session(ID);
    hold();
    const locked = lock("k");
    const ended = end();
    await flush();
    await Promise.all([locked, ended]);
    expect(state.sessions.table.get(ID)).toBeUndefined();
    expect(state.kv.get("k")?.value.session).toBe("");
    await session(ID);
    hold();
    const endedFirst = end();
    const lockedLate = lock("k");
    await flush();
    await endedFirst;
    expect(await lockedLate).toBeInstanceOf(Refusal);
    expect(state.kv.get("k")?.value.session).toBe("");
  });

  test("of a node's last hour sees one that is made at the same time", async () => {
    const { state, session, hold, flush } = await open();
    await session(ID);
    hold();
    const made = session(OTHER);
    const ended = state.writeInSteps((draft) => destroySessionsOfNode(state, draft, "n"));
    await flush();
    await Promise.all([made, ended]);
    expect(state.sessions.list()).toEqual([]);
  });

  test.each(["release", "delete"] as const)(
    "gives back more locks than fit into one transaction (%s)",
    async (behavior) => {
      const { state, session, lock, end } = await open();
      await session(ID, behavior);
      const count = 2 * TRANSACTION_OPERATIONS_MAX + 50;
      for (let n = 0; n < count; n += 1) await lock(`k/${n}`);
      await lock("mine", ID);
      expect(state.kv.keysLockedBy(ID)).toHaveLength(count + 1);
      const { revision } = state;
      const ended = await end();
      expect(ended).toMatchObject({ revision: revision + 3 });
      expect(state.kv.keysLockedBy(ID)).toEqual([]);
      expect(state.kv.table.rows.size).toBe(behavior === "release" ? count + 1 : 0);
      expect([...state.sessions.table.list(), ...state.guards.list("session/")]).toEqual([]);
    },
  );

  test("holds locks back for the delay once it is committed, and not before", async () => {
    const { state, session, lock, end, hold, flush } = await open();
    await session(ID, "release", 15e9);
    await lock("k");
    await state.write((draft) => {
      destroySession(state, draft, ID);
      return new Refusal(told("no"), 500);
    });
    expect(state.lockDelays.holds("k")).toBe(false);
    hold();
    const ended = end();
    expect(state.lockDelays.holds("k")).toBe(false);
    await flush();
    await ended;
    expect(state.lockDelays.holds("k")).toBe(true);
  });

  test("gives back a lock that was taken earlier in the same transaction", async () => {
    const { state, session } = await open();
    await session(ID);
    await state.write((draft) => {
      lockKey(state, draft, { key: "k", value: Buffer.from("v"), flags: 0n }, ID);
      destroySession(state, draft, ID);
    });
    expect(state.kv.get("k")?.value.session).toBe("");
  });
});
