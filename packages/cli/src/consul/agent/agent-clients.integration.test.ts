import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentProcess, startAgentProcess } from "../../../testkit/agent-process.ts";

const runtime = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-clients-"));
let agent: AgentProcess;

/** True where the program runs and says nothing bad. */
function works(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

beforeAll(async () => {
  agent = await startAgentProcess(runtime, folder, ["-dev", "-node=n1"]);
});

afterAll(async () => {
  expect(await agent.end("SIGTERM")).toBe(0);
  rmSync(folder, { recursive: true });
});

async function run(program: string, ...args: string[]): Promise<string> {
  const variables = Object.fromEntries(runtime.environment.variables);
  const environment = { ...variables, HTTP: `${agent.httpPort}`, DNS: `${agent.dnsPort}` };
  const result = await runtime.processes.run({ program, args, environment, timeoutMs: 30_000 });
  const [stdout, stderr] = [result.stdout, result.stderr].map((bytes) => new TextDecoder().decode(bytes));
  expect([result.exitCode, stderr]).toEqual([0, ""]);
  return stdout ?? "";
}

/** What a program that was written for Consul does with python-consul; it prints one line a step. */
const PROGRAM = `
import consul, os, threading
c = consul.Consul(port=int(os.environ["HTTP"]))
print("put", c.kv.put("app/port", "80"), c.kv.put("app/port", "81", cas=0))
index, data = c.kv.get("app/port")
print("get", data["Value"], data["Key"], int(index) == data["ModifyIndex"])
threading.Timer(0.2, lambda: consul.Consul(port=int(os.environ["HTTP"])).kv.put("app/port", "82")).start()
later, data = c.kv.get("app/port", index=index, wait="20s")
print("wait", data["Value"], int(later) > int(index))
print("keys", c.kv.get("app/", keys=True)[1], c.kv.get("none")[1])
c.agent.service.register("web", service_id="web1", address="10.0.0.9", port=8080, tags=["v1"], check=consul.Check.ttl("30s"))
print("passing", len(c.health.service("web", passing=True)[1]))
# Here and below python-consul 0.7 sends GET, which Consul refuses since 1.0, too.
print("told", c.agent.check.ttl_pass("service:web1"), c.http.put(lambda r: r.code, "/v1/agent/check/pass/service:web1"))
print("passing", [(s["Service"]["ID"], s["Service"]["Port"]) for s in c.health.service("web", passing=True)[1]])
print("services", sorted(c.catalog.services()[1].items()), list(c.agent.services()))
session = c.session.create("lock", ttl=10)
print("lock", c.kv.put("leader", "me", acquire=session), c.kv.put("leader", "you", acquire=c.session.create("other")))
print("ended", c.session.destroy(session), c.kv.get("leader")[1].get("Session"))
print("members", [m["Name"] for m in c.agent.members()], c.catalog.datacenters(), bool(c.status.leader()))
c.http.put(lambda r: r.code, "/v1/agent/service/deregister/web1")
print("gone", c.agent.services(), c.kv.delete("app", recurse=True))
`;

describe.skipIf(!works("/usr/bin/python3", "-c", "import consul"))(
  "python-consul (needs Debian's python3-consul)",
  () => {
    it("works with the agent as with Consul", async () => {
      expect(await run("/usr/bin/python3", "-W", "ignore", "-c", PROGRAM)).toBe(
        `put True False
get b'80' app/port True
wait b'82' True
keys ['app/port'] None
passing 0
told False 200
passing [('web1', 8080)]
services [('consul', []), ('web', ['v1'])] ['web1']
lock True False
ended True None
members ['n1'] ['dc1'] True
gone {} True
`,
      );
    });
  },
);

describe.skipIf(!works("dig", "-v"))("dig (needs dnsutils)", () => {
  it.each<[string, string]>([
    ["web-frontend.service.consul. +short", "10.0.0.7\n"],
    ["web-frontend.service.consul. SRV +short", "1 1 8080 0a000007.addr.dc1.consul.\n"],
    ["v1.web-frontend.service.dc1.consul +short +tcp", "10.0.0.7\n"],
    ["_web-frontend._v1.service.consul SRV +short +noedns", "1 1 8080 0a000007.addr.dc1.consul.\n"],
    ["n1.node.consul +short", "127.0.0.1\n"],
    ["-x 127.0.0.1 +short", "n1.node.dc1.consul.\n"],
    ["nope.service.consul +short", ""],
  ])("%s", async (line, wanted) => {
    const body = { Name: "web-frontend", Address: "10.0.0.7", Port: 8080, Tags: ["v1"] };
    await agent.client.call("agent.service-register", { body });
    expect(await run("dig", "@127.0.0.1", "-p", `${agent.dnsPort}`, ...line.split(" "))).toBe(wanted);
  });
});
