import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { DEFAULT_AGENT_CONFIG } from "./agent-config.ts";
import { AgentTokens } from "./agent-tokens.ts";
import { keepTokens, loadTokens } from "./kept-tokens.ts";

const { acl } = DEFAULT_AGENT_CONFIG;
const config = {
  acl: { ...acl, enableTokenPersistence: true, tokens: { default: "d", agent: "a" } },
  dataDirectory: "/d",
};

async function disk() {
  const { disk: made } = createSimulation(1).host("10.0.0.1");
  await made.makeDirectory("/d");
  return made;
}

describe("acl.enable_token_persistence", () => {
  test("tokens that the API set go before the configured ones after a restart", async () => {
    const kept = await disk();
    const tokens = new AgentTokens(await loadTokens(config, kept));
    expect([tokens.get("default"), tokens.get("agent")]).toEqual(["d", "a"]);
    for (const [name, token] of [
      ["default", "d2"],
      ["agentMaster", "am"],
      ["replication", "r"],
      ["agent", ""],
    ] as const)
      tokens.set(name, token);
    await keepTokens(config, tokens, kept);
    expect(JSON.parse(await kept.readText("/d/acl-tokens.json"))).toEqual({
      default: "d2",
      agent_master: "am",
      replication: "r",
    });
    expect((await kept.stat("/d/acl-tokens.json"))?.mode).toBe(0o600);
    expect(await loadTokens(config, kept)).toEqual({
      default: "d2",
      agent: "a",
      agentMaster: "am",
      replication: "r",
    });
  });

  test.each([
    ["it is off", { ...config, acl: { ...config.acl, enableTokenPersistence: false } }],
    ["nothing is kept at all", { acl: config.acl }],
  ])("nothing is kept where %s", async (_, off) => {
    const kept = await disk();
    await kept.writeFile("/d/acl-tokens.json", '{"default": "old"}');
    const tokens = new AgentTokens(await loadTokens(off, kept));
    expect(tokens.get("default")).toBe("d");
    tokens.set("default", "new");
    await keepTokens(off, tokens, kept);
    expect(await kept.readText("/d/acl-tokens.json")).toBe('{"default": "old"}');
  });

  test("a damaged file is told, not passed over", async () => {
    const kept = await disk();
    await kept.writeFile("/d/acl-tokens.json", "{");
    await expect(loadTokens(config, kept)).rejects.toThrow(
      /^\/d\/acl-tokens.json cannot be read: .*Remove it to go on with the configured tokens$/,
    );
  });
});
