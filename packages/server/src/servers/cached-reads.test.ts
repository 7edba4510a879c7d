import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";

/** How `?cached` is told: a first question, the same again three seconds later, another one. */
const CACHED = ["MISS", "HIT 3", "MISS"];
const PLAIN = ["", "", ""];

const match = (name: string): CallOptions => ({ query: { by: "source", name } });
const rest = (name: string): CallOptions => ({ rest: name });

test.each<[RouteId, (name: string) => CallOptions, readonly string[]]>([
  ["catalog.services", (name) => ({ query: { "node-meta": `k:${name}` } }), CACHED],
  ["catalog.service", rest, CACHED],
  ["catalog.connect", rest, CACHED],
  ["health.service", rest, CACHED],
  ["health.connect", rest, CACHED],
  ["discovery-chain.read", rest, CACHED],
  ["connect.intention-match", match, CACHED],
  ["catalog.nodes", (name) => ({ query: { "node-meta": `k:${name}` } }), PLAIN],
  ["catalog.node", rest, PLAIN],
  ["health.node", rest, PLAIN],
  ["health.checks", rest, PLAIN],
  ["session.list", rest, PLAIN],
  ["kv.read", rest, PLAIN],
])("%s?cached", async (route, named, wanted) => {
  for (const useCache of [true, false]) {
    const world = createSimulation(8);
    const http = { ...DEFAULT_AGENT_CONFIG.http, useCache };
    const { call } = await startSimulatedAgent(world, { http });
    const ask = async (name: string) => {
      const options = named(name);
      const { headers } = await call(route, { ...options, query: { ...options.query, cached: "" } });
      return [headers.get("x-cache") ?? "", headers.get("age") ?? ""].join(" ").trim();
    };
    const first = await ask("a");
    await world.run(3000);
    expect([first, await ask("a"), await ask("b")]).toEqual(useCache ? wanted : PLAIN);
  }
});
