import { askDns, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { DEFAULT_AGENT_CONFIG } from "../agent-config.ts";

const AGENT = "10.0.0.1";
const ENGINE = "10.0.0.3";
/** What an owner may take to leave DNS and to come back. */
const WITHIN_MS = 3_000;

test("an owner that is killed leaves DNS within three seconds, and is back as soon when it runs again", async () => {
  const world = createSimulation(4);
  let status = "running";
  await world.until(
    world.host(ENGINE).network.serveHttp({ host: ENGINE, port: 2375 }, (exchange) => {
      const State = { Running: status === "running", Status: status, ExitCode: 137 };
      exchange.respond(200, {}, JSON.stringify({ State }));
    }),
  );
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 };
  const { call } = await startSimulatedAgent(world, { ports });
  const Owner = { Kind: "docker_container", ID: "c1", Engine: `tcp://${ENGINE}:2375` };
  const body = { Name: "web", Port: 80, Owner };
  expect((await call("agent.service-register", { body })).status).toBe(200);
  const inDns = () => world.until(askDns(world.host("10.0.0.2"), AGENT));
  expect(await inDns()).toBe(1);
  for (const next of ["exited", "running", "paused", "running"]) {
    status = next;
    await world.run(WITHIN_MS);
    expect([next, await inDns()]).toEqual([next, next === "running" ? 1 : 0]);
  }
});
