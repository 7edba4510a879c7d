import { askDns, startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, it } from "vitest";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "./index.ts";

const AGENT = "10.0.0.1";
const SERVICES = {
  services:
    "cannot write: /data/services cannot be written: no space is left on the disk. Nothing was changed, and what was promised before is kept",
  checks:
    "cannot write: /data/checks cannot be written: no space is left on the disk. Nothing was changed, and what was promised before is kept",
};

const CHECK = {
  HTTP: "http://10.0.0.3:80/",
  Interval: "10s",
  Timeout: "5s",
};
const WEB = { Name: "web", Address: "10.0.0.3", Port: 80, Check: CHECK };

/** An agent on a disk of its own; its store (which has tests of its own for this) is in memory. */
async function start(more: Partial<AgentConfig> = {}) {
  const world = createSimulation(8);
  const config = {
    dataDirectory: "/data",
    dnsAddresses: [AGENT],
    ports: { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 },
    ...more,
  };
  let healthy = true;
  await world.until(
    world.host("10.0.0.3").network.serveHttp({ host: "10.0.0.3", port: 80 }, (exchange) => {
      exchange.respond(healthy ? 200 : 503, {}, "");
    }),
  );
  const { disk } = world.host(AGENT);
  await world.until(disk.makeDirectory("/data"));
  const begin = () => startSimulatedAgent(world, config, { store: createMemoryStore() });
  const running = await begin();
  const said = async (route: RouteId, options: CallOptions) => {
    const answer = await running.call(route, options);
    return `${answer.status} ${answer.text()}`.trim();
  };
  const names = async ({ call }: typeof running, route: "agent.services" | "agent.checks") =>
    Object.keys((await call(route)).json() as object).sort();
  return {
    world,
    disk,
    said,
    running,
    begin,
    names,
    break: () => {
      healthy = false;
    },
  };
}

describe("with a full disk below its data folder an agent", () => {
  it.each<[string, RouteId, CallOptions, keyof typeof SERVICES]>([
    ["a service", "agent.service-register", { body: { Name: "other" } }, "services"],
    ["another one in its place", "agent.service-register", { body: { ...WEB, Port: 81 } }, "services"],
    ["a check", "agent.check-register", { body: { Name: "c", TTL: "10s" } }, "checks"],
    ["that a service goes", "agent.service-deregister", { rest: "web" }, "services"],
    ["that a check goes", "agent.check-deregister", { rest: "kept" }, "checks"],
  ])(
    "refuses %s with one error, and has what it had, after a restart too",
    async (_what, route, options, folder) => {
      const { disk, said, running, begin, names, world } = await start();
      await said("agent.service-register", { body: WEB });
      await said("agent.check-register", { body: { Name: "kept", TTL: "10m" } });
      const before = (await running.call("agent.services")).text();
      disk.failFrom(1, "ENOSPC");
      expect(await said(route, options)).toBe(`500 ${SERVICES[folder]}`);
      expect((await running.call("agent.services")).text()).toBe(before);
      expect(await names(running, "agent.checks")).toEqual(["kept", "service:web"]);
      disk.mend();
      await world.until(running.agent.stop());
      const again = await begin();
      expect((await again.call("agent.services")).text()).toBe(before);
      expect(await names(again, "agent.checks")).toEqual(["kept", "service:web"]);
    },
  );

  it("refuses a token that it cannot keep, and goes on with the one that it had", async () => {
    const tokens = { master: "root", default: "before" };
    const acl = { ...DEFAULT_AGENT_CONFIG.acl, enabled: true, enableTokenPersistence: true, tokens };
    const { disk, said, running } = await start({ acl });
    const set = (token: string) =>
      said("agent.token", { rest: "default", body: { Token: token }, token: "root" });
    disk.failFrom(1, "ENOSPC");
    expect(await set("lost")).toBe(
      "500 cannot write: /data/acl-tokens.json cannot be written: no space is left on the disk. Nothing was changed, and the agent goes on with the token that it had",
    );
    expect(running.agent.context.tokens.get("default")).toBe("before");
    disk.mend();
    expect(await set("after")).toBe("200");
    expect(running.agent.context.tokens.get("default")).toBe("after");
  });

  it("goes on with checks, reads and DNS, and takes writes again once there is room", async () => {
    const found = await start();
    const { world, disk, said, running } = found;
    await said("agent.service-register", { body: WEB });
    await world.run(20_000);
    disk.failFrom(1, "ENOSPC");
    const client = world.host("10.0.0.2");
    expect(await world.until(askDns(client, AGENT))).toBe(1);
    found.break();
    await world.run(20_000);
    expect((await running.call("health.checks", { rest: "web" })).json()).toMatchObject([
      { Status: "critical" },
    ]);
    expect(await world.until(askDns(client, AGENT))).toBe(0);
    expect((await running.call("catalog.services")).status).toBe(200);
    disk.mend();
    expect(await said("agent.service-register", { body: { Name: "later" } })).toBe("200");
    expect(await found.names(running, "agent.services")).toEqual(["later", "web"]);
  });
});
