import { createAgentClient } from "@tutti/agent-api";
import type { Listener, Runtime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "./dns/index.ts";
import { createAgent, DEFAULT_AGENT_CONFIG } from "./index.ts";

/** How many instances DNS gives for `web`. */
async function askDns(runtime: Runtime, agentHost: string): Promise<number> {
  const packet = encodeMessage({
    id: runtime.random.integer(65_536),
    response: false,
    opcode: 0,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [{ name: "web.service.consul.", type: 1, class: 1 }],
    answers: [],
    authority: [],
    additional: [],
  });
  const socket = await runtime.network.bindUdp({ host: "0.0.0.0", port: 0 });
  const reply = new Promise<Uint8Array>((resolve) => socket.onMessage(resolve));
  socket.send(packet ?? new Uint8Array(), { host: agentHost, port: 8600 });
  const message = decodeMessage(await reply);
  await socket.close();
  return message?.answers.length ?? -1;
}

describe("an agent in the simulation", () => {
  it.each([1, 2, 3])(
    "drops an instance from DNS within two seconds of its death, and takes it back (seed %i)",
    async (seed) => {
      const simulation = createSimulation(seed);
      const runtime = simulation.host("10.0.0.1");
      const worker = simulation.host("10.0.0.2");
      const config = {
        ...DEFAULT_AGENT_CONFIG,
        nodeName: "n1",
        devMode: true,
        clientAddresses: ["10.0.0.1"],
      };
      const agent = await simulation.until(createAgent(config, runtime));
      await simulation.until(agent.start());
      const serve = (): Promise<Listener> =>
        worker.network.serveHttp({ host: "10.0.0.2", port: 80 }, (exchange) =>
          exchange.respond(200, {}, "ok"),
        );
      let web = await simulation.until(serve());
      const client = createAgentClient(worker, { address: "10.0.0.1:8500" });
      const body = {
        Name: "web",
        Address: "10.0.0.2",
        Check: { HTTP: "http://10.0.0.2/", Interval: "1s", Timeout: "1s" },
      };
      const registered = await simulation.until(client.call("agent.service-register", { body }));
      expect(registered.status).toBe(200);
      await simulation.run(1100);
      expect(await simulation.until(askDns(worker, "10.0.0.1"))).toBe(1);
      await simulation.until(web.close());
      await simulation.run(2000);
      expect(await simulation.until(askDns(worker, "10.0.0.1"))).toBe(0);
      web = await simulation.until(serve());
      await simulation.run(2000);
      expect(await simulation.until(askDns(worker, "10.0.0.1"))).toBe(1);
      await simulation.until(web.close());
      await simulation.until(agent.stop());
    },
  );
});
