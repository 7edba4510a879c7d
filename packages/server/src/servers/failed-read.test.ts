import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { RouteId } from "@tutti/agent-api";
import { routes } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

/** Reads that Consul answers with a read's headers also where it refuses: index 1 and no leader known. */
const WITH_HEADERS: readonly RouteId[] = [
  "session.info",
  "session.node",
  "session.list",
  "catalog.nodes",
  "catalog.services",
  "catalog.service",
  "catalog.connect",
  "catalog.node",
  "catalog.node-services",
  "health.node",
  "catalog.gateway-services",
  "ui.nodes",
  "ui.node",
  "ui.services",
  "ui.gateway-services",
  "ui.gateway-intentions",
  "ui.service-topology",
  "health.checks",
  "health.state",
  "coordinate.nodes",
  "coordinate.node",
  "query.list",
  "query.read",
  "discovery-chain.read",
  "connect.intention-list",
  "acl.auth-method-list",
  "acl.auth-method-read",
  "acl.binding-rule-list",
  "acl.binding-rule-read",
  "acl.legacy-info",
  "acl.legacy-list",
  "acl.rules-translate-token",
  "acl.policy-list",
  "acl.policy-read",
  "acl.role-list",
  "acl.role-by-name",
  "acl.role-read",
  "acl.token-list",
  "acl.token-self",
  "acl.token-read",
  "connect.ca-roots",
];

const META = ["x-consul-index", "x-consul-knownleader", "x-consul-lastcontact"];

function metaOf({ headers }: { readonly headers: ReadonlyMap<string, string> }): readonly unknown[] {
  return META.map((name) => headers.get(name));
}

describe("a read that is refused", () => {
  test("has the headers of a read where Consul's has them, and nowhere else", async () => {
    const { call } = await startSimulatedAgent(createSimulation(5), {
      acl: { ...DEFAULT_AGENT_CONFIG.acl, enabled: true },
    });
    for (const { id, method } of routes) {
      if (method !== "GET") continue;
      const answer = await call(id, { rest: "x", token: "none" });
      const wanted = WITH_HEADERS.includes(id) ? ["1", "false", "0"] : [undefined, undefined, undefined];
      expect([id, metaOf(answer)]).toEqual([id, wanted]);
    }
  });

  test.each<[RouteId, string, boolean]>([
    ["catalog.nodes", 'Selector "Nope" is not valid', true],
    ["catalog.service", 'Selector "Nope" is not valid', true],
    ["catalog.node", 'Selector "Nope" is not valid', true],
    ["health.node", 'Selector "Nope" is not valid', true],
    ["health.checks", 'Selector "Nope" is not valid', true],
    ["health.state", 'Selector "Nope" is not valid', true],
    ["health.service", 'Selector "Nope" is not valid', false],
    ["health.connect", 'Selector "Nope" is not valid', false],
    ["agent.services", 'Selector "Nope" is not valid', false],
  ])(
    "%s says what is wrong with a filter, the headers of a read beside it: %s %s",
    async (route, reason, headers) => {
      const { call } = await startSimulatedAgent(createSimulation(6));
      const answer = await call(route, { rest: "x", query: { filter: "Nope == 1" } });
      expect([answer.status, answer.text()]).toEqual([
        500,
        `Failed to create boolean expression evaluator: ${reason}`,
      ]);
      expect(metaOf(answer)).toEqual(headers ? ["1", "false", "0"] : [undefined, undefined, undefined]);
    },
  );
});

test("a filter of the agent's checks is asked only where there is a check", async () => {
  const { call } = await startSimulatedAgent(createSimulation(7));
  const ask = async (filter: string) => {
    const answer = await call("agent.checks", { query: { filter } });
    return `${answer.status} ${answer.text()}`;
  };
  expect(await ask("Nope == 1")).toBe("200 {}");
  expect(await ask("Nope ==")).toContain("500 Failed to create boolean expression evaluator: 1:8 (7)");
  await call("agent.check-register", { body: { Name: "c", TTL: "10s" } });
  expect(await ask("Nope == 1")).toBe('500 Selector "Nope" is not valid');
  expect(await ask("Name == d")).toBe("200 {}");
  expect(await ask("Name == c")).toContain('"CheckID":"c"');
});
