import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAgentClient, type RouteId } from "@tutti/agent-api";
import { createRealRuntime } from "@tutti/runtime";
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
      "400 Request decode failed: json: cannot unmarshal string into Go struct field ServiceDefinition.Port of type int",
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
