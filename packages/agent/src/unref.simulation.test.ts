import { type Clock, type Runtime, RuntimeError } from "@tutti/runtime";
import type { Servers } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { askDnsAbout, startSimulatedAgent } from "../testkit/index.ts";
import { DEFAULT_AGENT_CONFIG } from "./agent-config.ts";

/**
 * An agent that somebody starts within a program of theirs, as tests do, does
 * not keep that program alive by what it looks at from time to time.
 */
test("nothing that an agent does by itself keeps its process alive", async () => {
  const world = createSimulation(61);
  const held: string[] = [];
  const watched = (runtime: Runtime): Runtime => {
    const clock: Clock = {
      ...runtime.clock,
      after(delayMs, run, options) {
        if (options?.unref !== true)
          held.push(String(new Error(`${delayMs} ms`).stack?.split("\n").slice(2, 4).join(" ")));
        return runtime.clock.after(delayMs, run, options);
      },
    };
    return { ...runtime, clock };
  };
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 };
  let away = false;
  const link = (servers: Servers): Servers => {
    const ask = <T>(call: () => Promise<T>): Promise<T> =>
      away ? Promise.reject(new RuntimeError("ECONNRESET", "servers", "away")) : call();
    return {
      ...servers,
      read: (...of) => ask(() => servers.read(...of)),
      register: (...of) => ask(() => servers.register(...of)),
    };
  };
  const { call, client, agent } = await startSimulatedAgent(
    { host: (address) => watched(world.host(address)), until: (promise) => world.until(promise) },
    { ports, checkUpdateIntervalMs: 5_000 },
    { link },
  );
  // What a client waits for is its own.
  const own = (line: string) => !line.includes("agent-api");
  const body = {
    Name: "web",
    Owner: { Kind: "docker_container", ID: "c1", Engine: "tcp://10.0.0.8:1" },
    Connect: { SidecarService: {} },
    Checks: [
      { TTL: "10s", DeregisterCriticalServiceAfter: "10m" },
      { TCP: "10.0.0.9:1", Interval: "5s" },
      { AliasService: "web" },
    ],
  };
  expect((await call("agent.service-register", { body })).status).toBe(200);
  await call("agent.check-register", { body: { Name: "ttl", TTL: "10s" } });
  await call("agent.check-pass", { rest: "ttl", query: { note: "1" } });
  await call("agent.check-pass", { rest: "ttl", query: { note: "2" } });
  // What could not be written, and what could not be compared, is tried again.
  away = true;
  await call("agent.check-fail", { rest: "ttl" });
  await world.run(80_000);
  away = false;
  const { ContentHash: hash } = (await call("agent.service", { rest: "web" })).json() as {
    ContentHash: string;
  };
  const waiting = client.call("agent.service", { rest: "web", query: { hash, wait: "1m" } });
  await world.until(askDnsAbout(world.host("10.0.0.9"), "10.0.0.1", "web.service.consul.", 1));
  await world.until(world.host("10.0.0.9").network.connect({ host: "10.0.0.1", port: 8600 }));
  await world.run(150_000);
  await waiting;
  await world.until(agent.stop());
  expect(held.filter(own)).toEqual([]);
});
