import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import type { AgentConfig } from "../agent-config.ts";

type Named = Partial<Pick<AgentConfig, "services" | "checks" | "dns">>;

const SCRIPT = { Args: ["true"], Interval: 1000 };

/** What an agent has of its own after it read its configuration anew, and what the reload said. */
async function reload(before: Named, after: Named, meanwhile: readonly (readonly [string, unknown])[] = []) {
  const world = createSimulation(11);
  const { agent, call } = await startSimulatedAgent(world, before);
  for (const [route, body] of meanwhile) {
    if (route === "service") await call("agent.service-register", { body });
    else await call("agent.check-register", { body });
  }
  const outcome = await world.until(
    agent.reconfigure({ ...agent.context.config, services: [], checks: [], ...after }),
  );
  const services = JSON.parse((await call("agent.services")).text());
  const checks = JSON.parse((await call("agent.checks")).text());
  const catalog = JSON.parse((await call("catalog.services")).text());
  return {
    outcome: outcome === true ? true : outcome.text,
    services: Object.entries<{ Port: number }>(services).map(([id, { Port }]) => `${id}:${Port}`),
    checks: Object.keys(checks),
    catalog: Object.keys(catalog).filter((name) => name !== "consul"),
  };
}

describe("a reload", () => {
  test.each<[string, Named, Named, readonly (readonly [string, unknown])[], unknown]>([
    [
      "adds services",
      {},
      { services: [{ Name: "a" }, { Name: "b", Port: 1 }] },
      [],
      { services: ["a:0", "b:1"], catalog: ["a", "b"] },
    ],
    [
      "removes services that are no longer named, with their checks",
      { services: [{ Name: "a", Check: { TTL: 9000 } }, { Name: "b" }] },
      { services: [{ Name: "b" }] },
      [],
      { services: ["b:0"], checks: [], catalog: ["b"] },
    ],
    [
      "changes services",
      { services: [{ Name: "a", Port: 1 }] },
      { services: [{ Name: "a", Port: 2 }] },
      [],
      { services: ["a:2"] },
    ],
    [
      "goes by the ID where there is one",
      { services: [{ Name: "a", ID: "x" }] },
      { services: [{ Name: "a", ID: "y" }] },
      [],
      { services: ["y:0"], catalog: ["a"] },
    ],
    [
      "adds, changes and removes checks",
      {
        checks: [
          { Name: "a", TTL: 9000 },
          { Name: "b", TTL: 9000 },
        ],
      },
      {
        checks: [
          { Name: "b", TTL: 1000 },
          { Name: "c", TTL: 9000 },
        ],
      },
      [],
      { checks: ["b", "c"] },
    ],
    [
      "leaves what the API registered",
      { services: [{ Name: "a" }] },
      {},
      [
        ["service", { Name: "api", Check: { TTL: "9s" } }],
        ["check", { Name: "alone", TTL: "9s" }],
      ],
      { services: ["api:0"], checks: ["alone", "service:api"], catalog: ["api"] },
    ],
    [
      "takes a sidecar with its service",
      { services: [{ Name: "a", Connect: { SidecarService: { Port: 1 } } }] },
      {},
      [],
      { services: [], checks: [], catalog: [] },
    ],
    [
      "takes what it can, and tells the first that it cannot",
      {},
      { services: [{ Name: "s", Check: SCRIPT }, {}, { Name: "b" }] },
      [],
      {
        outcome: `Failed to register service "s": Scripts are disabled on this agent; to enable, configure 'enable_script_checks' or 'enable_local_script_checks' to true`,
        services: ["b:0"],
      },
    ],
    [
      "tells of a check as of a service",
      {},
      { checks: [{ Name: "c", ServiceID: "none", TTL: 9000 }] },
      [],
      { outcome: 'Failed to register check "c": ServiceID "none" does not exist', checks: [] },
    ],
  ])("%s", async (_, before, after, meanwhile, wanted) => {
    expect(await reload(before, after, meanwhile)).toMatchObject({ outcome: true, ...(wanted as object) });
  });
});
