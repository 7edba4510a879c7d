import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { COMPATIBLE_VERSION } from "../compatible-version.ts";

const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: -1, server: 8300 };
const counted = { CreateIndex: expect.any(Number) as number, ModifyIndex: expect.any(Number) as number };

async function open(config: Parameters<typeof startSimulatedAgent>[1] = {}) {
  const world = createSimulation(61);
  const kit = await startSimulatedAgent(world, { ports, ...config });
  const one = async (route: "catalog.node" | "health.node") =>
    (await kit.call(route, { rest: "n1" })).json() as Record<string, unknown>;
  return { world, ...kit, one };
}

describe("a server stands in the catalog", () => {
  test("with its node, its service and its check", async () => {
    const { one } = await open();
    expect(await one("catalog.node")).toEqual({
      Node: {
        ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
        Node: "n1",
        Address: "10.0.0.1",
        Datacenter: "dc1",
        TaggedAddresses: { lan: "10.0.0.1", lan_ipv4: "10.0.0.1", wan: "10.0.0.1", wan_ipv4: "10.0.0.1" },
        Meta: { "consul-network-segment": "" },
        ...counted,
      },
      Services: {
        consul: {
          ID: "consul",
          Service: "consul",
          Tags: [],
          Address: "",
          Meta: {
            non_voter: "false",
            raft_version: "3",
            read_replica: "false",
            serf_protocol_current: "2",
            serf_protocol_max: "5",
            serf_protocol_min: "1",
            version: COMPATIBLE_VERSION,
          },
          Port: 8300,
          Weights: { Passing: 1, Warning: 1 },
          EnableTagOverride: false,
          Proxy: { MeshGateway: {}, Expose: {} },
          Connect: {},
          ...counted,
        },
      },
    });
    expect(await one("health.node")).toEqual([
      {
        Node: "n1",
        CheckID: "serfHealth",
        Name: "Serf Health Status",
        Status: "passing",
        Notes: "",
        Output: "Agent alive and reachable",
        ServiceID: "",
        ServiceName: "",
        ServiceTags: [],
        Type: "",
        Definition: {},
        ...counted,
      },
    ]);
  });

  test.each([
    [
      "the addresses that it has",
      {
        advertiseAddress: "10.0.0.1",
        advertiseAddressWan: "192.0.2.1",
        taggedAddresses: { lan: "h", more: "m" },
      },
      { lan: "h", lan_ipv4: "10.0.0.1", wan: "192.0.2.1", wan_ipv4: "192.0.2.1", more: "m" },
    ],
    [
      "addresses of version 6",
      { advertiseAddress: "fd00::1", advertiseAddressWan: "fd00::2" },
      { lan: "fd00::1", lan_ipv6: "fd00::1", wan: "fd00::2", wan_ipv6: "fd00::2" },
    ],
  ])("with %s", async (_, config, wanted) => {
    const { one } = await open({ ...config, httpAddresses: ["10.0.0.1"] });
    expect(await one("catalog.node")).toMatchObject({ Node: { TaggedAddresses: wanted } });
  });

  test("with the metadata that is configured", async () => {
    const { one } = await open({ nodeMeta: { env: "dev" } });
    expect(await one("catalog.node")).toMatchObject({
      Node: { Meta: { "consul-network-segment": "", env: "dev" } },
    });
  });

  test("and comes back within a minute where somebody changed it", async () => {
    const { world, call, one } = await open();
    const before = await one("catalog.node");
    await call("catalog.deregister", { body: { Node: "n1", ServiceID: "consul" } });
    const Check = { CheckID: "serfHealth", Name: "x", Status: "critical" };
    await call("catalog.register", { body: { Node: "n1", Address: "10.9.9.9", Check } });
    expect((await one("catalog.node"))["Services"]).toEqual({});
    await world.run(61_000);
    expect(await one("catalog.node")).toMatchObject({
      Node: { Address: "10.0.0.1" },
      Services: { consul: { Service: "consul" } },
    });
    expect(before).toMatchObject({ Node: { Address: "10.0.0.1" } });
    expect(await one("health.node")).toMatchObject([{ Name: "Serf Health Status", Status: "passing" }]);
  });

  test("and is not written again where nobody did", async () => {
    const { world, one } = await open();
    const before = await one("catalog.node");
    await world.run(190_000);
    expect(await one("catalog.node")).toEqual(before);
  });
});

test("who leads and who takes part is this server, for everybody", async () => {
  const { call } = await open({ advertiseAddress: "10.0.0.1" });
  expect((await call("status.leader")).json()).toBe("10.0.0.1:8300");
  expect((await call("status.peers")).json()).toEqual(["10.0.0.1:8300"]);
});
