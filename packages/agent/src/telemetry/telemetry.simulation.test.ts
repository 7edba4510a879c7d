import type { RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { askDns, startSimulatedAgent } from "../../testkit/index.ts";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";

const { telemetry } = DEFAULT_AGENT_CONFIG;

interface Said {
  readonly Gauges: readonly { Name: string; Value: number; Labels: object }[];
  readonly Counters: readonly { Name: string; Count: number; Labels: object }[];
  readonly Samples: readonly { Name: string; Count: number; Labels: object }[];
}

/** An agent in its first ten seconds, in which all that happens is told. */
async function open(config: Partial<AgentConfig> = {}) {
  const world = createSimulation(11);
  const kit = await startSimulatedAgent(world, { telemetry: { ...telemetry, namesHost: false }, ...config });
  return { ...kit, world, said: async () => (await kit.call("agent.metrics")).json() as Said };
}

/** Name and labels of one in a line, and how many there were. */
function counted(all: Said["Counters"]): ReadonlyMap<string, number> {
  return new Map(
    all.map(({ Name, Labels, Count }) => [`${Name} ${Object.values(Labels).join(" ")}`.trim(), Count]),
  );
}

test("what there is, is told as gauges", async () => {
  const { call, said } = await open();
  await call("agent.service-register", {
    body: { Name: "web", Checks: [{ TTL: "1h" }, { TTL: "1h", Status: "passing" }] },
  });
  await call("kv.write", { rest: "a", body: "1" });
  const { Gauges } = await said();
  const gauges = new Map(Gauges.map(({ Name, Value }) => [Name, Value]));
  expect(Object.fromEntries(gauges)).toMatchObject({
    "consul.agent.services": 1,
    "consul.agent.checks": 2,
    "consul.agent.checks.critical": 1,
    "consul.autopilot.failure_tolerance": 0,
    "consul.autopilot.healthy": 1,
    "consul.consul.members.servers": 1,
    "consul.consul.state.nodes": 1,
    "consul.consul.state.service_instances": 2,
    "consul.consul.state.services": 2,
    "consul.state.nodes": 1,
    "consul.state.services": 2,
    "consul.state.service_instances": 2,
    "consul.state.kv_entries": 1,
    "consul.state.config_entries": 0,
    "consul.rpc.queries_blocking": 0,
    "consul.runtime.alloc_bytes": 1 << 20,
    "consul.runtime.sys_bytes": 1 << 21,
  });
  expect(gauges.get("consul.raft.applied_index")).toBeGreaterThan(3);
  expect(gauges.get("consul.raft.last_index")).toBe(gauges.get("consul.raft.applied_index"));
  expect(Gauges.find(({ Name }) => Name === "consul.consul.state.nodes")?.Labels).toEqual({
    datacenter: "dc1",
  });
});

test("gauges have the machine's name unless it is switched off", async () => {
  const { said } = await open({ telemetry });
  expect((await said()).Gauges.map(({ Name }) => Name)).toContain("consul.10.0.0.1.runtime.alloc_bytes");
});

describe("a request is told by the names of Consul:", () => {
  test.each<[RouteId, object, string]>([
    ["kv.write", { rest: "a", body: "1" }, "kvs.apply"],
    ["kv.delete", { rest: "a" }, "kvs.apply"],
    ["txn.run", { body: [{ KV: { Verb: "set", Key: "a", Value: "" } }] }, "txn.apply"],
    ["catalog.register", { body: { Node: "n", Address: "10.0.0.9" } }, "catalog.register"],
    ["catalog.deregister", { body: { Node: "n" } }, "catalog.deregister"],
    ["session.create", { body: {} }, "session.apply"],
    ["session.renew", { rest: "5ca1ab1e-0000-4000-8000-00000000beef" }, "session.renew"],
    ["session.destroy", { rest: "5ca1ab1e-0000-4000-8000-00000000beef" }, "session.apply"],
    ["query.create", { body: { Service: { Service: "web" } } }, "prepared-query.apply"],
    ["config.write", { body: { Kind: "service-defaults", Name: "web" } }, "config_entry.apply"],
    ["config.delete", { rest: "service-defaults/web" }, "config_entry.delete"],
    [
      "connect.intention-exact-write",
      { query: { source: "a", destination: "b" }, body: { Action: "allow" } },
      "intention.apply",
    ],
  ])("%s", async (route, options, name) => {
    const { call, said } = await open();
    const before = counted((await said()).Samples).get(`consul.${name}`) ?? 0;
    await call(route, options);
    expect(counted((await said()).Samples).get(`consul.${name}`)).toBe(before + 1);
  });

  test.each<[RouteId, string]>([
    ["catalog.service", "catalog.service.query"],
    ["catalog.connect", "catalog.connect.query"],
    ["health.service", "health.service.query"],
    ["health.connect", "health.connect.query"],
    ["health.ingress", "health.ingress.query"],
  ])("%s, with the service", async (route, name) => {
    const { call, said } = await open();
    await call(route, { rest: "web" });
    expect(counted((await said()).Counters).get(`consul.${name} web`)).toBe(1);
  });
});

test("requests over HTTP are told by method and path, and by the older names", async () => {
  const { call, said } = await open();
  await call("kv.write", { rest: "a/b", body: "1" });
  await call("kv.read", { rest: "a/b" });
  await call("kv.read", { rest: "c" });
  await call("catalog.services");
  const samples = counted((await said()).Samples);
  expect(samples.get("consul.api.http PUT v1_kv_")).toBe(1);
  expect(samples.get("consul.api.http GET v1_kv_")).toBe(2);
  expect(samples.get("consul.api.http GET v1_catalog_services")).toBe(1);
  expect(samples.get("consul.http.GET.v1.kv._")).toBe(2);
  expect(samples.get("consul.http.GET.v1.catalog.services")).toBe(1);
});

test("the older names can be switched off", async () => {
  const { call, said } = await open({ telemetry: { ...telemetry, namesOldHttp: false } });
  await call("kv.read", { rest: "a" });
  const names = (await said()).Samples.map(({ Name }) => Name);
  expect(names).toContain("consul.api.http");
  expect(names.filter((name) => name.startsWith("consul.http."))).toEqual([]);
});

test("questions to the servers, transactions and questions over DNS are counted", async () => {
  const { call, said, world } = await open({ ports: { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 } });
  const before = counted((await said()).Counters);
  await call("kv.write", { rest: "a", body: "1" });
  await call("kv.read", { rest: "a" });
  await world.until(askDns(world.host("10.0.0.2"), "10.0.0.1"));
  const { Counters, Samples } = await said();
  const after = counted(Counters);
  const more = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  expect(more("consul.rpc.request")).toBe(2);
  expect(more("consul.rpc.query")).toBe(1);
  expect(more("consul.raft.apply")).toBe(1);
  expect(more("consul.client.rpc")).toBeGreaterThanOrEqual(3);
  expect(counted(Samples).get("consul.dns.domain_query n1")).toBe(1);
});

describe("format=prometheus", () => {
  test("is refused where the retention time is not positive", async () => {
    const { call } = await open();
    const answer = await call("agent.metrics", { query: { format: "prometheus" } });
    expect(answer.status).toBe(415);
    expect(answer.text()).toBe("Prometheus is not enabled since its retention time is not positive");
  });

  test("is the text that Prometheus reads", async () => {
    const { call } = await open({
      telemetry: { ...telemetry, namesHost: false, prometheusRetentionMs: 60_000 },
    });
    await call("kv.write", { rest: "a", body: "1" });
    const answer = await call("agent.metrics", { query: { format: "prometheus" } });
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(answer.text()).toContain('consul_api_http_count{method="PUT",path="v1_kv_"} 1\n');
    expect(answer.text()).toContain('consul_consul_state_nodes{datacenter="dc1"} 1\n');
    expect(answer.text()).toContain("# TYPE consul_raft_apply counter\n");
  });
});

test("what is measured is sent to statsd, the rest of it when the agent stops", async () => {
  const world = createSimulation(12);
  const packets: string[] = [];
  const socket = await world.until(world.host("10.0.0.9").network.bindUdp({ host: "10.0.0.9", port: 8125 }));
  socket.onMessage((data) => packets.push(Buffer.from(data).toString("utf8")));
  const targets = [{ kind: "statsd", host: "10.0.0.9", port: 8125, tags: [] }] as const;
  const { agent, call } = await startSimulatedAgent(world, { telemetry: { ...telemetry, targets } });
  await call("kv.write", { rest: "a", body: "1" });
  await world.until(agent.stop());
  await world.run(1_000);
  expect(packets.join("")).toMatch(/^consul\.kvs\.apply:\d+\.\d{6}\|ms$/m);
  expect(packets.join("")).toMatch(/^consul\.api\.http\.PUT\.v1_kv_:\d+\.\d{6}\|ms$/m);
});
