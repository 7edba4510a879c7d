import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import type { ConfigEntry } from "./records.ts";

const DEFAULTS: ConfigEntry = { Kind: "service-defaults", Name: "web", Protocol: "http" };

async function protocolOf(agent: Awaited<ReturnType<typeof startSimulatedAgent>>): Promise<unknown> {
  const answer = await agent.call("config.list-or-read", { rest: "service-defaults/web" });
  return answer.status === 200 ? JSON.parse(answer.text()).Protocol : answer.status;
}

describe("config_entries.bootstrap", () => {
  test("is written before anybody is answered", async () => {
    const agent = await startSimulatedAgent(createSimulation(3), { bootstrapEntries: [DEFAULTS] });
    expect(await protocolOf(agent)).toBe("http");
  });

  test("of two entries of one name the first holds: one that is there is left as it is", async () => {
    const bootstrapEntries = [DEFAULTS, { ...DEFAULTS, Protocol: "grpc" }];
    const agent = await startSimulatedAgent(createSimulation(3), { bootstrapEntries });
    expect(await protocolOf(agent)).toBe("http");
  });

  test("an entry that others forbid keeps the agent from starting", async () => {
    const splitter = { Kind: "service-splitter", Name: "web", Splits: [{ Weight: 100 }] };
    await expect(startSimulatedAgent(createSimulation(3), { bootstrapEntries: [splitter] })).rejects.toThrow(
      /^config_entries.bootstrap\[0\]: /,
    );
  });
});
