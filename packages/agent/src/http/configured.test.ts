import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createRealRuntime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { afterEach, describe, expect, test } from "vitest";
import { type AgentConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import { parseCidr } from "../config/cidr.ts";
import { createAgent } from "../index.ts";
import { mayWrite } from "./gate.ts";

/** An agent at 10.0.0.1 with a configuration, and how others ask it. */
async function start(http: Partial<AgentConfig["http"]>, more: Partial<AgentConfig> = {}) {
  const world = createSimulation(7);
  await startSimulatedAgent(world, { http: { ...DEFAULT_AGENT_CONFIG.http, ...http }, ...more });
  const ask = (method: string, path: string, from = "10.0.0.2") =>
    world.until(world.host(from).network.request({ method, url: `http://10.0.0.1:8500${path}`, body: "" }));
  return { world, ask };
}

const cidrs = (...texts: readonly string[]) => texts.flatMap((text) => parseCidr(text) ?? []);

describe("allow_write_http_from", () => {
  test.each([
    ["PUT", "10.0.0.2", 200],
    ["DELETE", "10.0.0.2", 200],
    ["PUT", "10.0.1.2", 403],
    ["DELETE", "10.0.1.2", 403],
    ["GET", "10.0.1.2", 404],
    ["OPTIONS", "10.0.1.2", 200],
  ])("%s from %s: %s", async (method, from, status) => {
    const { ask } = await start({ writersAllowed: cidrs("192.0.2.0/24", "10.0.0.0/24") });
    const answer = await ask(method, "/v1/kv/a", from);
    expect(answer.status).toBe(status);
    if (status === 403) expect(new TextDecoder().decode(answer.body)).toBe("Access is restricted");
  });

  test.each([
    ["POST", "10.0.0.1", true],
    ["POST", "", false],
    ["PATCH", "11.0.0.1", false],
    ["HEAD", "11.0.0.1", true],
  ])("mayWrite(): %s from %j is %s", (method, host, wanted) => {
    const exchange = { method, remote: { host, port: 1 } };
    expect(mayWrite(exchange, { writersAllowed: cidrs("10.0.0.0/8") })).toBe(wanted);
    expect(mayWrite(exchange, { writersAllowed: [] })).toBe(true);
  });
});

test("http_config.use_cache: ?cached is answered, and says nothing of a cache where it is off", async () => {
  const on = await start({});
  expect((await on.ask("GET", "/v1/health/service/x?cached")).headers.get("x-cache")).toBe("MISS");
  const off = await start({ useCache: false });
  const answer = await off.ask("GET", "/v1/health/service/x?cached");
  expect([answer.status, answer.headers.get("x-cache")]).toEqual([200, undefined]);
});

test("disable_http_unprintable_char_filter lets keys be of any character", async () => {
  const filtered = await start({});
  expect((await filtered.ask("PUT", "/v1/kv/a%01")).status).toBe(400);
  const open = await start({ refusesUnprintable: false });
  expect((await open.ask("PUT", "/v1/kv/a%01")).status).toBe(200);
  expect((await open.ask("GET", "/v1/kv/%zz")).status).toBe(400);
});

test("default_query_time and max_query_time bound how long a blocking read waits", async () => {
  const { world, ask } = await start({}, { waitDefaultMs: 2000, waitMaxMs: 5000 });
  const index = (await ask("GET", "/v1/catalog/nodes")).headers.get("x-consul-index");
  const waited = async (wait: string): Promise<number> => {
    const from = world.host("10.0.0.2").clock.monotonic();
    await ask("GET", `/v1/catalog/nodes?index=${index}${wait}`);
    return world.host("10.0.0.2").clock.monotonic() - from;
  };
  // Up to a sixteenth more, so that not all come back at once.
  const byDefault = await waited("");
  expect([byDefault >= 2000, byDefault < 2200]).toEqual([true, true]);
  const longest = await waited("&wait=1h");
  expect([longest >= 5000, longest < 5400]).toEqual([true, true]);
});

describe("addresses.http as a socket", () => {
  const folders: string[] = [];

  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  test("answers there with the rights that were asked for, and again after an agent that left its socket", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tutti-socket-"));
    folders.push(folder);
    const socketPath = join(folder, "http.sock");
    const runtime = createRealRuntime();
    const ports = { ...DEFAULT_AGENT_CONFIG.ports, http: 0, dns: -1 };
    const http = { ...DEFAULT_AGENT_CONFIG.http, socketMode: 0o620 };
    const config = {
      ...DEFAULT_AGENT_CONFIG,
      nodeName: "n1",
      ports,
      http,
      httpAddresses: [`unix://${socketPath}`],
    };
    for (let turn = 0; turn < 2; turn++) {
      const agent = await createAgent(config, runtime);
      await agent.start();
      const answer = await runtime.network.request({
        method: "GET",
        url: "http://agent/v1/status/leader",
        socketPath,
      });
      expect(answer.status).toBe(200);
      expect((await stat(socketPath)).mode & 0o777).toBe(0o620);
      await agent.stop();
      // As a killed agent leaves it.
      if (turn === 0) await leaveSocket(socketPath);
    }
  });
});

async function leaveSocket(path: string): Promise<void> {
  const { spawnSync } = await import("node:child_process");
  const script = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["-e", script]);
}
