import type { AgentClient, ApiAnswer, CallOptions, RouteId } from "@tutti/agent-api";
import { createAgentClient } from "@tutti/agent-api";
import type { Runtime } from "@tutti/runtime";
import type { Agent } from "./agent.ts";
import { createAgent } from "./agent.ts";
import type { AgentConfig } from "./agent-config.ts";
import { DEFAULT_AGENT_CONFIG } from "./agent-config.ts";

/** What a simulation has that a test kit needs. */
interface World {
  host(address: string): Runtime;
  until<T>(promise: Promise<T>): Promise<T>;
}

/** An agent in a simulated world, and a client on another host of it. For tests. */
export interface SimulatedAgent {
  readonly agent: Agent;
  readonly client: AgentClient;
  /** One call, with as much simulated time as it takes. */
  call(route: RouteId, options?: CallOptions): Promise<ApiAnswer>;
}

/** Starts an agent on host `10.0.0.1`; HTTP on port 8500, everything else off. */
export async function startSimulatedAgent(
  world: World,
  config: Partial<AgentConfig> = {},
): Promise<SimulatedAgent> {
  const address = "10.0.0.1";
  const { ports } = DEFAULT_AGENT_CONFIG;
  const whole: AgentConfig = {
    ...DEFAULT_AGENT_CONFIG,
    nodeName: "n1",
    advertiseAddress: address,
    advertiseAddressWan: address,
    clientAddresses: [address],
    ports: { ...ports, dns: -1 },
    ...config,
  };
  const agent = await world.until(createAgent(whole, world.host(address)));
  await world.until(agent.start());
  const client = createAgentClient(world.host("10.0.0.2"), { address: `${address}:${ports.http}` });
  return { agent, client, call: (route, options) => world.until(client.call(route, options)) };
}
