import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { expect, it } from "vitest";

const TOLD = {
  ID: "watch-1",
  Status: "watching",
  Workspace: "default",
  Objects: 3,
  ByEvents: 2,
  Drifted: 1,
  Drifts: [
    {
      Address: "local_file.a",
      Change: "changed",
      SeenAt: "2026-11-30T20:00:00Z",
      Attributes: [{ Path: "size", Before: "1", After: "2", Sensitive: false }],
    },
  ],
  ByPace: [{ Address: "local_file.b", LastLook: "2026-11-30T20:00:00Z" }],
  Unseen: [{ Address: "local_file.c", Why: "no such host", LastLook: "" }],
};

async function start() {
  const kit = await startGuardedAgent(12);
  const tell = (name: string, more: object = {}, token = MASTER) =>
    kit.as(token, "drift.tell", { rest: name, body: { ...TOLD, ...more } });
  const list = async (token = MASTER) =>
    JSON.parse((await kit.as(token, "drift.list")).slice(4)) as unknown[];
  return { ...kit, tell, list };
}

it("is shown as its watch tells it", async () => {
  const { tell, list } = await start();
  expect(await tell("shop")).toBe("200 true");
  expect(await list()).toMatchObject([{ Name: "shop", ...TOLD }]);
});

it("waits for news, and not for what says the same", async () => {
  const { tell, client, world, list } = await start();
  await tell("shop");
  const { index } = await world.until(client.call("drift.list", { token: MASTER }));
  let news: unknown;
  void client.call("drift.list", { token: MASTER, query: { index: String(index) } }).then((answer) => {
    news = answer.json();
  });
  await tell("shop");
  await list();
  expect(news).toBe(undefined);
  await tell("shop", { Drifted: 0, Drifts: [] });
  await list();
  expect(news).toMatchObject([{ Name: "shop", Drifted: 0 }]);
});

it("belongs to one watch for as long as that is heard of", async () => {
  const { tell, list, world } = await start();
  await tell("shop");
  expect(await tell("shop", { ID: "watch-2" })).toBe(
    '409 another watch tells of the drift of "shop": give one of them another name',
  );
  await world.until(world.host("10.0.0.9").clock.sleep(60_000));
  expect(await list()).toMatchObject([{ Status: "lost" }]);
  expect(await tell("shop", { ID: "watch-2", Status: "blind" })).toBe("200 true");
  expect(await list()).toMatchObject([{ ID: "watch-2", Status: "blind" }]);
});

it.each<[string, object, string]>([
  ["", {}, "400 a watch of drift needs a name"],
  ["shop", { Status: "asleep" }, '400 a watch of drift can be watching, blind, stopped, not "asleep"'],
])("%j with %j is refused", async (name, more, refused) => {
  expect(await (await start()).tell(name, more)).toBe(refused);
});

it("is seen and told by who has the right to it", async () => {
  const { tell, list, token } = await start();
  await tell("shop");
  await tell("other");
  const reader = await token('drift "shop" { policy = "read" }');
  const writer = await token('drift_prefix "" { policy = "write" }');
  expect(await list(reader.SecretID)).toMatchObject([{ Name: "shop" }]);
  expect(await tell("shop", {}, reader.SecretID)).toMatch(/^403 /);
  expect(await tell("shop", {}, writer.SecretID)).toBe("200 true");
  expect(await list(writer.SecretID)).toHaveLength(2);
});

it("finds no room where there are too many", async () => {
  const { tell } = await start();
  for (let at = 0; at < 256; at++) await tell(`d${at}`);
  expect(await tell("one-more")).toBe("429 256 directories are watched already: end one of the watches");
});

it("is measured while its watch goes on", async () => {
  const { tell, as } = await start();
  await tell("shop", { Drifted: 7 });
  await tell("ended", { Status: "stopped" });
  const metrics = await as(MASTER, "agent.metrics");
  expect(metrics).toMatch(/"Name":"[^"]*drift\.objects","Value":7,"Labels":\{"watch":"shop"\}/);
  expect(metrics.match(/drift\.objects/g)).toHaveLength(1);
});
