import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { startSimulatedAgent } from "../testkit/index.ts";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "./agent-config.ts";

const { ports } = DEFAULT_AGENT_CONFIG;

function world() {
  const simulation = createSimulation(3);
  const dial = (port: number): Promise<string> =>
    simulation
      .host("10.0.0.2")
      .network.connect({ host: "10.0.0.1", port })
      .then(
        () => "open",
        (error: unknown) => String(Object(error).code),
      );
  return { simulation, dialled: (port: number) => simulation.until(dial(port)) };
}

test.each<[string, Partial<AgentConfig>, string]>([
  ["is open at the server", {}, "open"],
  ["is the one that is configured", { ports: { ...ports, dns: -1, server: 8399 } }, "ECONNREFUSED"],
  ["is not there where there is none", { ports: { ...ports, dns: -1, server: -1 } }, "ECONNREFUSED"],
])("the port that the catalog names %s", async (_, config, wanted) => {
  const { simulation, dialled } = world();
  const { agent } = await startSimulatedAgent(simulation, {
    bindAddress: "10.0.0.1",
    server: true,
    ...config,
  });
  expect(await dialled(8300)).toBe(wanted);
  if (config.ports?.server === 8399) expect(await dialled(8399)).toBe("open");
  await simulation.until(agent.stop());
  expect(await dialled(config.ports?.server ?? 8300)).toMatch(/ECONN|EINVAL|^ERR/);
});

test("one that is taken is told, and the agent runs", async () => {
  const { simulation } = world();
  const logged: string[] = [];
  const host = simulation.host("10.0.0.1");
  await simulation.until(host.network.listen({ host: "10.0.0.1", port: 8300 }, () => {}));
  const { call } = await startSimulatedAgent(
    simulation,
    { bindAddress: "10.0.0.1", server: true },
    { log: (level, line) => void logged.push(`${level} ${line}`) },
  );
  expect((await call("status.leader")).status).toBe(200);
  expect(logged).toContainEqual(
    expect.stringMatching(/^warn agent: nothing listens on the server's port 8300: /),
  );
});
