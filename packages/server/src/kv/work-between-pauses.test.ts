import { Buffer } from "node:buffer";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import type { Runtime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import type { Entry } from "@tutti/store";
import { describe, expect, test } from "vitest";
import { kvCodec } from "./records.ts";
import { PIECE } from "./tree.ts";

const COUNT = 7 * PIECE.items + 3;

function* keys(count: number): Generator<Entry> {
  const value = kvCodec.encode({ value: Buffer.from("v"), flags: 0n, session: "", lockIndex: 0 });
  for (let n = 0; n < count; n += 1)
    yield { key: `kv/t/${String(n).padStart(6, "0")}`, value, createRevision: 1, modifyRevision: 1 };
}

/** Counts what is done between two pauses of an agent; `most` is the longest such stretch. */
function countWork() {
  let now = 0;
  const work = { most: 0, all: 0 };
  const pause = (): void => {
    now = 0;
  };
  const step = (): void => {
    now += 1;
    work.all += 1;
    work.most = Math.max(work.most, now);
  };
  return { work, pause, step };
}

/** An agent with many keys, which tells of each pause and of each row that it looks at for somebody. */
async function start() {
  const world = createSimulation(11);
  const { work, pause, step } = countWork();
  const host = (address: string): Runtime => {
    const runtime = world.host(address);
    const sleep: Runtime["clock"]["sleep"] = (delayMs, signal) => {
      pause();
      return runtime.clock.sleep(delayMs, signal);
    };
    return { ...runtime, clock: { ...runtime.clock, sleep } };
  };
  const { agent, call } = await startSimulatedAgent({ host, until: (promise) => world.until(promise) });
  const { context } = agent.server;
  await world.until(context.state.restore([...keys(COUNT)]));
  const { authorize } = context;
  const counting: typeof authorize = (token) => {
    const real = authorize(token);
    if (real === undefined) return undefined;
    const allows: typeof real.allows = (kind, access, name) => {
      step();
      return real.allows(kind, access, name);
    };
    return { ...real, allows };
  };
  Object.assign(context, { authorize: counting });
  return { call, work };
}

const tree = [{ KV: { Verb: "get-tree", Key: "t/" } }];
const set = { KV: { Verb: "set", Key: "t/00", Value: "dg==" } };

describe("between two pauses no more is done than a piece holds", () => {
  test.each<readonly [string, RouteId, CallOptions, number]>([
    ["?recurse", "kv.read", { rest: "t/", query: { recurse: "" } }, COUNT],
    ["?keys", "kv.read", { rest: "t/", query: { keys: "" } }, COUNT],
    ["?keys up to a separator", "kv.read", { rest: "", query: { keys: "", separator: "/" } }, COUNT],
    ["get-tree", "txn.run", { body: tree }, COUNT],
    ["get-tree twice", "txn.run", { body: [...tree, ...tree] }, 2 * COUNT],
    ["get-tree beside a write", "txn.run", { body: [set, ...tree] }, COUNT + 2],
  ])("%s", async (_what, route, options, rows) => {
    const { call, work } = await start();
    expect((await call(route, options)).status).toBe(200);
    // One for each row, and a few for the request itself.
    expect(work.all).toBeGreaterThanOrEqual(rows);
    expect(work.all).toBeLessThan(rows + 5);
    expect(work.most).toBeLessThan(PIECE.items + 5);
  });

  test("and deleting them is one piece of work, however many they are", async () => {
    const { call, work } = await start();
    expect((await call("kv.delete", { rest: "t/", query: { recurse: "" } })).status).toBe(200);
    expect(work.all).toBeLessThan(5);
    expect((await call("kv.read", { rest: "t/", query: { recurse: "" } })).status).toBe(404);
  });
});
