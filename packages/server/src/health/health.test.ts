import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const world = createSimulation(21);
  const kit = await startSimulatedAgent(world);
  const register = (body: object) => kit.call("catalog.register", { body });
  for (const [Node, z, status, tags] of [
    ["e1", "1", "passing", ["v1", "blue"]],
    ["e2", "2", "warning", ["v1"]],
    ["e3", "1", "critical", []],
  ] as const) {
    const Service = { ID: "w", Service: "web", Tags: tags, Port: 80 };
    const Check = { CheckID: "c", Name: "c", ServiceID: "w", Status: status };
    await register({ Node, Address: "h", NodeMeta: { z, "a:b": "c" }, Service, Check });
  }
  await register({
    Node: "e1",
    Address: "h",
    SkipNodeUpdate: true,
    Check: { CheckID: "n", Name: "n", Status: "passing" },
  });
  await register({
    Node: "e2",
    Address: "h",
    SkipNodeUpdate: true,
    Service: {
      ID: "p",
      Service: "web-proxy",
      Kind: "connect-proxy",
      Port: 1,
      Proxy: { DestinationServiceName: "web" },
    },
  });
  const nodes = async (route: RouteId, rest: string, query: Readonly<Record<string, string>>) => {
    const answer = await kit.call(route, { rest, query });
    if (answer.status !== 200) return `${answer.status} ${answer.text()}`;
    const rows = answer.json() as { Node: string | { Node: string }; CheckID?: string }[];
    return rows
      .map(({ Node, CheckID }) => `${typeof Node === "string" ? Node : Node.Node}${CheckID ?? ""}`)
      .filter((name) => !name.startsWith("n1"))
      .sort()
      .join(" ");
  };
  return { world, ...kit, register, nodes };
}

describe("reads of health and catalog", () => {
  test.each<[RouteId, string, Readonly<Record<string, string>>, string]>([
    ["health.service", "web", {}, "e1 e2 e3"],
    ["health.service", "WEB", {}, "e1 e2 e3"],
    ["health.service", "none", {}, ""],
    ["health.service", "web", { passing: "" }, "e1"],
    ["health.service", "web", { passing: "true" }, "e1"],
    ["health.service", "web", { passing: "false" }, "e1 e2 e3"],
    ["health.service", "web", { passing: "x" }, "400 Invalid value for ?passing"],
    ["health.service", "web", { tag: "v1" }, "e1 e2"],
    ["health.service", "web", { tag: "V1" }, "e1 e2"],
    ["health.service", "web", { tag: "none" }, ""],
    ["health.service", "web", { "node-meta": "z:1" }, "e1 e3"],
    ["health.service", "web", { "node-meta": "z:1", passing: "" }, "e1"],
    ["health.service", "web", { "node-meta": "a:b:c" }, ""],
    ["health.service", "web", { "node-meta": "none" }, ""],
    ["health.service", "web", { filter: "Service.Port == 80 and Checks.Status == critical" }, "e3"],
    ["health.connect", "web", {}, "e2"],
    ["health.connect", "web", { "node-meta": "z:1" }, ""],
    ["health.connect", "web-proxy", {}, ""],
    ["health.checks", "web", {}, "e1c e2c e3c"],
    ["health.checks", "web", { "node-meta": "z:2" }, "e2c"],
    ["health.checks", "web", { filter: "Status != passing" }, "e2c e3c"],
    ["health.checks", "none", {}, ""],
    ["health.node", "e1", {}, "e1c e1n"],
    ["health.node", "E1", {}, "e1c e1n"],
    ["health.node", "none", {}, ""],
    ["health.node", "e1", { filter: "ServiceID == w" }, "e1c"],
    ["health.state", "any", {}, "e1c e1n e2c e3c"],
    ["health.state", "passing", {}, "e1c e1n"],
    ["health.state", "warning", {}, "e2c"],
    ["health.state", "critical", {}, "e3c"],
    ["health.state", "none", {}, ""],
    ["health.state", "any", { "node-meta": "z:1" }, "e1c e1n e3c"],
    ["health.state", "any", { filter: "CheckID == n" }, "e1n"],
    ["catalog.service", "web", { tag: "blue" }, "e1"],
    ["catalog.service", "web", { "node-meta": "z:1" }, "e1 e3"],
    ["catalog.service", "web", { filter: "ServiceTags is empty" }, "e3"],
    ["catalog.connect", "web", {}, "e2"],
    ["catalog.nodes", "", { "node-meta": "z:1" }, "e1 e3"],
    ["catalog.nodes", "", { filter: "Meta.z == 2" }, "e2"],
    ["health.service", "", {}, "400 Missing service name"],
    ["health.connect", "", {}, "400 Missing service name"],
    ["health.checks", "", {}, "400 Missing service name"],
    ["health.node", "", {}, "400 Missing node name"],
    ["health.state", "", {}, "400 Missing check state"],
    ["catalog.service", "", {}, "400 Missing service name"],
    ["catalog.connect", "", {}, "400 Missing service name"],
    ["catalog.node", "", {}, "400 Missing node name"],
    ["catalog.node-services", "", {}, "400 Missing node name"],
  ])("%s %j %j: %s", async (route, rest, query, wanted) => {
    const { nodes } = await open();
    expect(await nodes(route, rest, query)).toBe(wanted);
  });

  test("services of nodes with the metadata asked for", async () => {
    const { call } = await open();
    const names = async (meta: string) =>
      Object.keys((await call("catalog.services", { query: { "node-meta": meta } })).json() as object);
    expect([await names("z:2"), await names("z:3"), await names("a:b:c")]).toEqual([
      ["web", "web-proxy"],
      [],
      [],
    ]);
  });
});

/** Each row: a read, what changes it, and that it wakes; what it does not wake for comes after. */
describe("who waits", () => {
  const node = (z: string) => ({ Node: "e1", Address: "h", NodeMeta: { z } });
  const check = (Status: string) => ({
    Node: "e1",
    Address: "h",
    SkipNodeUpdate: true,
    Check: { CheckID: "c", Name: "c", ServiceID: "w", Status },
  });
  const service = {
    Node: "e1",
    Address: "h",
    SkipNodeUpdate: true,
    Service: { ID: "w", Service: "web", Port: 81 },
  };
  const ofProxy = (more: object) => ({ Node: "e2", Address: "h", SkipNodeUpdate: true, ...more });
  const proxyOf = (DestinationServiceName: string, ID: string) =>
    ofProxy({
      Service: { ID, Service: ID, Kind: "connect-proxy", Port: 2, Proxy: { DestinationServiceName } },
    });
  const native = (Service: string) => ({ Service, Connect: { Native: true } });
  const other = { Node: "other", Address: "h", Service: { Service: "other" } };
  test.each<[RouteId, string, Readonly<Record<string, string>>, object, boolean]>([
    ["health.service", "web", {}, check("warning"), true],
    ["health.service", "web", {}, service, true],
    ["health.service", "web", {}, node("9"), true],
    ["health.service", "web", {}, other, false],
    ["health.connect", "web", {}, ofProxy({ Check: { CheckID: "c", Name: "c", ServiceID: "p" } }), true],
    ["health.connect", "web", {}, ofProxy({ NodeMeta: { z: "9" }, SkipNodeUpdate: false }), true],
    ["health.connect", "web", {}, check("warning"), false],
    ["health.connect", "web", {}, proxyOf("web", "late"), true],
    ["health.connect", "web", {}, proxyOf("none", "late"), false],
    ["health.connect", "none", {}, proxyOf("none", "late"), true],
    ["health.connect", "none", {}, proxyOf("web", "late"), false],
    ["health.connect", "none", {}, { Node: "e1", Address: "h", Service: native("none") }, true],
    ["health.connect", "other", {}, other, false],
    ["health.ingress", "web", {}, check("warning"), false],
    ["health.checks", "web", {}, check("warning"), true],
    ["health.checks", "web", { "node-meta": "z:1" }, node("9"), true],
    ["health.checks", "web", {}, other, false],
    ["health.node", "e1", {}, check("warning"), true],
    ["health.node", "e1", {}, other, false],
    ["health.state", "any", {}, check("warning"), true],
    ["health.state", "any", { "node-meta": "z:1" }, node("9"), true],
    ["health.state", "any", {}, other, false],
    ["catalog.service", "web", {}, service, true],
    ["catalog.service", "web", {}, node("9"), true],
    ["catalog.service", "web", {}, check("warning"), false],
    ["catalog.service", "web", {}, other, false],
    ["catalog.connect", "web", {}, ofProxy({ NodeMeta: { z: "9" }, SkipNodeUpdate: false }), true],
    ["catalog.connect", "web", {}, proxyOf("web", "p"), true],
    ["catalog.connect", "web", {}, service, false],
    ["catalog.connect", "web", {}, ofProxy({ Check: { CheckID: "c", Name: "c", ServiceID: "p" } }), false],
    ["catalog.nodes", "", {}, node("9"), true],
    ["catalog.nodes", "", {}, service, false],
    ["catalog.services", "", {}, service, true],
    ["catalog.services", "", { "node-meta": "z:1" }, node("9"), true],
    ["catalog.services", "", {}, check("warning"), false],
    ["catalog.node", "e1", {}, service, true],
    ["catalog.node", "e1", {}, node("9"), true],
    ["catalog.node-services", "e1", {}, service, true],
  ])("for %s %s %j: %j wakes: %s", async (route, rest, query, change, wakes) => {
    const { world, call, client, register } = await open();
    const { index } = await call(route, { rest, query });
    let woken = false;
    const waiting = client
      .call(route, { rest, query: { ...query, index: String(index), wait: "30s" } })
      .then((answer) => {
        woken = true;
        return answer;
      });
    await world.run(100);
    expect(woken).toBe(false);
    await register(change);
    await world.run(1000);
    expect(woken).toBe(wakes);
    expect((await world.until(waiting)).index >= index + (wakes ? 1 : 0)).toBe(true);
  });
});
