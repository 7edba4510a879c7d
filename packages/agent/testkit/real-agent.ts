import { createRealRuntime } from "@tutti/runtime";
import { type Agent, type AgentConfig, createAgent, DEFAULT_AGENT_CONFIG } from "../src/index.ts";

/** An agent of our own on a port of its own, with nothing in it; `more` than what that needs of the configuration. */
export async function startRealAgent(more: Partial<AgentConfig> = {}): Promise<Agent> {
  const { ports } = DEFAULT_AGENT_CONFIG;
  const off = { https: -1, dns: -1, server: -1, serfLan: -1, serfWan: -1, grpc: -1 };
  const agent = await createAgent(
    {
      ...DEFAULT_AGENT_CONFIG,
      nodeName: "here",
      bindAddress: "127.0.0.1",
      advertiseAddress: "127.0.0.1",
      advertiseAddressWan: "127.0.0.1",
      devMode: true,
      ports: { ...ports, ...off, http: 0 },
      ...more,
    },
    createRealRuntime(),
  );
  await agent.start();
  return agent;
}
