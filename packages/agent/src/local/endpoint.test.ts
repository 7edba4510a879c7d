import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAgentClient, type RouteId } from "@tutti/agent-api";
import { createRealRuntime, fromUnknown } from "@tutti/runtime";
import { afterEach, describe, expect, it } from "vitest";
import { type Agent, type AgentConfig, createAgent, DEFAULT_AGENT_CONFIG } from "../index.ts";

const runtime = createRealRuntime();
const agents: Agent[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.stop();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function start(more: Partial<AgentConfig> = {}): Promise<Agent> {
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, http: 0, dns: -1 };
  const agent = await createAgent(
    { ...DEFAULT_AGENT_CONFIG, nodeName: "n1", devMode: true, ports, ...more },
    runtime,
  );
  agents.push(agent);
  await agent.start();
  return agent;
}

async function call(
  agent: Agent,
  route: RouteId,
  options: Parameters<ReturnType<typeof createAgentClient>["call"]>[1] = {},
): Promise<string> {
  const client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
  const answer = await client.call(route, options);
  return `${answer.status} ${answer.text()}`;
}

async function names(agent: Agent, route: RouteId): Promise<readonly string[]> {
  return Object.keys(JSON.parse((await call(agent, route)).slice(4)));
}

describe("/v1/agent", () => {
  it("has a registration in the catalog when it answers", async () => {
    const agent = await start();
    expect(await call(agent, "agent.service-register", { body: { Name: "web", Port: 80 } })).toBe("200 ");
    expect(await names(agent, "catalog.services")).toContain("web");
    await call(agent, "agent.service-deregister", { rest: "web" });
    expect(await names(agent, "catalog.services")).not.toContain("web");
  });

  it.each<[string, unknown, string]>([
    ["no name", {}, "400 Missing service name"],
    ["an unknown field", { Name: "x", Colour: 1 }, '400 Request decode failed: json: unknown field "Colour"'],
    [
      "a wrong type",
      { Name: "x", Port: "p" },
      "400 Request decode failed: json: cannot unmarshal string into Go struct field .Port of type int",
    ],
    [
      "a check that does nothing",
      { Name: "x", Check: { Interval: "1s" } },
      "400 Invalid check: TTL must be > 0 for TTL checks",
    ],
    [
      "a script",
      { Name: "x", Check: { Args: ["true"], Interval: "1s" } },
      "500 Scripts are disabled on this agent from remote calls; to enable, configure 'enable_script_checks' to true",
    ],
    [
      "an owner of no kind",
      { Name: "x", Owner: { Kind: "ghost", ID: "1" } },
      '400 Invalid Owner: Kind must be one of docker_container, process, not "ghost"',
    ],
    [
      "a process without a number",
      { Name: "x", Owner: { Kind: "process", ID: "web" } },
      '400 Invalid Owner: the ID of a process must be its number, not "web"',
    ],
  ])("refuses %s", async (_, body, wanted) => {
    expect(await call(await start(), "agent.service-register", { body })).toBe(wanted);
  });

  it("shows maintenance in the health of a service", async () => {
    const agent = await start();
    await call(agent, "agent.service-register", {
      body: { Name: "web", Check: { TTL: "9s", Status: "passing" } },
    });
    const health = (): Promise<string> =>
      call(agent, "agent.health-by-id", { rest: "web", query: { format: "text" } });
    expect(await health()).toBe("200 passing");
    await call(agent, "agent.service-maintenance", { rest: "web", query: { enable: "true" } });
    expect(await health()).toBe("503 maintenance");
    await call(agent, "agent.service-maintenance", { rest: "web", query: { enable: "false" } });
    expect(await health()).toBe("200 passing");
  });

  it("knows after a restart what was registered before it, and only that", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tutti-local-"));
    folders.push(dataDirectory);
    const before = await start({ dataDirectory, devMode: false });
    for (const Name of ["kept", "gone"])
      await call(before, "agent.service-register", { body: { Name, Check: { TTL: "9s" } } });
    await call(before, "agent.check-register", { body: { Name: "alone", TTL: "9s" } });
    await call(before, "agent.service-deregister", { rest: "gone" });
    await agents.pop()?.stop();
    const after = await start({ dataDirectory, devMode: false });
    expect(await names(after, "agent.services")).toEqual(["kept"]);
    expect(await names(after, "agent.checks")).toEqual(["alone", "service:kept"]);
    expect(await names(after, "catalog.services")).toEqual(["consul", "kept"]);
  });

  it("keeps over a restart what was told to TTL checks, and who is in maintenance", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tutti-local-"));
    folders.push(dataDirectory);
    const before = await start({ dataDirectory, devMode: false });
    for (const Name of ["well", "unwell", "away"])
      await call(before, "agent.service-register", { body: { Name, Check: { TTL: "9s" } } });
    await call(before, "agent.check-pass", { rest: "service:well", query: { note: "fine" } });
    await call(before, "agent.check-pass", { rest: "service:unwell" });
    await call(before, "agent.check-fail", { rest: "service:unwell", query: { note: "broken" } });
    await call(before, "agent.check-pass", { rest: "service:away" });
    await call(before, "agent.service-maintenance", { rest: "away", query: { enable: "true", reason: "r" } });
    await agents.pop()?.stop();
    const after = await start({ dataDirectory, devMode: false });
    const checks: Record<string, { Status: string; Output: string; Notes: string }> = JSON.parse(
      (await call(after, "agent.checks")).slice(4),
    );
    const shown = Object.entries(checks).map(([id, { Status, Output, Notes }]) => [
      id,
      Status,
      Output,
      Notes,
    ]);
    expect(shown).toEqual([
      ["_service_maintenance:away", "critical", "", "r"],
      ["service:away", "passing", "", ""],
      ["service:unwell", "critical", "broken", ""],
      ["service:well", "passing", "fine", ""],
    ]);
  });

  it("takes over changed services of the configuration", async () => {
    const agent = await start({ services: [{ Name: "old" }, { Name: "both" }] });
    expect(await names(agent, "agent.services")).toEqual(["both", "old"]);
    await agent.reconfigure({ ...agent.context.config, services: [{ Name: "both" }, { Name: "new" }] });
    expect(await names(agent, "agent.services")).toEqual(["both", "new"]);
  });
});

describe("programs run only with consent", () => {
  const remote = /enable_script_checks' to true$/;
  const script = { Args: ["true"], Interval: "1s" };
  const docker = { DockerContainerID: "c", Args: ["true"], Interval: "1s" };
  const doors: readonly (readonly [string, RouteId, unknown])[] = [
    ["a service's check", "agent.service-register", { Name: "x", Check: script }],
    ["a docker check", "agent.service-register", { Name: "x", Check: docker }],
    ["one of a service's checks", "agent.service-register", { Name: "x", Checks: [{ TTL: "9s" }, script] }],
    [
      "a sidecar's check",
      "agent.service-register",
      { Name: "x", Connect: { SidecarService: { Check: script } } },
    ],
    [
      "a sidecar's checks",
      "agent.service-register",
      { Name: "x", Connect: { SidecarService: { Checks: [script] } } },
    ],
    ["a check alone", "agent.check-register", { Name: "x", ...script }],
  ];

  it.each(doors)("%s is refused, and nothing of it is registered", async (_, route, body) => {
    const agent = await start({ enableLocalScriptChecks: true });
    expect(await call(agent, route, { body })).toMatch(remote);
    expect(await names(agent, "agent.services")).toEqual([]);
    expect(await names(agent, "agent.checks")).toEqual([]);
  });

  it.each(doors)("%s is taken with enable_script_checks", async (_, route, body) => {
    expect(await call(await start({ enableScriptChecks: true }), route, { body })).toBe("200 ");
  });

  it("a check that the catalog or a transaction writes is a record, and nothing runs it", async () => {
    const agent = await start();
    const Definition = { Args: ["true"], ScriptArgs: ["true"], Interval: "1s" };
    const Check = { Node: "n1", CheckID: "c", Name: "c", Status: "passing", Definition };
    await call(agent, "catalog.register", {
      body: { Node: "n1", Address: "10.0.0.1", SkipNodeUpdate: true, Check },
    });
    await call(agent, "txn.run", { body: [{ Check: { Verb: "set", Check: { ...Check, CheckID: "d" } } }] });
    expect(await names(agent, "agent.checks")).toEqual([]);
  });

  const inFile: readonly (readonly [string, Partial<AgentConfig>])[] = [
    ["a service", { services: [{ Name: "x", Check: { Args: ["true"], Interval: 1000 } }] }],
    [
      "a sidecar",
      {
        services: [{ Name: "x", Connect: { SidecarService: { Check: { Args: ["true"], Interval: 1000 } } } }],
      },
    ],
    ["a check", { checks: [{ Name: "x", Args: ["true"], Interval: 1000 }] }],
  ];
  it.each(inFile)("%s of a file needs one of the two keys", async (_, config) => {
    const told = await start(config).catch((error: unknown) => fromUnknown(error, "start").message);
    expect(told).toMatch(/configure 'enable_script_checks' or 'enable_local_script_checks' to true/);
    await start({ ...config, enableLocalScriptChecks: true });
    await start({ ...config, enableScriptChecks: true });
  });

  it("what was registered by the API before a restart needs the consent anew", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tutti-local-"));
    folders.push(dataDirectory);
    const before = await start({ dataDirectory, devMode: false, enableScriptChecks: true });
    await call(before, "agent.service-register", { body: { Name: "x", Check: script } });
    await agents.pop()?.stop();
    const after = await start({ dataDirectory, devMode: false, enableLocalScriptChecks: true });
    expect(await names(after, "agent.checks")).toEqual([]);
  });
});

describe("the catalog is written with the registration's own rights", () => {
  const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";
  const acl = { ...DEFAULT_AGENT_CONFIG.acl, enabled: true, defaultPolicy: "deny" as const };
  const check = { Name: "c", TTL: 9000 };

  async function catalogOf(config: Partial<AgentConfig>, tokens: Partial<AgentConfig["acl"]["tokens"]> = {}) {
    const agent = await start({ ...config, acl: { ...acl, tokens: { master: MASTER, ...tokens } } });
    const query = { token: MASTER };
    const services = JSON.parse((await call(agent, "catalog.services", { query })).slice(4));
    const checks = JSON.parse((await call(agent, "health.node", { rest: "n1", query })).slice(4));
    return [
      Object.keys(services).filter((name) => name !== "consul"),
      checks.map((one: { CheckID: string }) => one.CheckID).filter((id: string) => id !== "serfHealth"),
    ];
  }

  it.each<[string, Partial<AgentConfig>, Partial<AgentConfig["acl"]["tokens"]>, readonly unknown[]]>([
    ["a file's service without a token is refused", { services: [{ Name: "x" }] }, {}, [[], []]],
    [
      "a file's service with its token is there",
      { services: [{ Name: "x", Token: MASTER, Check: check }] },
      {},
      [["x"], ["service:x"]],
    ],
    [
      "with an unknown token it is refused",
      { services: [{ Name: "x", Token: "5ca1ab1e-0000-4000-8000-000000000bad" }] },
      {},
      [[], []],
    ],
    [
      "without one of its own the agent's default token holds",
      { services: [{ Name: "x", Check: check }] },
      { default: MASTER },
      [["x"], ["service:x"]],
    ],
    [
      "its own goes before the default one",
      { services: [{ Name: "x", Token: "anonymous" }] },
      { default: MASTER },
      [[], []],
    ],
    [
      "a sidecar has its service's token",
      { services: [{ Name: "x", Token: MASTER, Connect: { SidecarService: { Check: check } } }] },
      {},
      [["x", "x-sidecar-proxy"], ["service:x-sidecar-proxy"]],
    ],
    ["a node's check without a token is refused", { checks: [check] }, {}, [[], []]],
    ["a node's check with its token is there", { checks: [{ ...check, Token: MASTER }] }, {}, [[], ["c"]]],
    [
      "a service's check has the service's token",
      { services: [{ Name: "x", Token: MASTER }], checks: [{ ...check, ServiceID: "x" }] },
      {},
      [["x"], ["c"]],
    ],
  ])("%s", async (_, config, tokens, wanted) => {
    expect(await catalogOf(config, tokens)).toEqual(wanted);
  });
});

it.each([
  ["as much as it is", 4096, "0123456789"],
  ["no more than is to be kept", 4, "0123 ... (captured 4 of 10 bytes)"],
  ["none", 0, ""],
])("the output of a check is %s", async (_, checkOutputBytesMax, wanted) => {
  const agent = await start({ checkOutputBytesMax });
  await call(agent, "agent.check-register", { body: { Name: "c", TTL: "9s", OutputMaxSize: 1000 } });
  await call(agent, "agent.check-pass", { rest: "c", query: { note: "0123456789" } });
  const checks: Record<string, { Output: string }> = JSON.parse((await call(agent, "agent.checks")).slice(4));
  expect(checks.c?.Output).toBe(wanted);
});
