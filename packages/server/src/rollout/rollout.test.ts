import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, it } from "vitest";

const TOLD = {
  ID: "apply-1",
  Status: "running",
  Strategy: "canary",
  Done: 1,
  Of: 3,
  Desired: 3,
  MaxSurge: 1,
  MaxUnavailable: 0,
  WaitsFor: "promotion",
};

async function start() {
  const kit = await startGuardedAgent(12);
  const tell = (name: string, more: object = {}) =>
    kit.as(MASTER, "rollout.tell", { rest: name, body: { ...TOLD, ...more } });
  const read = async (name: string) =>
    (await kit.call("rollout.read", { rest: name, token: MASTER })).json() as Record<string, unknown>;
  const wish = (name: string, action: string, token = MASTER) =>
    kit.as(token, "rollout.wish", { rest: name, query: { action } });
  return { ...kit, tell, read, wish };
}

describe("a rollout on the board", () => {
  it("is as its apply tells it, and holds what was wished of it last", async () => {
    const { tell, read, wish } = await start();
    expect(await tell("module.a.web")).toMatch(/^200 /);
    expect(await read("module.a.web")).toMatchObject({
      Name: "module.a.web",
      ...TOLD,
      Wish: "",
      WishIndex: 0,
    });
    await tell("module.a.web", { Status: "paused" });
    expect(await wish("module.a.web", "promote")).toBe("200 true");
    await tell("module.a.web");
    expect(await wish("module.a.web", "promote")).toBe("200 true");
    expect(await read("module.a.web")).toMatchObject({ Wish: "promote", WishIndex: 2 });
    await tell("module.a.web", { Done: 2 });
    expect(await read("module.a.web")).toMatchObject({ Done: 2, Wish: "promote", WishIndex: 2 });
  });

  it("waits for news, of a wish too, and not for what says the same", async () => {
    const { tell, wish, client, world, read } = await start();
    await tell("web");
    const before = await read("web");
    const { index } = await world.until(client.call("rollout.read", { rest: "web", token: MASTER }));
    let news: unknown;
    void client
      .call("rollout.read", { rest: "web", token: MASTER, query: { index: String(index) } })
      .then((answer) => {
        news = answer.json();
      });
    await tell("web");
    expect(await read("web")).toMatchObject({ ModifyIndex: before["ModifyIndex"] });
    expect(news).toBe(undefined);
    await wish("web", "pause");
    await read("web");
    expect(news).toMatchObject({ Wish: "pause" });
  });

  it("belongs to one apply for as long as that is heard of", async () => {
    const { tell, read, wish, world } = await start();
    await tell("web");
    expect(await tell("web", { ID: "apply-2" })).toBe(
      '409 another apply runs the rollout "web": wait until it has ended',
    );
    await world.until(world.host("10.0.0.9").clock.sleep(60_000));
    expect(await read("web")).toMatchObject({ Status: "lost" });
    expect(await wish("web", "pause")).toMatch(/^404 /);
    expect(await tell("web", { ID: "apply-2" })).toMatch(/^200 /);
    expect(await read("web")).toMatchObject({ ID: "apply-2", Status: "running", Wish: "" });
    await tell("web", { ID: "apply-2", Status: "done" });
    expect(await wish("web", "pause")).toMatch(/^404 /);
    await world.until(world.host("10.0.0.9").clock.sleep(3_600_000));
    expect(await tell("other")).toMatch(/^200 /);
    expect(await read("web")).toBe(undefined);
  });

  it.each([
    ["", "promote", "400 a rollout needs a name"],
    ["none", "promote", '404 there is no rollout "none" that runs'],
    ["web", "explode", '400 a rollout can be asked to pause, resume, promote, abort, not to "explode"'],
  ])("%j cannot be asked to %s", async (name, action, refused) => {
    const { tell, wish } = await start();
    await tell("web");
    expect(await wish(name, action)).toBe(refused);
  });

  it("is told in a body that can be read", async () => {
    const { as, tell } = await start();
    expect(await as(MASTER, "rollout.tell", { rest: "web", body: "{" })).toMatch(
      /^400 Request decode failed/,
    );
    expect(await as(MASTER, "rollout.tell", { rest: "web", body: { Done: "x" } })).toMatch(/^400 /);
    expect(await tell("")).toBe("400 a rollout needs a name");
    expect(await tell("web", { Status: "flying" })).toBe(
      '400 a rollout can be running, paused, done, failed, stopped, not "flying"',
    );
  });

  it("is seen and asked by who has the right to it", async () => {
    const { tell, token, as, wish } = await start();
    await tell("web");
    await tell("api");
    const reader = await token('rollout "web" { policy = "read" }');
    const writer = await token('rollout_prefix "" { policy = "write" }');
    const names = async (secret: string) => (await as(secret, "rollout.list")).match(/"Name":"\w+"/g) ?? [];
    expect(await names(reader.SecretID)).toEqual(['"Name":"web"']);
    expect(await names(writer.SecretID)).toEqual(['"Name":"api"', '"Name":"web"']);
    expect(await wish("web", "pause", reader.SecretID)).toMatch(/^403 /);
    expect(await wish("web", "pause", writer.SecretID)).toBe("200 true");
    expect(await as(reader.SecretID, "rollout.read", { rest: "api" })).toMatch(/^403 /);
  });

  it("finds no room where there are too many", async () => {
    const { tell } = await start();
    for (let at = 0; at < 256; at++) await tell(`r${at}`);
    expect(await tell("one-more")).toBe("429 256 rollouts run already: wait until one of them has ended");
    expect(await tell("r7", { Done: 3 })).toMatch(/^200 /);
  });
});
