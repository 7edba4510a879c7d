import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, test } from "vitest";
import { startSimulatedAgent } from "../../testkit/index.ts";
import type { AgentConfig } from "../agent-config.ts";

/** An agent with a data folder that can be restarted over it. */
async function open() {
  const world = createSimulation(67);
  const store = createMemoryStore();
  const log: string[] = [];
  let kit: Awaited<ReturnType<typeof startSimulatedAgent>> | undefined;
  const start = async (config: Partial<AgentConfig> = {}) => {
    if (kit !== undefined) await world.until(kit.agent.stop());
    await world.host("10.0.0.1").disk.makeDirectory("/data");
    kit = await startSimulatedAgent(
      world,
      { dataDirectory: "/data", ...config },
      { store, log: (level, line) => void log.push(`${level} ${line}`) },
    );
    return kit;
  };
  const call = (...of: Parameters<NonNullable<typeof kit>["call"]>) => {
    if (kit === undefined) throw new Error("nothing was started");
    return kit.call(...of);
  };
  const names = async (route: "agent.services" | "agent.checks" | "catalog.services") =>
    Object.keys((await call(route)).json() as object).filter((name) => name !== "consul");
  const register = async (body: object) => (await call("agent.service-register", { body })).status;
  return { world, start, call, names, register, log };
}

const SIDECAR = {
  Name: "web",
  Check: { CheckID: "w", TTL: "1h" },
  Connect: { SidecarService: { Check: { CheckID: "s", TTL: "1h" } } },
};

describe("over a restart", () => {
  test("a service has its sidecar and its checks again, and without it none of them", async () => {
    const { start, register, names, call } = await open();
    await start();
    expect(await register(SIDECAR)).toBe(200);
    await call("agent.check-register", { body: { Name: "more", TTL: "1h", ServiceID: "web" } });
    const all = [
      ["web", "web-sidecar-proxy"],
      ["more", "s", "w"],
      ["web", "web-sidecar-proxy"],
    ];
    const shown = async () => [
      await names("agent.services"),
      await names("agent.checks"),
      await names("catalog.services"),
    ];
    expect(await shown()).toEqual(all);
    await start();
    expect(await shown()).toEqual(all);
    await call("agent.service-deregister", { rest: "web" });
    expect(await shown()).toEqual([[], [], []]);
    await start();
    expect(await shown()).toEqual([[], [], []]);
  });

  test("what files named is gone with them, what the API named stays", async () => {
    const { start, register, names } = await open();
    await start({ services: [{ Name: "file" }], checks: [{ Name: "fc", TTL: 9_000 }] });
    await register({ Name: "api" });
    expect(await names("catalog.services")).toEqual(["api", "file"]);
    await start();
    expect([
      await names("agent.services"),
      await names("agent.checks"),
      await names("catalog.services"),
    ]).toEqual([["api"], [], ["api"]]);
  });

  test("who is in maintenance stays there, where it is there at all", async () => {
    const { start, register, names, call } = await open();
    await start({ services: [{ Name: "file" }] });
    await register({ Name: "api" });
    for (const rest of ["file", "api"])
      await call("agent.service-maintenance", { rest, query: { enable: "true" } });
    await call("agent.maintenance", { query: { enable: "true" } });
    await start();
    expect(await names("agent.checks")).toEqual(["_node_maintenance", "_service_maintenance:api"]);
  });

  test("checks of files without a service are shown without a type", async () => {
    const { start, call } = await open();
    const checks = [
      { Name: "alone", TTL: 9_000 },
      { Name: "of", TTL: 9_000, ServiceID: "web" },
    ];
    await start({ services: [{ Name: "web" }], checks });
    await call("agent.check-register", { body: { Name: "api", TTL: "9s" } });
    const shown = (await call("agent.checks")).json() as Readonly<Record<string, { Type: string }>>;
    expect(Object.entries(shown).map(([id, { Type }]) => [id, Type])).toEqual([
      ["alone", ""],
      ["api", "ttl"],
      ["of", "ttl"],
    ]);
  });
});

describe("a registration", () => {
  test.each<[string, object, string]>([
    ["a service", { Name: "web", Address: "0.0.0.0" }, "400 Invalid service address"],
    [
      "a sidecar",
      { Name: "web", Connect: { SidecarService: { Address: "0.0.0.0" } } },
      "400 Invalid SidecarService: Invalid service address",
    ],
    [
      "a sidecar that is a gateway",
      { Name: "web", Connect: { SidecarService: { Kind: "mesh-gateway" } } },
      `400 Failed Validation: 3 errors occurred:\n${["DestinationServiceName", "DestinationServiceID", "LocalServiceAddress"].map((name) => `\t* The Proxy.${name} configuration is invalid for a mesh-gateway\n`).join("")}\n`,
    ],
  ])("that is wrong leaves nothing: %s", async (_, body, wanted) => {
    const { start, call, names } = await open();
    await start();
    const answer = await call("agent.service-register", { body });
    expect(`${answer.status} ${answer.text()}`).toBe(wanted);
    expect(await names("agent.services")).toEqual([]);
    await start();
    expect(await names("agent.services")).toEqual([]);
  });

  test("of a sidecar with weights that are none counts them as one and one, in the catalog too", async () => {
    const { start, call } = await open();
    await start();
    for (const [name, Weights] of Object.entries({
      a: {},
      b: { Passing: -1, Warning: 7 },
      c: { Passing: 2 },
    }))
      await call("agent.service-register", {
        body: { Name: name, Port: 1, Connect: { SidecarService: { Weights } } },
      });
    const weights = async (name: string) => {
      const [instance] = (await call("catalog.service", { rest: `${name}-sidecar-proxy` })).json() as {
        ServiceWeights: unknown;
      }[];
      return instance?.ServiceWeights;
    };
    expect([await weights("a"), await weights("b"), await weights("c")]).toEqual([
      { Passing: 1, Warning: 1 },
      { Passing: 1, Warning: 1 },
      { Passing: 2, Warning: 0 },
    ]);
  });

  test("replaces checks only where it says so", async () => {
    const { start, call, names } = await open();
    await start();
    const put = (id: string, query: Readonly<Record<string, string>> = {}) =>
      call("agent.service-register", { body: { Name: "web", Check: { CheckID: id, TTL: "1h" } }, query });
    await put("a");
    await put("b");
    expect(await names("agent.checks")).toEqual(["a", "b"]);
    await put("c", { "replace-existing-checks": "true" });
    expect(await names("agent.checks")).toEqual(["c"]);
    expect(((await call("health.node", { rest: "n1" })).json() as object[]).length).toBe(2);
  });

  test("gives each sidecar a port of its own", async () => {
    const { start, register, call } = await open();
    await start();
    for (const Name of ["a", "b"]) await register({ Name, Connect: { SidecarService: {} } });
    await register({ Name: "a", Connect: { SidecarService: {} } });
    const shown = (await call("agent.services")).json() as Readonly<Record<string, { Port: number }>>;
    expect(shown["b-sidecar-proxy"]?.Port).toBe(21_001);
    expect(shown["a-sidecar-proxy"]?.Port).not.toBe(21_001);
  });

  test("whose owner is gone is let go, and that is told", async () => {
    const { start, register, names, world, log } = await open();
    await start();
    await register({ Name: "web", Owner: { Kind: "process", ID: "4711", Grace: "0s" } });
    expect(await names("agent.checks")).toEqual(["_owner:web"]);
    await world.run(3_000);
    expect([await names("agent.services"), await names("catalog.services")]).toEqual([[], []]);
    expect(log).toContain("info agent: Process 4711 is not running; deregistering service web");
  });

  test("whose owner died while the agent was away is let go at the start", async () => {
    const { start, register, names, world } = await open();
    await start();
    await register({ Name: "web", Owner: { Kind: "process", ID: "4711", Grace: "1h" } });
    await start();
    await world.run(10);
    expect(await names("agent.checks")).toEqual(["_owner:web"]);
  });
});
