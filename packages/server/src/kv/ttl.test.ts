import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, test } from "vitest";
import { follow, told } from "../../testkit/followed.ts";
import { kv } from "../../testkit/txn-operations.ts";

async function start() {
  const world = createSimulation(41);
  const kit = await startSimulatedAgent(world);
  const { clock } = world.host("10.0.0.2");
  const { state } = kit.agent.server.context;
  return {
    ...kit,
    world,
    state,
    wait: (seconds: number) => world.until(clock.sleep(seconds * 1_000)),
    put: (rest: string, body: string, query: Readonly<Record<string, string>> = {}) =>
      kit.call("kv.write", { rest, body, query }),
    async get(rest: string) {
      const answer = await kit.call("kv.read", { rest, query: { raw: "" } });
      return answer.status === 200 ? answer.text() : answer.status;
    },
  };
}

describe("a key with a ttl", () => {
  test("is deleted when its time is over, and not before", async () => {
    const { put, get, wait, state } = await start();
    await put("a", "1", { ttl: "30s" });
    await wait(29);
    expect(await get("a")).toBe("1");
    await wait(1.1);
    expect([await get("a"), state.keyTtls.table.size]).toEqual([404, 0]);
  });

  test("its going is a change like another: who waits and who follows are told", async () => {
    const { client, call, put, wait, world } = await start();
    await put("a", "1", { ttl: "10s" });
    const { index } = await call("kv.read", { rest: "a" });
    const waiting = client.call("kv.read", { rest: "a", query: { index: String(index) } });
    const watch = follow(client, { key: "a" });
    await wait(11);
    expect([(await world.until(waiting)).status, told(watch.events)]).toEqual([
      404,
      ["begin", "delete key a +-"],
    ]);
    watch.stop();
  });

  test("written again, with the same value too, its time begins anew, and nobody is woken", async () => {
    const { call, put, get, wait } = await start();
    await put("a", "1", { ttl: "10s" });
    const before = await call("kv.read", { rest: "a" });
    await wait(8);
    await put("a", "1", { ttl: "10s" });
    expect((await call("kv.read", { rest: "a" })).index).toBe(before.index);
    await wait(8);
    expect(await get("a")).toBe("1");
    await wait(3);
    expect(await get("a")).toBe(404);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["another value", {}],
    ["1", {}],
  ])("written without one (%s) it stays", async (body, query) => {
    const { put, get, wait, state } = await start();
    await put("a", "1", { ttl: "10s" });
    await put("a", body, query);
    await wait(30);
    expect([await get("a"), state.keyTtls.table.size]).toEqual([body, 0]);
  });

  test("one that stayed and is written with a ttl changes, whatever its value", async () => {
    const { call, put, get, wait } = await start();
    await put("a", "1");
    const before = await call("kv.read", { rest: "a" });
    await put("a", "1", { ttl: "5s" });
    expect((await call("kv.read", { rest: "a" })).index).toBeGreaterThan(before.index);
    await wait(6);
    expect(await get("a")).toBe(404);
  });

  test("a write whose condition does not hold changes no time", async () => {
    const { put, get, wait } = await start();
    await put("a", "1", { ttl: "10s" });
    expect((await put("a", "1", { ttl: "1h", cas: "1" })).text()).toBe("false");
    await wait(11);
    expect(await get("a")).toBe(404);
  });

  test.each([
    ["kv.delete", { rest: "a/b" }],
    ["kv.delete", { rest: "a/", query: { recurse: "" } }],
    ["txn.run", { body: [kv("delete", "a/b")] }],
    ["txn.run", { body: [kv("delete-tree", "a/")] }],
  ] as const)("deleted by %s and made again it stays", async (route, options) => {
    const { call, put, get, wait, state } = await start();
    await put("a/b", "1", { ttl: "10s" });
    await call(route, options);
    expect(state.keyTtls.table.size).toBe(0);
    await put("a/b", "2");
    await wait(30);
    expect(await get("a/b")).toBe("2");
  });

  test("many that go at once all go, in their order", async () => {
    const { put, wait, state, call } = await start();
    for (let at = 0; at < 100; at += 1) await put(`k/${at}`, "1", { ttl: at % 2 === 0 ? "10s" : "20s" });
    await wait(15);
    expect(state.kv.table.rows.count("k/")).toBe(50);
    await wait(10);
    expect([
      (await call("kv.read", { rest: "k/", query: { recurse: "" } })).status,
      state.keyTtls.table.size,
    ]).toEqual([404, 0]);
  });

  test("a transaction gives one, and gives it to nothing when it fails", async () => {
    const { call, get, wait, state } = await start();
    const failing = [kv("set", "a", { Value: "MQ==", TTL: "5s" }), kv("check-index", "none", { Index: 1 })];
    expect((await call("txn.run", { body: failing })).status).toBe(409);
    expect(state.keyTtls.table.size).toBe(0);
    const body = [kv("set", "a", { Value: "MQ==", TTL: "5s" }), kv("set", "b", { Value: "MQ==" })];
    expect((await call("txn.run", { body })).status).toBe(200);
    await wait(6);
    expect([await get("a"), await get("b")]).toEqual([404, "1"]);
  });

  test("what lapsed while no server ran goes when the next one starts, and the rest goes in time", async () => {
    const world = createSimulation(42);
    const store = createMemoryStore();
    const first = await startSimulatedAgent(world, {}, { store });
    await first.call("kv.write", { rest: "short", body: "1", query: { ttl: "5s" } });
    await first.call("kv.write", { rest: "long", body: "1", query: { ttl: "1m" } });
    const { clock } = world.host("10.0.0.2");
    await world.until(first.agent.stop());
    await world.until(clock.sleep(20_000));
    const { call, agent } = await startSimulatedAgent(world, {}, { store });
    const keys = async () => (await call("kv.read", { query: { keys: "" } })).json();
    expect(await keys()).toEqual(["long"]);
    await world.until(clock.sleep(45_000));
    expect(await keys()).toEqual([]);
    await world.until(agent.stop());
  });
});

describe("?ttl shows when a key goes", () => {
  test("to who asks, and to nobody else", async () => {
    const { call, put } = await start();
    await put("a/1", "1", { ttl: "30s" });
    await put("a/2", "1");
    const times = async (rest: string, query: Readonly<Record<string, string>>) =>
      ((await call("kv.read", { rest, query })).json() as { readonly ExpireTime?: string }[]).map(
        ({ ExpireTime }) => ExpireTime?.replace(/\d/g, "0"),
      );
    const time = "0000-00-00T00:00:00.000Z";
    expect(await times("a/1", { ttl: "" })).toEqual([time]);
    expect(await times("a/1", { ttl: "", pretty: "" })).toEqual([time]);
    expect(await times("a/", { recurse: "", ttl: "" })).toEqual([time, undefined]);
    expect(await times("a/", { recurse: "", ttl: "", limit: "2" })).toEqual([time, undefined]);
    expect(await times("a/", { recurse: "" })).toEqual([undefined, undefined]);
  });
});

test.each(["", "x", "0s", "999ms", "769h", "-5s"])("ttl=%s is refused, and nothing written", async (ttl) => {
  const { put, get } = await start();
  const answer = await put("a", "1", { ttl });
  expect([answer.status, answer.text()]).toEqual([
    400,
    `a key cannot stay for ${JSON.stringify(ttl)}: write a duration of 1s to 768h, as in 30s`,
  ]);
  expect(await get("a")).toBe(404);
});

test("a lapse asks nobody for a right, a write with a ttl asks for that of a write", async () => {
  const kit = await startGuardedAgent(43);
  const { SecretID: token } = await kit.token('key "a" { policy = "read" }');
  expect(await kit.as(token, "kv.write", { rest: "a", body: "1", query: { ttl: "5s" } })).toBe(
    "403 Permission denied",
  );
  await kit.master("kv.write", { rest: "a", body: "1", query: { ttl: "5s" } });
  await kit.world.until(kit.world.host("10.0.0.2").clock.sleep(6_000));
  expect(await kit.as(token, "kv.read", { rest: "a" })).toBe("404");
});

describe("check-fence in a transaction", () => {
  test("goes through while the lock has this number, and only then", async () => {
    const { call } = await start();
    const { ID } = (await call("session.create", { body: { LockDelay: "0s" } })).json() as {
      readonly ID: string;
    };
    const { fence } = await call("kv.write", { rest: "lock", body: "", query: { acquire: ID } });
    const run = async (Index: number) => {
      const answer = await call("txn.run", {
        body: [kv("check-fence", "lock", { Index }), kv("set", "a", { Value: "MQ==" })],
      });
      const { Errors } = answer.json() as { readonly Errors: readonly { readonly What: string }[] | null };
      return Errors?.map(({ What }) => What).join() ?? answer.status;
    };
    expect(await run(fence)).toBe(200);
    expect(await run(fence + 1)).toBe(
      `the lock "lock" has the number ${fence}, not ${fence + 1}: another holder has taken it since`,
    );
    await call("kv.write", { rest: "lock", body: "", query: { release: ID } });
    expect(await run(fence)).toMatch(/^nobody holds the lock "lock" any more/);
  });

  test("needs to read the lock", async () => {
    const kit = await startGuardedAgent(44);
    const { SecretID: token } = await kit.token('key "a" { policy = "write" }');
    const body = [kv("check-fence", "lock", { Index: 1 }), kv("set", "a", { Value: "MQ==" })];
    expect(await kit.as(token, "txn.run", { body })).toContain("Permission denied");
  });
});
