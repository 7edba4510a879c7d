import { startGuardedAgent } from "@tutti/agent/testkit";
import type { RouteId } from "@tutti/agent-api";
import { describe, expect, test } from "vitest";

/** Two services on two nodes, one behind an ingress and called by the other's proxy. */
async function open() {
  const kit = await startGuardedAgent(31);
  const register = (Node: string, Service: object) =>
    kit.master("catalog.register", { body: { Node, Address: "10.0.0.1", Service } });
  await register("e1", { ID: "w", Service: "web", Port: 80 });
  await register("e2", { ID: "d", Service: "db", Port: 5432 });
  await register("e2", { ID: "i", Service: "ig", Kind: "ingress-gateway", Port: 443 });
  await register("e1", {
    ID: "p",
    Service: "web-proxy",
    Kind: "connect-proxy",
    Port: 81,
    Proxy: { DestinationServiceName: "web", Upstreams: [{ DestinationName: "db", LocalBindPort: 1 }] },
  });
  const Listeners = [{ Port: 8080, Protocol: "tcp", Services: [{ Name: "db" }] }];
  await kit.master("config.write", { body: { Kind: "ingress-gateway", Name: "ig", Listeners } });
  return kit;
}

const KINDLESS = { kind: "" };

describe("who may read a part sees that part", () => {
  test.each<[string, RouteId, string, readonly string[]]>([
    ['node "e1" { policy = "read" }', "ui.nodes", "", ["e1"]],
    ['node_prefix "" { policy = "read" }', "ui.services", "", []],
    ['node "e2" { policy = "read" } service_prefix "" { policy = "read" }', "ui.services", "", ["db", "ig"]],
    ['node_prefix "" { policy = "read" } service "web" { policy = "read" }', "ui.services", "", ["web"]],
    ['service "ig" { policy = "read" }', "catalog.gateway-services", "ig", []],
    ['service_prefix "" { policy = "read" }', "catalog.gateway-services", "ig", ["db"]],
  ])("%s: %s", async (rules, route, rest, wanted) => {
    const kit = await open();
    const { SecretID } = await kit.token(rules.replaceAll(" service", "\nservice"));
    const rows = (await kit.call(route, { rest, token: SecretID })).json() as readonly Record<
      string,
      unknown
    >[];
    const names = rows.map((row) => row["Name"] ?? row["Node"] ?? (row["Service"] as { Name: string }).Name);
    expect(names).toEqual(wanted);
  });

  test.each<[RouteId, Record<string, string>]>([
    ["ui.gateway-services", {}],
    ["ui.gateway-intentions", {}],
    ["ui.service-topology", KINDLESS],
    ["catalog.gateway-services", {}],
  ])("%s is refused to who may not read what it is about", async (route, query) => {
    const kit = await open();
    const { SecretID } = await kit.token('service "other" { policy = "read" }');
    expect(await kit.as(SecretID, route, { rest: "ig", query })).toBe("403 Permission denied");
  });

  test("a topology says that something was left out", async () => {
    const kit = await open();
    const { SecretID } = await kit.token(
      'service "web" { policy = "read" }\nnode_prefix "" { policy = "read" }',
    );
    const shown = async (token: string) =>
      (await kit.call("ui.service-topology", { rest: "web", query: KINDLESS, token })).json();
    expect(await shown(SecretID)).toMatchObject({ Upstreams: [], FilteredByACLs: true });
    const all = await kit.master("ui.service-topology", { rest: "web", query: KINDLESS });
    expect(all.json()).toMatchObject({ Upstreams: [{ Name: "db" }], FilteredByACLs: false });
  });
});
