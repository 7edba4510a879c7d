import { RuntimeError } from "@tutti/runtime";
import type { Servers } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";
import { createServersCatalog } from "./servers-catalog.ts";

/** An agent's servers, a catalog over them, and what was asked for; `away` holds the kinds that nobody answers. */
async function open() {
  const world = createSimulation(29);
  const asked: string[] = [];
  const away = new Set<string>();
  const link = (servers: Servers): Servers => ({
    ...servers,
    read: async (question, ...rest) => {
      asked.push(question.kind);
      if (away.has(question.kind)) throw new RuntimeError("ECONNRESET", "servers", "gone");
      return servers.read(question, ...rest);
    },
  });
  const kit = await startSimulatedAgent(world, {}, { link });
  const catalog = createServersCatalog(kit.agent.context.servers);
  const register = async (Node: string, Address: string, more: object = {}) =>
    expect((await kit.call("catalog.register", { body: { Node, Address, ...more } })).status).toBe(200);
  const counted = (kind: string) => asked.filter((one) => one === kind).length;
  return { ...kit, world, catalog, register, away, counted };
}

describe("the catalog that DNS reads", () => {
  test("knows nodes by their names, with metadata where there is some", async () => {
    const { catalog, register } = await open();
    await register("E1", "10.2.0.1", { NodeMeta: { role: "db" } });
    await register("e2", "10.2.0.2");
    const now = await catalog();
    expect(await now.node("e1")).toEqual({
      name: "E1",
      address: "10.2.0.1",
      meta: new Map([["role", "db"]]),
    });
    expect(await now.node("e2")).toEqual({ name: "e2", address: "10.2.0.2", meta: new Map() });
    expect(await now.node("e3")).toBeUndefined();
  });

  test("knows whose an address is, however it is written: the first has it", async () => {
    const { catalog, register } = await open();
    await register("a", "2001:DB8:0::1");
    await register("b", "2001:db8::1");
    await register("c", "host.example");
    await register("c", "host.example", { Service: { Service: "first", Address: "10.3.0.1" } });
    await register("c", "host.example", { Service: { Service: "second", Address: "10.3.0.1" } });
    await register("c", "host.example", { Service: { Service: "unnamed" } });
    const now = await catalog();
    expect((await now.nodeByAddress("2001:db8::1"))?.name).toBe("a");
    expect(await now.nodeByAddress("10.3.0.1")).toBeUndefined();
    expect(await now.nodeByAddress("host.example")).toBeUndefined();
    expect(await now.serviceByAddress("10.3.0.1")).toBe("first");
    expect(await now.serviceByAddress("2001:db8::1")).toBeUndefined();
  });

  test.each<[readonly string[], string]>([
    [[], "passing"],
    [["passing", "passing"], "passing"],
    [["passing", "warning"], "warning"],
    [["warning", "passing"], "warning"],
    [["critical", "warning"], "critical"],
    [["warning", "critical"], "critical"],
    [["warning", "warning"], "warning"],
  ])("an instance with the checks %j is %s", async (statuses, wanted) => {
    const { catalog, register } = await open();
    const Service = {
      Service: "web",
      Address: "10.3.0.1",
      Port: 8,
      Tags: ["a"],
      Weights: { Passing: 5, Warning: 2 },
    };
    const Checks = statuses.map((Status, at) => ({ Name: "c", CheckID: `c${at}`, Status, ServiceID: "web" }));
    await register("e1", "10.2.0.1", { Service, Checks });
    expect(await (await catalog()).instances("WEB", "service")).toEqual([
      {
        node: { name: "e1", address: "10.2.0.1", meta: new Map() },
        service: "web",
        address: "10.3.0.1",
        port: 8,
        tags: ["a"],
        weights: { passing: 5, warning: 2 },
        status: wanted,
      },
    ]);
  });

  test("runs queries, and tells of their time to live where they have one", async () => {
    const { catalog, register, call } = await open();
    await register("e1", "10.2.0.1", { Service: { Service: "web", Port: 8 } });
    const create = (Name: string, more: object = {}) =>
      call("query.create", { body: { Name, Service: { Service: "web" }, ...more } });
    await create("plain");
    await create("timed", { DNS: { TTL: "2900ms" } });
    const now = await catalog();
    expect(await now.query("plain")).toMatchObject({
      service: "web",
      instances: [{ port: 8 }],
      ttlSeconds: undefined,
    });
    expect(await now.query("timed")).toMatchObject({ service: "web", ttlSeconds: 2 });
    expect(await now.query("none")).toBeUndefined();
  });

  test("knows the servers", async () => {
    const { catalog } = await open();
    expect(
      (await (await catalog()).servers()).map(({ node: { name, address } }) => `${name} ${address}`),
    ).toEqual(["n1 10.0.0.1"]);
  });

  test("is the same as long as nothing changes, and asks for lists once", async () => {
    const { catalog, register, counted } = await open();
    const [first, again] = [await catalog(), await catalog()];
    expect(again).toBe(first);
    const lists = ["nodes", "services", "service-names"] as const;
    const before = lists.map(counted);
    for (let n = 0; n < 3; n += 1) {
      await first.nodeByAddress("10.2.0.1");
      await first.serviceByAddress("10.2.0.1");
      await first.instances("web", "connect");
    }
    expect(lists.map((list, at) => counted(list) - (before[at] ?? 0))).toEqual([1, 1, 1]);
    await register("e1", "10.2.0.1");
    const changed = await catalog();
    expect([changed === first, changed.version === first.version]).toEqual([false, false]);
    expect((await changed.nodeByAddress("10.2.0.1"))?.name).toBe("e1");
  });
});

describe("servers that do not answer", () => {
  test.each([["version"], ["node"], ["nodes"], ["services"], ["instances"], ["service-names"], ["query"]])(
    "fail the question, and not the one after it: %s",
    async (kind) => {
      const { catalog, register, away } = await open();
      await register("e1", "10.2.0.1", { Service: { Service: "web" } });
      const ask = async () => {
        const now = await catalog();
        await now.node("e1");
        await now.query("q");
        await now.instances("web", "service");
        await now.instances("web", "connect");
        return (await now.nodeByAddress("10.2.0.1"))?.name;
      };
      away.add(kind);
      await expect(ask()).rejects.toThrow(RuntimeError);
      away.clear();
      expect(await ask()).toBe("e1");
    },
  );
});
