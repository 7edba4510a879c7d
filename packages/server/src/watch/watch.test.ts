import { startGuardedAgent, startRealAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createAgentClient } from "@tutti/agent-api";
import { createRealRuntime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, onTestFinished, test } from "vitest";
import { follow, told } from "../../testkit/followed.ts";
import { kv } from "../../testkit/txn-operations.ts";
import { HEARTBEAT_MS } from "./stream.ts";

async function start(seed = 21) {
  const world = createSimulation(seed);
  const kit = await startSimulatedAgent(world);
  const { clock } = world.host("10.0.0.2");
  return {
    ...kit,
    world,
    settle: (ms = 50) => world.until(clock.sleep(ms)),
    put: (rest: string, body: string) => kit.call("kv.write", { rest, body }),
    now: () => kit.agent.server.context.state.revision,
  };
}

describe("a key", () => {
  test("tells each change with what was before and is after, deletes included", async () => {
    const { client, call, put, settle } = await start();
    await put("a", "1");
    const watch = follow(client, { key: "a" });
    await settle();
    await put("a", "2");
    await put("ab", "x");
    await call("kv.delete", { rest: "a" });
    await put("a", "3");
    await settle();
    watch.stop();
    expect(told(watch.events)).toEqual(["begin", "put key a ++", "delete key a +-", "put key a -+"]);
    const [, second, third] = watch.events;
    expect(second?.data).toMatchObject({
      Before: { Value: "MQ==" },
      After: { Value: "Mg==", ModifyIndex: second?.data["Index"] },
    });
    expect(third?.data["OldIndex"]).toBe(second?.data["Index"]);
    expect(second?.id).toBe(String(second?.data["Index"]));
  });

  test("is told as deleted with all below a prefix", async () => {
    const { client, call, put, settle } = await start();
    await put("a/b", "1");
    const watch = follow(client, { key: "a/b" });
    const other = follow(client, { key: "a/c" });
    await settle();
    await call("kv.delete", { rest: "a/", query: { recurse: "" } });
    await settle();
    expect(told(watch.events)).toEqual(["begin", "delete key a/b +-"]);
    expect(told(other.events)).toEqual(["begin"]);
    watch.stop();
    other.stop();
  });

  test("nothing is told of a write that changes nothing", async () => {
    const { client, put, settle } = await start();
    await put("a", "1");
    const watch = follow(client, { key: "a" });
    await settle();
    await put("a", "1");
    await settle();
    expect(told(watch.events)).toEqual(["begin"]);
    watch.stop();
  });
});

describe("a prefix", () => {
  test("tells all of a transaction, and only its last event has an id", async () => {
    const { client, call, put, settle } = await start();
    await put("a/1", "1");
    const watch = follow(client, { prefix: "a/" });
    await settle();
    const body = [
      kv("set", "a/2", { Value: "Mg==" }),
      kv("delete", "a/1"),
      kv("set", "b", { Value: "Mg==" }),
    ];
    await call("txn.run", { body });
    await settle();
    watch.stop();
    expect(told(watch.events).slice().sort()).toEqual(["begin", "delete key a/1 +-", "put key a/2 -+"]);
    const [, one, two] = watch.events;
    expect([one?.id, two?.id]).toEqual([undefined, String(two?.data["Index"])]);
  });

  test("of all keys is the empty one, and a part of what is deleted by range is told as a part", async () => {
    const { client, call, put, settle } = await start();
    for (const key of ["a/1", "a/b/1", "a/b/2", "c"]) await put(key, "1");
    const all = follow(client, { prefix: "" });
    const part = follow(client, { prefix: "a/b/" });
    await settle();
    await call("kv.delete", { rest: "a/", query: { recurse: "" } });
    await settle();
    expect(told(all.events)).toEqual([
      "begin",
      "delete key a/1 +-",
      "delete key a/b/1 +-",
      "delete key a/b/2 +-",
    ]);
    expect(told(part.events)).toEqual(["begin", "delete key a/b/1 +-", "delete key a/b/2 +-"]);
    all.stop();
    part.stop();
  });
});

describe("a service, a node", () => {
  const web = (more: object = {}) => ({
    Node: "m",
    Address: "10.9.9.9",
    Service: { ID: "web1", Service: "web", Port: 80 },
    ...more,
  });

  test("tells instances, their checks and their nodes", async () => {
    const { client, call, settle } = await start();
    const watch = follow(client, { service: "web" });
    const node = follow(client, { node: "M" });
    await settle();
    await call("catalog.register", { body: web() });
    await call("catalog.register", {
      body: web({ Check: { CheckID: "c", Name: "c", ServiceID: "web1", Status: "passing" } }),
    });
    await call("catalog.register", {
      body: web({
        Service: { ID: "db1", Service: "db" },
        Check: { CheckID: "n", Name: "n", Status: "critical" },
      }),
    });
    await call("catalog.register", { body: { Node: "m", Address: "10.9.9.10" } });
    await call("catalog.register", {
      body: web({ Address: "10.9.9.10", Service: { ID: "web1", Service: "www" } }),
    });
    await call("catalog.register", { body: { Node: "m", Address: "10.9.9.11" } });
    await call("catalog.deregister", { body: { Node: "m" } });
    await settle();
    watch.stop();
    node.stop();
    expect(told(watch.events)).toEqual([
      "begin",
      "put node m -+",
      "put service web1 -+",
      "put check c -+",
      "put check n -+",
      "put node m ++",
      "delete service web1 +-",
      "delete check c +-",
    ]);
    expect(told(node.events).slice(1, 8)).toEqual([
      "put node m -+",
      "put service web1 -+",
      "put check c -+",
      "put service db1 -+",
      "put check n -+",
      "put node m ++",
      "put service web1 ++",
    ]);
    expect(told(node.events).slice(-5).sort()).toEqual([
      "delete check c +-",
      "delete check n +-",
      "delete node m +-",
      "delete service db1 +-",
      "delete service web1 +-",
    ]);
  });
});

describe("going on", () => {
  test("from an index tells what came since", async () => {
    const { client, put, settle, now } = await start();
    await put("a/1", "1");
    const index = String(now());
    await put("a/2", "1");
    await put("b", "1");
    const watch = follow(client, { prefix: "a/", index });
    await settle();
    await put("a/3", "1");
    await settle();
    watch.stop();
    expect(told(watch.events)).toEqual(["begin", "put key a/2 -+", "put key a/3 -+"]);
  });

  test("the last event counts more than the index, and is read from the header", async () => {
    const { world, put, settle, now } = await start();
    await put("a", "1");
    const first = now();
    await put("a", "2");
    let text = "";
    const asked = world.host("10.0.0.2").network.request({
      method: "GET",
      url: `http://10.0.0.1:8500/v1/watch?key=a&index=${first}`,
      headers: { "Last-Event-ID": String(now()) },
      onBody: (piece) => {
        text += new TextDecoder().decode(piece);
      },
      bodyPassed: true,
      timeoutMs: 5_000,
    });
    asked.catch(() => {});
    await settle();
    await put("a", "3");
    await settle();
    expect(text.match(/^event: .*/gm)).toEqual(["event: begin", "event: put"]);
    await settle(10_000);
  });

  test("from what has not changed since works, however much else is forgotten", async () => {
    const { client, agent, put, settle } = await start();
    await put("a", "1");
    await put("b", "1");
    const { kv: view } = agent.server.context.state;
    const index = view.get("a")?.modifyIndex ?? 0;
    view.history.begin(agent.server.context.state.revision);
    const watch = follow(client, { key: "a", index: String(index) });
    const other = follow(client, { key: "b", index: String(index) });
    await settle();
    await put("a", "2");
    await settle();
    watch.stop();
    expect(told(watch.events)).toEqual(["begin", "put key a ++"]);
    expect(told(other.events)).toEqual([
      `error 410 what changed since index ${index} is not remembered: list again, and go on from index ${view.index - 1}`,
    ]);
    expect(await other.ended).toBe("200");
  });

  test("from an index that was never reached is refused", async () => {
    const { client, settle, now } = await start();
    const watch = follow(client, { key: "a", index: "999999" });
    await settle();
    expect(told(watch.events)).toEqual([
      `error 410 what changed since index 999999 is not remembered: list again, and go on from index ${now()}`,
    ]);
  });
});

test("a heartbeat tells up to where all is known", async () => {
  const { client, put, settle, now } = await start();
  const watch = follow(client, { key: "a" });
  await settle();
  await put("other", "1");
  await settle(HEARTBEAT_MS);
  expect(watch.text()).toContain(`: heartbeat\nid: ${now()}\n\n`);
  expect(watch.lastId()).toBe(String(now()));
  watch.stop();
});

test("a client that the history has passed is told, and let go", async () => {
  const { client, agent, put, settle, now } = await start();
  const watch = follow(client, { key: "a" });
  await settle();
  const { state } = agent.server.context;
  const known = now();
  // Forgotten in the very step in which it is told of: before the stream goes on.
  const stop = state.watches.wait(["kv/a"], () => state.kv.history.begin(now()));
  await put("a", "1");
  stop();
  await settle();
  expect(told(watch.events)).toEqual([
    "begin",
    `error 410 what comes after ${known} is forgotten, since it was taken too slowly: list again, and go on from index ${now()}`,
  ]);
  expect(await watch.ended).toBe("200");
});

test("an idle client is not too slow, however much else is written", async () => {
  const { client, agent, put, settle, now } = await start();
  const watch = follow(client, { key: "a" });
  await settle();
  await put("b", "1");
  agent.server.context.state.kv.history.begin(now());
  await put("a", "1");
  await settle();
  expect(told(watch.events)).toEqual(["begin", "put key a -+"]);
  watch.stop();
});

test("a restored snapshot ends what is followed", async () => {
  // In real time: packing runs in threads, of which a simulated clock knows nothing.
  const agent = await startRealAgent();
  onTestFinished(() => agent.stop());
  const client = createAgentClient(createRealRuntime(), { address: `127.0.0.1:${agent.httpPort}` });
  await client.call("kv.write", { rest: "a", body: "1" });
  const watch = follow(client, { key: "a" });
  await watch.next();
  const saved = await client.call("snapshot.save");
  expect((await client.call("snapshot.restore", { body: saved.body })).status).toBe(200);
  await watch.ended;
  expect(told(watch.events).at(-1)).toMatch(/^error 410 a snapshot was restored/);
});

test.each<[Readonly<Record<string, string>>, string]>([
  [{}, "400 say what to follow by one of key=, prefix=, service= and node="],
  [{ key: "a", node: "b" }, "400 say what to follow by one of key=, prefix=, service= and node="],
  [{ key: "" }, "400 say what to follow by one of key=, prefix=, service= and node="],
  [{ key: "a", index: "x" }, "400 Invalid index"],
  [{ key: "a", "last-event-id": "x" }, '400 "x" is no index of an event: leave it out, and list again'],
])("%j: %s", async (query, wanted) => {
  const { client, world } = await start();
  expect(await world.until(follow(client, query).ended)).toBe(wanted);
});

describe("rights", () => {
  test("what may not be seen is not told, before as after", async () => {
    const kit = await startGuardedAgent(22);
    const { SecretID: token } = await kit.token('key_prefix "a/" { policy = "read" }');
    const { clock } = kit.world.host("10.0.0.2");
    const watch = follow(kit.client, { prefix: "" }, { token });
    await kit.world.until(clock.sleep(50));
    await kit.master("kv.write", { rest: "b/1", body: "1" });
    await kit.master("kv.write", { rest: "a/1", body: "1" });
    await kit.master("kv.delete", { query: { recurse: "" } });
    await kit.world.until(clock.sleep(50));
    watch.stop();
    expect(told(watch.events)).toEqual(["begin", "put key a/1 -+", "delete key a/1 +-"]);
  });

  test.each([
    [{ key: "b" }, 'key "a" { policy = "read" }'],
    [{ service: "b" }, 'service "a" { policy = "read" }'],
    [{ node: "b" }, 'node "a" { policy = "read" }'],
  ])("%j needs to be read", async (query, rules) => {
    const kit = await startGuardedAgent(23);
    const { SecretID: token } = await kit.token(rules);
    expect(await kit.world.until(follow(kit.client, query, { token }).ended)).toBe("403 Permission denied");
  });

  test("a token that goes ends the stream, at the next event or heartbeat", async () => {
    const kit = await startGuardedAgent(24);
    const { SecretID: token, AccessorID } = await kit.token('key "a" { policy = "read" }');
    const { clock } = kit.world.host("10.0.0.2");
    const watch = follow(kit.client, { key: "a" }, { token });
    const idle = follow(kit.client, { key: "a" }, { token });
    await kit.world.until(clock.sleep(50));
    await kit.master("acl.token-delete", { rest: AccessorID });
    await kit.world.until(clock.sleep(HEARTBEAT_MS));
    expect(told(idle.events)).toEqual(["begin", "error 403 ACL not found"]);
    expect(told(watch.events)).toEqual(["begin", "error 403 ACL not found"]);
  });

  test("rights that are taken end it before the next event", async () => {
    const kit = await startGuardedAgent(25);
    const { SecretID: token, AccessorID } = await kit.token('key "a" { policy = "read" }');
    const { clock } = kit.world.host("10.0.0.2");
    const watch = follow(kit.client, { key: "a" }, { token });
    await kit.world.until(clock.sleep(50));
    await kit.master("acl.token-update", { rest: AccessorID, body: { Policies: [] } });
    await kit.master("kv.write", { rest: "a", body: "1" });
    await kit.world.until(clock.sleep(50));
    expect(told(watch.events)).toEqual(["begin", "error 403 Permission denied"]);
  });
});
