import { refuse } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { MASTER, startGuardedAgent, startSimulatedAgent } from "../../testkit/index.ts";
import { agentError } from "../errors.ts";

type Start = Parameters<typeof startSimulatedAgent>;

async function open(config: Start[1] = {}, options: Start[2] = {}) {
  const world = createSimulation(56);
  const kit = await startSimulatedAgent(world, config, options);
  type Body = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  const self = async () => (await kit.call("agent.self")).json() as Body;
  const stats = async () =>
    (await self()).Stats as Readonly<Record<string, Readonly<Record<string, string>>>>;
  return { world, ...kit, self, stats };
}

describe("what the agent says of itself", () => {
  test("is who it is, where it stands, and how it was configured", async () => {
    const { self, agent } = await open({ datacenter: "dc7", nodeMeta: { a: "b" } });
    const said = await self();
    expect(said.Config).toEqual({
      Datacenter: "dc7",
      NodeName: "n1",
      NodeID: agent.context.nodeId,
      Revision: "",
      Server: true,
      Version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    });
    expect(said.Coord).toEqual({ Vec: Array(8).fill(0), Error: 1.5, Adjustment: 0, Height: 0.00001 });
    expect(said.Member).toMatchObject({ Name: "n1", Tags: { dc: "dc7", role: "consul" } });
    expect(said.Meta).toMatchObject({ a: "b" });
    expect(said.DebugConfig).toMatchObject({
      datacenter: "dc7",
      nodeName: "n1",
      dns: { udpAnswerLimit: 3 },
    });
  });

  test("holds no secret, and what a service was registered with neither", async () => {
    const services = [{ Name: "web", Token: "secret-of-web" }];
    const checks = [{ Name: "c", TTL: 9_000, Token: "secret-of-c" }];
    const { self, agent } = await open({
      services,
      checks,
      acl: { ...(await open()).agent.context.config.acl, tokens: { agent: "secret-of-agent" } },
    });
    const text = JSON.stringify((await self()).DebugConfig);
    expect(text).not.toContain("secret-of");
    expect((await self()).DebugConfig).toMatchObject({ acl: { tokens: { agent: "hidden" } } });
    expect(agent.context.config.acl.tokens.agent).toBe("secret-of-agent");
  });

  test("shows the times to live of services by their names", async () => {
    const { dns } = (await open()).agent.context.config;
    const { self } = await open({ dns: { ...dns, serviceTtlMs: new Map([["web", 5]]) } });
    expect((await self()).DebugConfig).toMatchObject({ dns: { serviceTtlMs: { web: 5 } } });
  });

  test("counts its checks by what becomes of them", async () => {
    const { stats, call } = await open();
    expect((await stats()).agent).toEqual({
      check_monitors: "0",
      check_ttls: "0",
      checks: "0",
      services: "0",
    });
    const Checks = [
      { TTL: "1h" },
      { TTL: "1h" },
      { TCP: "10.0.0.9:1", Interval: "1h" },
      { AliasService: "web" },
    ];
    await call("agent.service-register", { body: { Name: "web", Checks } });
    await call("agent.maintenance", { query: { enable: "true" } });
    expect((await stats()).agent).toEqual({
      check_monitors: "1",
      check_ttls: "2",
      checks: "5",
      services: "1",
    });
  });

  test("counts who waits", async () => {
    const { stats, client, world } = await open();
    const before = Number((await stats()).runtime?.goroutines);
    void client.call("kv.read", { rest: "a", query: { index: "99", wait: "1m" } });
    await world.run(10);
    expect(Number((await stats()).runtime?.goroutines)).toBe(before + 1);
    expect((await stats()).runtime).toMatchObject({
      arch: "amd64",
      cpu_count: "2",
      os: "linux",
      version: "node",
      max_procs: "1",
    });
  });

  test.each([
    [
      {},
      {
        acl: "disabled",
        bootstrap: "true",
        leader: "true",
        leader_addr: "10.0.0.1:8300",
        server: "true",
        known_datacenters: "1",
      },
    ],
    [{ bootstrap: false }, { bootstrap: "false" }],
    [{ devMode: true }, { bootstrap: "false" }],
    [{ server: false }, { acl: "disabled", known_servers: "0", server: "false" }],
  ])("tells of its server: %j", async (config, wanted) => {
    const { stats } = await open(config);
    const said = await stats();
    expect(said.consul).toMatchObject(wanted);
    expect(Object.keys(said)).toEqual(
      "server" in config
        ? ["agent", "build", "runtime", "serf_lan", "consul"]
        : ["agent", "build", "runtime", "serf_lan", "consul", "raft", "serf_wan"],
    );
    if (!("server" in config)) expect(said.serf_wan).toEqual(said.serf_lan);
    expect(said.serf_lan).toMatchObject({
      members: "1",
      failed: "0",
      health_score: "0",
      encrypted: "false",
    });
    expect(said.build).toMatchObject({ prerelease: "", revision: "" });
  });

  test("stands for a log by its revision", async () => {
    const { stats, call } = await open();
    const index = async () => Number((await stats()).raft?.commit_index);
    const before = await index();
    await call("kv.write", { rest: "a", body: "x" });
    expect(await index()).toBe(before + 1);
    const raft = (await stats()).raft;
    expect([raft?.applied_index, raft?.last_log_index, raft?.state, raft?.num_peers]).toEqual([
      String(before + 1),
      String(before + 1),
      "Leader",
      "0",
    ]);
    expect(raft?.latest_configuration).toMatch(
      /^\[\{Suffrage:Voter ID:[0-9a-f-]{36} Address:10\.0\.0\.1:8300\}\]$/,
    );
  });
});

test("the machine is what it runs on", async () => {
  const { call, world } = await open();
  const said = (await call("agent.host")).json() as Readonly<Record<string, unknown>>;
  expect(said).toMatchObject({
    CPU: [{ cpu: 0 }, { cpu: 1 }],
    Host: { hostname: "10.0.0.1", os: "linux", kernelArch: "amd64" },
    Memory: null,
    Disk: null,
    Errors: null,
  });
  // In nanoseconds.
  expect(Math.abs(Number(said.CollectionTime) / 1e6 - world.nowMs)).toBeLessThan(10);
});

describe("reading the configuration anew", () => {
  test("says what came of it", async () => {
    const refusal = refuse(agentError("agent-request-incomplete", "it is wrong"));
    const outcomes: (true | typeof refusal)[] = [refusal, true];
    const { call } = await open({}, { reload: async () => outcomes.shift() ?? true });
    const first = await call("agent.reload");
    expect([first.status, first.text()]).toEqual([500, expect.stringContaining("it is wrong")]);
    expect((await call("agent.reload")).status).toBe(200);
    expect(outcomes).toEqual([]);
  });

  test("is nothing where nobody can", async () => {
    expect((await (await open()).call("agent.reload")).status).toBe(200);
  });
});

describe("the agent's own tokens", () => {
  test.each([
    ["default", "default"],
    ["acl_token", "default"],
    ["agent", "agent"],
    ["acl_agent_token", "agent"],
    ["agent_master", "agentMaster"],
    ["acl_agent_master_token", "agentMaster"],
    ["replication", "replication"],
    ["acl_replication_token", "replication"],
  ] as const)("are set by their names: %s", async (name, use) => {
    const { master, agent } = await startGuardedAgent(57);
    expect((await master("agent.token", { rest: name, body: { Token: "new" } })).status).toBe(200);
    for (const other of ["default", "agent", "agentMaster", "replication"] as const)
      expect(agent.context.tokens.get(other) === "new").toBe(other === use);
  });

  test("are no others", async () => {
    const { as } = await startGuardedAgent(57);
    expect(await as(MASTER, "agent.token", { rest: "odd", body: { Token: "x" } })).toMatch(/^404 .*"odd"/);
    expect(await as(MASTER, "agent.token", { rest: "agent", body: { Odd: "x" } })).toMatch(/^400 /);
  });

  test("are none without access control", async () => {
    const answer = await (await open()).call("agent.token", { rest: "agent", body: { Token: "x" } });
    expect([answer.status, answer.text()]).toEqual([401, "ACL support disabled"]);
  });
});
