import { Buffer } from "node:buffer";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, test } from "vitest";
import { StateStore } from "../state/state-store.ts";
import type { Row } from "../state/table.ts";
import type { KvRecord } from "./records.ts";
import { kvCodec } from "./records.ts";
import type { TreeReading } from "./tree.ts";
import { PIECE, readKeys, readTree, WHOLE } from "./tree.ts";
import { KvView } from "./view.ts";

function open() {
  const state = new StateStore(createMemoryStore());
  const kv = new KvView(state);
  const set = (key: string, text = "v") =>
    state.write((draft) => {
      const value = Buffer.from(text);
      draft.put(kv.table, key, { value, flags: 0n, session: "", lockIndex: 0 });
    });
  const fill = async (prefix: string, count: number, text?: string) => {
    for (let n = 0; n < count; n += 1) await set(`${prefix}${String(n).padStart(5, "0")}`, text);
  };
  return { state, kv, set, fill };
}

function reading(prefix: string, more: Partial<TreeReading> = {}): TreeReading {
  return { prefix, pretty: false, visible: (rows) => [...rows], pause: () => Promise.resolve(), ...more };
}

type Answer = ReturnType<typeof readTree>;

async function piecesOf({ reply }: Answer): Promise<string[]> {
  if (reply.kind !== "pieces") return expect.unreachable(`not in pieces: ${reply.kind}`);
  const pieces: string[] = [];
  for await (const piece of reply.pieces) pieces.push(piece.toString());
  return pieces;
}

const names = (text: string) => (JSON.parse(text) as { Key: string }[]).map(({ Key }) => Key);
const even = (rows: Iterable<Row<KvRecord>>) => [...rows].filter(({ id }) => Number(id.slice(-1)) % 2 === 0);

describe("a large tree", () => {
  test("comes in pieces with a pause after each, as the keys were when it was asked for", async () => {
    const { state, kv, set, fill } = open();
    await fill("a/", 2 * PIECE.items + 1);
    await set("b");
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
      // What happens meanwhile is not in the answer.
      await set("a/00000", "changed");
      await state.write((draft) => draft.deleteBelow(kv.table, "a/007"));
      await set("a/zzz");
    };
    const answer = readTree(kv, reading("a/", { pause }));
    const { index } = answer;
    expect(index).toBe(kv.table.get(`a/0${2 * PIECE.items}`)?.modifyIndex);
    const pieces = await piecesOf(answer);
    expect(pauses).toBe(3);
    expect(pieces).toHaveLength(4);
    const text = pieces.join("");
    expect(names(text)).toEqual(
      Array.from({ length: 2 * PIECE.items + 1 }, (_unused, n) => `a/${String(n).padStart(5, "0")}`),
    );
    expect(text).not.toContain(Buffer.from("changed").toString("base64"));
  });

  test("is cut by the bytes of its values too", async () => {
    const { kv, fill } = open();
    await fill("a/", 5, "x".repeat(PIECE.bytes / 2));
    const pieces = await piecesOf(readTree(kv, reading("a/")));
    expect(pieces).toHaveLength(4);
    expect(names(pieces.join(""))).toHaveLength(5);
  });

  test.each([true, false])(
    "reads as a small one does (pretty: %s), with what may be seen only",
    async (pretty) => {
      const { kv, fill } = open();
      await fill("a/", WHOLE.items);
      const small = readTree(kv, reading("a/", { pretty, visible: even })).reply;
      if (small.kind !== "whole" || !Buffer.isBuffer(small.body)) return expect.unreachable();
      await fill("a/x", 1);
      const large = await piecesOf(readTree(kv, reading("a/", { pretty, visible: even })));
      const whole = small.body.toString();
      const close = pretty ? "\n]\n" : "]";
      expect(large.join("").startsWith(whole.slice(0, -close.length))).toBe(true);
      expect(names(large.join(""))).toEqual([...names(whole), "a/x00000"]);
    },
  );

  test("of which nothing may be seen has no piece, and its names have none either", async () => {
    const { kv, fill } = open();
    await fill("a/", WHOLE.items + 1);
    const nothing = reading("a/", { visible: () => [] });
    expect(await piecesOf(readTree(kv, nothing))).toEqual([]);
    expect(await piecesOf(readKeys(kv, "", nothing))).toEqual([]);
  });

  test.each([true, false])("gives its names, each once, up to the separator (pretty: %s)", async (pretty) => {
    const { kv, fill } = open();
    await fill("a/x/", WHOLE.items + 10);
    await fill("a/y/", 5);
    await fill("a/z", 2);
    const asked = reading("a/", { pretty });
    const pieces = await piecesOf(readKeys(kv, "/", asked));
    expect(pieces.join("")).toBe(
      pretty
        ? `${JSON.stringify(["a/x/", "a/y/", "a/z00000", "a/z00001"], undefined, 4)}\n`
        : '["a/x/","a/y/","a/z00000","a/z00001"]',
    );
    const all = JSON.parse((await piecesOf(readKeys(kv, "", asked))).join("")) as string[];
    expect(all).toHaveLength(WHOLE.items + 17);
  });
});

test("an agent answers a large tree with its index, and 404 to who may see nothing of it", async () => {
  const world = createSimulation(5);
  const { agent, call } = await startSimulatedAgent(world);
  const { state } = agent.server.context;
  for (let n = 0; n < WHOLE.items + 5; n += 1)
    await world.until(
      state.write((draft) => {
        const value = Buffer.from("v");
        draft.put(state.kv.table, `t/${n}`, { value, flags: 0n, session: "", lockIndex: 0 });
      }),
    );
  const answer = await call("kv.read", { rest: "t/", query: { recurse: "" } });
  expect(answer.status).toBe(200);
  expect(answer.index).toBe(state.kv.table.index);
  expect(names(answer.text())).toHaveLength(WHOLE.items + 5);
  expect((await call("kv.read", { rest: "t/", query: { keys: "" } })).json()).toHaveLength(WHOLE.items + 5);
  const { revision } = state;
  await call("kv.delete", { rest: "t/", query: { recurse: "" } });
  expect(state.revision).toBe(revision + 1);
  const gone = await call("kv.read", { rest: "t/", query: { recurse: "" } });
  expect([gone.status, gone.index]).toEqual([404, revision + 1]);
});

test("a client reads a tree of many megabytes to its end", async () => {
  const world = createSimulation(6);
  const { agent, call } = await startSimulatedAgent(world);
  const { state } = agent.server.context;
  const value = kvCodec.encode({ value: Buffer.alloc(512 << 10), flags: 0n, session: "", lockIndex: 0 });
  const entries = Array.from({ length: 24 }, (_unused, n) => ({
    key: `kv/t/${n}`,
    value,
    createRevision: 1,
    modifyRevision: 1,
  }));
  await world.until(state.restore(entries));
  const answer = await call("kv.read", { rest: "t/", query: { recurse: "" } });
  expect(answer.status).toBe(200);
  expect(names(answer.text())).toHaveLength(24);
});
