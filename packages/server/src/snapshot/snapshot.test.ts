import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function start() {
  const world = createSimulation(8);
  const kit = await startSimulatedAgent(world);
  const key = async (rest: string) =>
    (await kit.call("kv.read", { rest })).json() as readonly Record<string, unknown>[] | undefined;
  const put = (rest: string, body: string, query = {}) => kit.call("kv.write", { rest, body, query });
  const save = async () => (await kit.call("snapshot.save")).body;
  const restore = (body: Uint8Array) => kit.call("snapshot.restore", { body });
  return { world, ...kit, key, put, save, restore };
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
    const { world, client, call, put, save, restore } = await start();
    await put("a", "1");
    const taken = await save();
    await put("a", "2");
    const { index } = await call("kv.read", { rest: "a" });
    const waiting = client.call("kv.read", { rest: "none", query: { index: String(index), wait: "60s" } });
    await world.run(100);
    const began = world.nowMs;
    await restore(taken);
    expect((await world.until(waiting)).index).toBeGreaterThan(index);
    expect(world.nowMs - began).toBeLessThan(5_000);
    await put("b", "1");
    expect((await call("kv.read", { rest: "b" })).index).toBeGreaterThan(index + 1);
  });

  test("what is no snapshot changes nothing, and writes go on", async () => {
    const { call, put, restore } = await start();
    await put("a", "1");
    const refused = await restore(new TextEncoder().encode("nonsense"));
    expect(refused.status).toBe(500);
    expect(refused.text()).toBe("failed to restore snapshot: failed to decompress: incorrect header check");
    await put("a", "2");
    expect((await call("kv.read", { rest: "a", query: { raw: "" } })).text()).toBe("2");
  });

  test("writes during a restore wait for its end, and see what it brought", async () => {
    const { world, client, call, put, save, restore } = await start();
    await put("a", "old");
    const taken = await save();
    await put("a", "new");
    const restoring = client.call("snapshot.restore", { body: taken });
    const written = client.call("kv.write", { rest: "b", body: "x" });
    await world.until(Promise.all([restoring, written]));
    expect((await call("kv.read", { rest: "a", query: { raw: "" } })).text()).toBe("old");
    await restore(taken);
    expect((await call("kv.read", { rest: "b" })).status).toBe(404);
  });
});
