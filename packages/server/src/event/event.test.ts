import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { eventIndex } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const world = createSimulation(61);
  const kit = await startSimulatedAgent(world);
  const fire = (rest: string, query: Record<string, string> = {}, body = "") =>
    kit.call("event.fire", { rest, query, body });
  const names = async (query: Record<string, string> = {}) =>
    ((await kit.call("event.list", { query })).json() as { Name: string }[]).map((one) => one.Name);
  return { world, ...kit, fire, names };
}

const TOO_LARGE = '1 error occurred:\n\t* error broadcasting event to segment "": ';

describe("/v1/event", () => {
  test("what is fired is listed, oldest first, with its payload and Lamport time", async () => {
    const { fire, call, names } = await open();
    await fire("deploy", {}, "x");
    await fire("other");
    const [first, second] = (await call("event.list")).json() as Record<string, unknown>[];
    expect(first).toMatchObject({ Name: "deploy", Payload: "eA==", Version: 1, LTime: 2 });
    expect(second).toMatchObject({ Name: "other", Payload: null, LTime: 3 });
    expect(await names({ name: "other" })).toEqual(["other"]);
    expect(await names({ name: "none" })).toEqual([]);
  });

  test.each<[Record<string, string>, boolean]>([
    [{ node: "n1" }, true],
    [{ node: "^n2$" }, false],
    [{ service: "web" }, true],
    [{ service: "db" }, false],
    [{ service: "web", tag: "v1" }, true],
    [{ service: "web", tag: "v2" }, false],
    [{ node: "n2", service: "web" }, false],
    [{ node: "n1", service: "db" }, false],
  ])("an event for %j is ours: %s", async (query, ours) => {
    const { call, fire, names } = await open();
    const body = { Node: "n1", Address: "10.0.0.1", Service: { Service: "web", Tags: ["v1", "x"] } };
    await call("catalog.register", { body });
    expect((await fire("e", query)).status).toBe(200);
    expect(await names()).toEqual(ours ? ["e"] : []);
  });

  test.each<[string, Record<string, string>, string, string]>([
    ["", {}, "", "400 Missing name"],
    ["e", { tag: "v1" }, "", "500 Cannot provide tag filter without service filter"],
    ["e", { node: "(" }, "", "500 Invalid node filter: "],
    ["e", { service: "(" }, "", "500 Invalid service filter: "],
    [
      "e",
      {},
      "x".repeat(415),
      `500 ${TOO_LARGE}encoded user event exceeds configured limit of 512 bytes after encoding`,
    ],
    [
      "e",
      {},
      "x".repeat(452),
      `500 ${TOO_LARGE}user event exceeds configured limit of 512 bytes before encoding`,
    ],
    [
      "x".repeat(34),
      { node: "n1" },
      "x".repeat(380),
      `500 ${TOO_LARGE}user event exceeds configured limit of 512 bytes before encoding`,
    ],
  ])("fire %j with %j is refused", async (rest, query, body, wanted) => {
    const { fire, names } = await open();
    const answer = await fire(rest, query, body);
    expect(`${answer.status} ${answer.text()}`.slice(0, wanted.length)).toBe(wanted);
    expect(await names()).toEqual([]);
  });

  test("a payload of the limit is taken", async () => {
    const { fire } = await open();
    expect((await fire("e", {}, "x".repeat(414))).status).toBe(200);
  });

  test("the newest 256 are kept", async () => {
    const { fire, names } = await open();
    for (let at = 0; at < 258; at += 1) await fire(`e${at}`);
    const kept = await names();
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([256, "e2", "e257"]);
  });

  test("the index is the newest event's, as clients work it out by its ID", async () => {
    const { call, fire } = await open();
    expect((await call("event.list")).headers.get("x-consul-index")).toBe("1");
    await fire("first");
    await fire("second");
    const list = await call("event.list");
    const [, { ID }] = list.json() as [unknown, { ID: string }];
    expect(list.headers.get("x-consul-index")).toBe(eventIndex(ID));
  });

  test("a list waits for news, and no longer than it was asked to", async () => {
    const { world, client, call, fire } = await open();
    await fire("first");
    const { index, headers } = await call("event.list");
    const query = { index: headers.get("x-consul-index"), wait: "60s" };
    const began = world.nowMs;
    expect((await call("event.list", { query })).index).toBe(index);
    expect(world.nowMs - began).toBeGreaterThanOrEqual(60_000);
    const waiting = client.call("event.list", { query });
    await world.run(100);
    const firedAt = world.nowMs;
    await fire("second");
    expect((await world.until(waiting)).index).not.toBe(index);
    expect(world.nowMs - firedAt).toBeLessThan(1000);
    const none = (await call("event.list", { query: { name: "none" } })).headers.get("x-consul-index");
    const other = client.call("event.list", { query: { name: "none", index: none, wait: "10s" } });
    const askedAt = world.nowMs;
    await world.run(100);
    await fire("third");
    expect(await world.until(other.then(() => world.nowMs - askedAt))).toBeGreaterThanOrEqual(10_000);
    // An index that is not the newest one is answered at once.
    const later = world.nowMs;
    await call("event.list", { query });
    expect(world.nowMs - later).toBeLessThan(1000);
  });

  test("who may write an event may fire it, who may read it sees it", async () => {
    const { as, token, master } = await startGuardedAgent(62);
    const { SecretID } = await token('event "ok" { policy = "write" }\nevent "seen" { policy = "read" }');
    expect((await as(SecretID, "event.fire", { rest: "ok" })).slice(0, 3)).toBe("200");
    expect(await as(SecretID, "event.fire", { rest: "seen" })).toBe("403 Permission denied");
    for (const rest of ["seen", "hidden"]) await master("event.fire", { rest });
    const answer = await as(SecretID, "event.list");
    const seen = (JSON.parse(answer.slice(4)) as { Name: string }[]).map((one) => one.Name);
    expect(seen).toEqual(["ok", "seen"]);
  });
});
