import type { AgentClient, ApiAnswer, CallOptions, RouteId } from "@tutti/agent-api";
import { createAgentClient } from "@tutti/agent-api";
import type { Runtime } from "@tutti/runtime";
import { decodeMessage, encodeMessage } from "../src/dns/index.ts";
import type { Agent, AgentConfig, AgentOptions } from "../src/index.ts";
import { createAgent, DEFAULT_AGENT_CONFIG } from "../src/index.ts";
import { questionOf } from "./dns-question.ts";

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
  options: AgentOptions = {},
): Promise<SimulatedAgent> {
  const address = "10.0.0.1";
  const { ports } = DEFAULT_AGENT_CONFIG;
  const whole: AgentConfig = {
    ...DEFAULT_AGENT_CONFIG,
    nodeName: "n1",
    advertiseAddress: address,
    advertiseAddressWan: address,
    httpAddresses: [address],
    dnsAddresses: [address],
    ports: { ...ports, dns: -1 },
    ...config,
  };
  const agent = await world.until(createAgent(whole, world.host(address), options));
  await world.until(agent.start());
  const client = createAgentClient(world.host("10.0.0.2"), { address: `${address}:${ports.http}` });
  return { agent, client, call: (route, options) => world.until(client.call(route, options)) };
}

/** How many instances DNS gives for `web`. */
export async function askDns(runtime: Runtime, agentHost: string): Promise<number> {
  return (await askDnsAbout(runtime, agentHost, "web.service.consul.", 1))?.answers.length ?? -1;
}

/** One question over UDP; undefined where the answer cannot be read. */
export async function askDnsAbout(
  runtime: Runtime,
  agentHost: string,
  name: string,
  type: number,
): Promise<ReturnType<typeof decodeMessage>> {
  const id = runtime.random.integer(65_536);
  const packet = encodeMessage(questionOf(name, { id, questions: [{ name, type, class: 1 }] }));
  const socket = await runtime.network.bindUdp({ host: "0.0.0.0", port: 0 });
  const reply = new Promise<Uint8Array>((resolve) => socket.onMessage(resolve));
  socket.send(packet ?? new Uint8Array(), { host: agentHost, port: 8600 });
  const message = decodeMessage(await reply);
  await socket.close();
  return message;
}
