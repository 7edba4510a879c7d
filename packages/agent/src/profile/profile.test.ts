import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createAgentClient } from "@tutti/agent-api";
import { createRealRuntime } from "@tutti/runtime";
import { createSimulation } from "@tutti/simulation";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRealAgent } from "../../testkit/real-agent.ts";
import type { Agent } from "../index.ts";

describe("on a real machine", () => {
  let agent: Agent;
  beforeAll(async () => {
    agent = await startRealAgent({ enableDebug: true });
  });
  afterAll(() => agent.stop());
  const client = () => createAgentClient(createRealRuntime(), { address: `127.0.0.1:${agent.httpPort}` });

  test("profile is V8's profile of the time, heap of what is held, and one is made at a time", async () => {
    // One that takes longer than anything else here is under way when the other is asked for.
    const stop = new AbortController();
    const long = client().call("debug.profile", { query: { seconds: "60" }, signal: stop.signal });
    long.catch(() => {});
    const second = async (): Promise<number> =>
      (await client().call("debug.heap", { query: { seconds: "1" } })).status;
    let status = await second();
    for (let tries = 0; status === 200 && tries < 5; tries++) status = await second();
    expect(status).toBe(429);
    stop.abort();
    while ((await second()) === 429) await new Promise((resolve) => setImmediate(resolve));
    const heap = await client().call("debug.heap", { query: { seconds: "1" } });
    expect(Object.keys((heap.json() as { readonly head: object }).head)).toContain("callFrame");
    const cpu = await client().call("debug.profile", { query: { seconds: "1" } });
    expect(Object.keys(cpu.json() as object)).toEqual(expect.arrayContaining(["nodes", "samples"]));
    expect(cpu.headers.get("content-disposition")).toBe('attachment; filename="agent.cpuprofile"');
  });
});

test.each<[string, string]>([
  ["0", "400 a profile takes 1 to 300 seconds: write seconds=30"],
  ["301", "400 a profile takes 1 to 300 seconds: write seconds=30"],
  ["x", "400 a profile takes 1 to 300 seconds: write seconds=30"],
  ["1", "501 what runs this program cannot make profiles: run it with Node"],
])("seconds=%s under simulation: %s", async (seconds, wanted) => {
  const { call } = await startSimulatedAgent(createSimulation(71), { enableDebug: true });
  const answer = await call("debug.profile", { query: { seconds } });
  expect(`${answer.status} ${answer.text()}`).toBe(wanted);
});

test("what Go has and Node has not says what to ask for", async () => {
  const { call } = await startSimulatedAgent(createSimulation(72), { enableDebug: true });
  const answer = await call("debug.other", { rest: "goroutine" });
  expect(`${answer.status} ${answer.text()}`).toBe(
    '501 there is no profile "goroutine": ask for /debug/pprof/profile (time) or /debug/pprof/heap (memory)',
  );
});

test("is off without enable_debug and access control, and asks for operator:read with it", async () => {
  const { call } = await startSimulatedAgent(createSimulation(73));
  for (const route of ["debug.profile", "debug.heap", "debug.other"] as const)
    expect((await call(route, route === "debug.other" ? { rest: "" } : {})).status).toBe(401);
  const kit = await startGuardedAgent(74);
  const { SecretID } = await kit.token('agent_prefix "" { policy = "write" }');
  const { SecretID: reader } = await kit.token('operator = "read"');
  expect(await kit.as(SecretID, "debug.heap")).toBe("403 Permission denied");
  expect(await kit.as(reader, "debug.heap")).toMatch(/^501 /);
});
