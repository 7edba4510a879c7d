import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";

async function start() {
  const world = createSimulation(5);
  const acl = {
    ...DEFAULT_AGENT_CONFIG.acl,
    enabled: true,
    defaultPolicy: "deny",
    tokens: { master: MASTER },
  } as const;
  const kit = await startSimulatedAgent(world, { acl });
  const token = async (rules: string, extra: object = {}) => {
    await kit.call("acl.policy-create", { token: MASTER, body: { Name: "p", Rules: rules } });
    const made = await kit.call("acl.token-create", {
      token: MASTER,
      body: { Policies: [{ Name: "p" }], ...extra },
    });
    return made.json() as { AccessorID: string; SecretID: string };
  };
  return { world, ...kit, token };
}

describe("/v1/acl", () => {
  test("a token does what its policy says, at once after the policy changes", async () => {
    const { call, token } = await start();
    const { SecretID } = await token('key_prefix "a/" { policy = "write" }');
    const put = async (rest: string) => (await call("kv.write", { token: SecretID, rest, body: "x" })).status;
    expect([await put("a/1"), await put("b/1")]).toEqual([200, 403]);
    const policies = (await call("acl.policy-list", { token: MASTER })).json() as {
      ID: string;
      Name: string;
    }[];
    const rest = policies.find((policy) => policy.Name === "p")?.ID ?? "";
    const rules = 'key_prefix "b/" { policy = "write" }';
    await call("acl.policy-update", { token: MASTER, rest, body: { Name: "p", Rules: rules } });
    expect([await put("a/1"), await put("b/1")]).toEqual([403, 200]);
  });

  test("a token counts for nothing once its time is over, and is deleted soon after", async () => {
    const { world, call, token, agent } = await start();
    const made = await token('key_prefix "" { policy = "read" }', { ExpirationTTL: "90s" });
    const read = async () => (await call("kv.read", { token: made.SecretID, rest: "x" })).status;
    expect(await read()).toBe(404);
    await world.run(91_000);
    expect(await read()).toBe(403);
    await world.run(60_000);
    expect(agent.server.context.state.acl.tokens.get(made.AccessorID)).toBeUndefined();
  });

  test("an answer is filtered, not refused", async () => {
    const { call, token } = await start();
    for (const Node of ["seen", "hidden"])
      await call("catalog.register", {
        token: MASTER,
        body: { Node, Address: "10.1.1.1", Service: { Service: "web" } },
      });
    const { SecretID } = await token('node "seen" { policy = "read" }\nservice "web" { policy = "read" }');
    const nodes = (await call("catalog.service", { token: SecretID, rest: "web" })).json();
    expect((nodes as { Node: string }[]).map((one) => one.Node)).toEqual(["seen"]);
    expect((await call("catalog.service", { rest: "web" })).json()).toEqual([]);
  });
});
