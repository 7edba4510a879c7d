/**
 * Profiles of the running program. They are asked of a program of its own:
 * V8 counts no more for whoever measures coverage once it was asked for a
 * profile of the same process.
 */
import { createAgentClient } from "@tutti/agent-api";
import { createRealRuntime } from "@tutti/runtime";
import { expect, test } from "vitest";
import { startAgent } from "./agent.ts";
import { project } from "./tutti.ts";

test("profile is V8's profile of the time, heap of what is held, and one is made at a time", async () => {
  const folder = project({ "agent.hcl": "enable_debug = true\n" });
  const { address } = await startAgent(folder, ["-dev", "-config-file=agent.hcl"]);
  const client = createAgentClient(createRealRuntime(), { address });
  // One that takes longer than anything else here is under way when the other is asked for.
  const stop = new AbortController();
  const long = client.call("debug.profile", { query: { seconds: "60" }, signal: stop.signal });
  long.catch(() => {});
  const second = async (): Promise<number> =>
    (await client.call("debug.heap", { query: { seconds: "1" } })).status;
  let status = await second();
  for (let tries = 0; status === 200 && tries < 5; tries++) status = await second();
  expect(status).toBe(429);
  stop.abort();
  while ((await second()) === 429) await new Promise((resolve) => setImmediate(resolve));
  const heap = await client.call("debug.heap", { query: { seconds: "1" } });
  expect(Object.keys((heap.json() as { readonly head: object }).head)).toContain("callFrame");
  const cpu = await client.call("debug.profile", { query: { seconds: "1" } });
  expect(Object.keys(cpu.json() as object)).toEqual(expect.arrayContaining(["nodes", "samples"]));
  expect(cpu.headers.get("content-disposition")).toBe('attachment; filename="agent.cpuprofile"');
});
