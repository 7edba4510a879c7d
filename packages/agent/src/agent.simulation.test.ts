import { askDns } from "@tutti/agent/testkit";
import { createAgentClient } from "@tutti/agent-api";
import type { Listener } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, it } from "vitest";
import { createAgent, DEFAULT_AGENT_CONFIG } from "./index.ts";

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
