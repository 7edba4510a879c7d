import { createAgent, DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createAgentClient } from "@tutti/agent-api";
import { createRealRuntime } from "@tutti/runtime";
import { describe, expect, onTestFinished, test } from "vitest";

/** An agent in real time: packing runs in threads, of which a simulated clock knows nothing. */
async function start() {
  const runtime = createRealRuntime();
  const { ports } = DEFAULT_AGENT_CONFIG;
  const agent = await createAgent(
    {
      ...DEFAULT_AGENT_CONFIG,
      nodeName: "n1",
      advertiseAddress: "127.0.0.1",
      advertiseAddressWan: "127.0.0.1",
      httpAddresses: ["127.0.0.1"],
      ports: { ...ports, dns: -1, http: 0 },
    },
    runtime,
  );
  await agent.start();
  onTestFinished(() => agent.stop());
  const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
  const call = (route: RouteId, options?: CallOptions) => client.call(route, options);
  const key = async (rest: string) =>
    (await call("kv.read", { rest })).json() as readonly Record<string, unknown>[] | undefined;
  const put = (rest: string, body: string, query = {}) => call("kv.write", { rest, body, query });
  const save = async () => (await call("snapshot.save")).body;
  const restore = (body: Uint8Array) => call("snapshot.restore", { body });
  return { agent, call, key, put, save, restore };
}

describe("/v1/snapshot", () => {
  test("a restore brings back values, indexes, locks and sessions, and takes away what came later", async () => {
    const { call, key, put, save, restore } = await start();
    await put("a", "1");
    await put("a", "2");
    const session = ((await call("session.create", { body: {} })).json() as { ID: string }).ID;
    await put("lock", "x", { acquire: session });
    const before = [await key("a"), await key("lock"), (await call("session.list")).json()];
    const taken = await save();
    await put("a", "3");
    await put("later", "x");
    await call("session.destroy", { rest: session });
    expect((await restore(taken)).status).toBe(200);
    expect([await key("a"), await key("lock"), (await call("session.list")).json()]).toEqual(before);
    expect((await call("kv.read", { rest: "later" })).status).toBe(404);
    const [a] = (await key("a")) ?? [];
    expect(Number(a?.["CreateIndex"])).toBeLessThan(Number(a?.["ModifyIndex"]));
    // The lock is held by the session that came back: its end gives it back.
    await call("session.destroy", { rest: session });
    expect((await key("lock"))?.[0]).not.toHaveProperty("Session");
  });

  test("a restore wakes who waits, and indexes grow beyond all that were seen", async () => {
    const { agent, call, put, save, restore } = await start();
    await put("a", "1");
    const taken = await save();
    await put("a", "2");
    const { index } = await call("kv.read", { rest: "a" });
    const { watches } = agent.server.context.state;
    const before = watches.size;
    const waiting = call("kv.read", { rest: "none", query: { index: String(index), wait: "60s" } });
    while (watches.size === before) await new Promise((resolve) => setImmediate(resolve));
    await restore(taken);
    expect((await waiting).index).toBeGreaterThan(index);
    await put("b", "1");
    expect((await call("kv.read", { rest: "b" })).index).toBeGreaterThan(index + 1);
  });

  test("what is no snapshot changes nothing, and writes go on", async () => {
    const { call, put, restore } = await start();
    await put("a", "1");
    const refused = await restore(new TextEncoder().encode("nonsense, and more"));
    expect(refused.status).toBe(500);
    expect(refused.text()).toBe("failed to decompress snapshot: gzip: invalid header");
    await put("a", "2");
    expect((await call("kv.read", { rest: "a", query: { raw: "" } })).text()).toBe("2");
  });

  test("what is written during a restore is whole: before it or after it", async () => {
    const { call, put, save, restore } = await start();
    await put("a", "old");
    const taken = await save();
    await put("a", "new");
    const [restored, written] = await Promise.all([restore(taken), put("b", "x")]);
    expect([restored.status, written.status]).toEqual([200, 200]);
    expect((await call("kv.read", { rest: "a", query: { raw: "" } })).text()).toBe("old");
    await restore(taken);
    expect((await call("kv.read", { rest: "b" })).status).toBe(404);
  });
});
