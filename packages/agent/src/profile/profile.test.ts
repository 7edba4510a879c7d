import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";

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
