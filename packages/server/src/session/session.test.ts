import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function start() {
  const world = createSimulation(2);
  const kit = await startSimulatedAgent(world);
  const create = async (body: object) =>
    ((await kit.call("session.create", { body })).json() as { ID: string }).ID;
  const lock = async (rest: string, acquire: string) =>
    (await kit.call("kv.write", { rest, body: "v", query: { acquire } })).text().trim() === "true";
  const sessions = async () => ((await kit.call("session.list")).json() as unknown[]).length;
  return { world, ...kit, create, lock, sessions };
}

describe("/v1/session", () => {
  test("a session ends two TTLs after its last renewal and deletes what it held", async () => {
    const { world, call, create, lock, sessions } = await start();
    const id = await create({ TTL: "10s", Behavior: "delete", LockDelay: "0s" });
    expect(await lock("held", id)).toBe(true);
    await world.run(15_000);
    expect((await call("session.renew", { rest: id })).status).toBe(200);
    await world.run(15_000);
    expect(await sessions()).toBe(1);
    await world.run(6_000);
    expect(await sessions()).toBe(0);
    expect((await call("kv.read", { rest: "held" })).status).toBe(404);
    expect((await call("session.renew", { rest: id })).text()).toBe(`Session id '${id}' not found`);
  });

  test("after a session ended by force its lock is held back for the lock delay", async () => {
    const { world, call, create, lock } = await start();
    const first = await create({ LockDelay: "5s" });
    const second = await create({});
    expect(await lock("key", first)).toBe(true);
    await call("session.destroy", { rest: first });
    expect(await lock("key", second)).toBe(false);
    await world.run(5_100);
    expect(await lock("key", second)).toBe(true);
  });

  test("a session goes with a check that it depends on", async () => {
    const { call, create, sessions } = await start();
    const node = { Node: "ext", Address: "10.9.9.9" };
    const check = { Name: "alive", Status: "passing" };
    await call("catalog.register", { body: { ...node, Check: check } });
    await create({ Node: "ext", NodeChecks: ["alive"] });
    await call("catalog.register", { body: { ...node, Check: { ...check, Status: "warning" } } });
    expect(await sessions()).toBe(1);
    await call("catalog.register", { body: { ...node, Check: { ...check, Status: "critical" } } });
    expect(await sessions()).toBe(0);
  });

  test("who waits for one is woken by its end, and not by others", async () => {
    const { world, client, call, create } = await start();
    const id = await create({ LockDelay: "0s" });
    const { index } = await call("session.info", { rest: id });
    const ends: string[] = [];
    const waiting = client
      .call("session.info", { rest: id, query: { index: String(index), wait: "60s" } })
      .then((answer) => ends.push(answer.text().trim()));
    await world.run(100);
    await call("session.destroy", { rest: await create({}) });
    await world.run(1000);
    expect(ends).toEqual([]);
    await call("session.destroy", { rest: id });
    await world.until(waiting);
    expect(ends).toEqual(["[]"]);
  });
});
