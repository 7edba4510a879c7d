import { createAgentClient } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startGuardedAgent, startSimulatedAgent } from "../../testkit/index.ts";

async function open() {
  const world = createSimulation(74);
  const kit = await startSimulatedAgent(world);
  const register = (ID: string, more: object = {}) =>
    kit.call("agent.service-register", { body: { ID, Name: ID, ...more } });
  await register("web", { Port: 80 });
  const read = async (query: Readonly<Record<string, string>> = {}) => {
    const answer = await kit.call("agent.service", { rest: "web", query });
    return (
      (answer.json() as { Port: number; ContentHash: string } | undefined) ?? { Port: 0, ContentHash: "" }
    );
  };
  const { ContentHash: hash } = await read();
  // A client of its own waits longer than an agent does.
  const patient = createAgentClient(world.host("10.0.0.2"), { address: "10.0.0.1:8500", timeoutMs: 700_000 });
  /** Begins to wait with its hash; tells when and with what it ended. */
  const wait = (query: Readonly<Record<string, string>> = {}) => {
    const began = world.nowMs;
    const ended = { at: -1, status: 0, port: 0 };
    patient.call("agent.service", { rest: "web", query: { hash, ...query } }).then((answer) => {
      const shown = answer.json() as { Port: number } | undefined;
      Object.assign(ended, { at: world.nowMs - began, status: answer.status, port: shown?.Port ?? 0 });
    });
    return ended;
  };
  return { world, ...kit, register, read, hash, wait };
}

describe("a service of the agent, waited for by its hash", () => {
  test("is told at once where the hash is another, or none", async () => {
    const { wait, world } = await open();
    const others = [wait({ hash: "" }), wait({ hash: "x" })];
    await world.run(100);
    for (const ended of others) expect(ended).toMatchObject({ status: 200, port: 80 });
  });

  test("has the same hash as long as it is the same, and tells it", async () => {
    const { read, hash, register, call } = await open();
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    await register("web", { Port: 80 });
    expect((await read()).ContentHash).toBe(hash);
    const answer = await call("agent.service", { rest: "web" });
    expect(answer.headers.get("x-consul-contenthash")).toBe(hash);
    await register("web", { Port: 81 });
    expect((await read()).ContentHash).not.toBe(hash);
  });

  test("is told when it changes, and not when another does", async () => {
    const { wait, world, register } = await open();
    const ended = wait();
    await register("db", { Port: 1 });
    await register("web", { Port: 80 });
    await world.run(60_000);
    expect(ended.at).toBe(-1);
    await register("web", { Port: 81 });
    await world.run(100);
    expect(ended).toMatchObject({ status: 200, port: 81 });
  });

  test("is told that it went", async () => {
    const { wait, world, call } = await open();
    const ended = wait();
    await call("agent.service-deregister", { rest: "web" });
    await world.run(100);
    expect(ended.status).toBe(404);
  });

  test.each([
    ["as long as is said", "20s", 20],
    ["five minutes where nothing is said", "", 300],
    ["five minutes for no time", "0s", 300],
    ["five minutes for less than that", "-3s", 300],
    ["ten minutes at most", "11m", 600],
  ])("is waited for %s", async (_, given, seconds) => {
    const { wait, world } = await open();
    const ended = wait(given === "" ? {} : { wait: given });
    await world.run(seconds * 1000 - 100);
    expect(ended.at).toBe(-1);
    await world.run(300);
    expect(ended).toMatchObject({ status: 200, port: 80 });
  });

  test.each([
    [{ wait: "soon" }, "400 Invalid wait time"],
    [{ index: "-1" }, "400 Invalid index"],
  ])("is not waited for with %j", async (query, wanted) => {
    const { call } = await open();
    const answer = await call("agent.service", { rest: "web", query });
    expect(`${answer.status} ${answer.text()}`).toBe(wanted);
  });
});

test("a service that became another one meanwhile is shown to who may see that one", async () => {
  const { world, client, master, token } = await startGuardedAgent(75);
  const register = (Name: string) => master("agent.service-register", { body: { ID: "s", Name } });
  await register("mine");
  const { SecretID } = await token('service "mine" { policy = "read" }');
  const ask = (hash: string) => client.call("agent.service", { rest: "s", query: { hash }, token: SecretID });
  const first = (await world.until(ask(""))).json() as { ContentHash: string };
  const waiting = ask(first.ContentHash);
  await register("theirs");
  const answer = await world.until(waiting);
  expect([answer.status, answer.text()]).toEqual([403, expect.stringContaining("Permission denied")]);
});
