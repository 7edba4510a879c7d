import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import type { RequestLimits } from "../server-config.ts";

async function start(requestLimits: Partial<RequestLimits>) {
  const world = createSimulation(51);
  const lines: string[] = [];
  const limits = { ...DEFAULT_AGENT_CONFIG.requestLimits, ...requestLimits };
  const kit = await startSimulatedAgent(
    world,
    { requestLimits: limits },
    { log: (level, line) => lines.push(`${level} ${line}`) },
  );
  const ask = async (method: "GET" | "PUT", path: string, count: number): Promise<string> => {
    const seen: string[] = [];
    const { network } = world.host("10.0.0.2");
    const all = Array.from({ length: count }, () =>
      network.request({ method, url: `http://10.0.0.1:8500${path}`, body: "" }),
    );
    for (const answer of await world.until(Promise.all(all)))
      seen.push(answer.status < 400 || answer.status === 404 ? "." : String(answer.status));
    return seen.join("");
  };
  return {
    ...kit,
    world,
    ask,
    lines,
    pass: (ms: number) => world.until(world.host("10.0.0.2").clock.sleep(ms)),
  };
}

const RATES = { readRate: 5, writeRate: 2 };

describe("enforcing", () => {
  test("answers as many reads and writes as may be in a second, each by itself", async () => {
    const { ask, pass } = await start({ mode: "enforcing", ...RATES });
    expect(await ask("GET", "/v1/kv/a", 7)).toBe(".....429429");
    expect(await ask("PUT", "/v1/kv/a", 4)).toBe("..503503");
    await pass(1_000);
    expect(await ask("GET", "/v1/catalog/nodes", 6)).toBe(".....429");
  });

  test("says so in Consul's words", async () => {
    const { call } = await start({ mode: "enforcing", readRate: 1, writeRate: 1 });
    await call("kv.read", { rest: "a" });
    await call("kv.write", { rest: "a", body: "" });
    expect((await call("kv.read", { rest: "a" })).text()).toBe(
      "rate limit exceeded, try again later or against a different server",
    );
    expect((await call("kv.write", { rest: "a", body: "" })).text()).toBe(
      "rate limit exceeded for operation that can only be performed by the leader, try again later",
    );
  });

  test("answers who leads, and what is the agent's own, however much is asked", async () => {
    const { ask } = await start({ mode: "enforcing", readRate: 1, writeRate: 1 });
    expect(await ask("GET", "/v1/status/leader", 5)).toBe(".....");
    expect(await ask("GET", "/v1/agent/services", 5)).toBe(".....");
  });

  test("tells the log once in ten seconds", async () => {
    const { ask, lines } = await start({ mode: "enforcing", readRate: 1, writeRate: 9 });
    await ask("GET", "/v1/kv/a", 4);
    expect(lines.filter((line) => line.includes("limits:"))).toEqual([
      "warn limits: more than 1 reads a second: kv.read was refused",
    ]);
  });
});

test("permissive refuses nothing, and tells", async () => {
  const { ask, lines } = await start({ mode: "permissive", readRate: 1 });
  expect(await ask("GET", "/v1/kv/a", 4)).toBe("....");
  expect(lines.filter((line) => line.includes("limits:"))).toEqual([
    "warn limits: more than 1 reads a second: kv.read was answered all the same",
  ]);
});

test.each<Partial<RequestLimits>>([{}, { mode: "enforcing" }, { mode: "disabled", ...RATES }])(
  "%j limits nothing",
  async (limits) => {
    const { ask } = await start(limits);
    expect([await ask("GET", "/v1/kv/a", 20), await ask("PUT", "/v1/kv/a", 20)]).toEqual([
      ".".repeat(20),
      ".".repeat(20),
    ]);
  },
);

test("a reload takes over other limits", async () => {
  const { ask, agent } = await start({});
  await agent.reconfigure({
    ...DEFAULT_AGENT_CONFIG,
    requestLimits: { mode: "enforcing", readRate: 2, writeRate: 2 },
  });
  expect(await ask("GET", "/v1/kv/a", 3)).toBe("..429");
});
