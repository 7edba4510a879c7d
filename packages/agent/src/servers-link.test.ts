import { Buffer } from "node:buffer";
import { throughTexts } from "@tutti/server/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { askDnsAbout, startSimulatedAgent } from "../testkit/index.ts";
import { DEFAULT_AGENT_CONFIG } from "./agent-config.ts";

const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";
const A = 1;
const PTR = 12;

async function start(guarded = false) {
  const world = createSimulation(11);
  const acl = {
    ...DEFAULT_AGENT_CONFIG.acl,
    enabled: guarded,
    defaultPolicy: guarded ? ("deny" as const) : ("allow" as const),
    tokens: { master: MASTER, agent: MASTER },
  };
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 };
  const kit = await startSimulatedAgent(world, { acl, ports }, { link: throughTexts });
  const dns = async (name: string, type = A) =>
    (await world.until(askDnsAbout(world.host("10.0.0.3"), "10.0.0.1", name, type)))?.answers.map(
      ({ data }) => (data.kind === "A" ? data.address.join(".") : "target" in data ? data.target : data.kind),
    );
  const pass = (ms: number) => world.until(world.host("10.0.0.4").clock.sleep(ms));
  const call = async (...of: Parameters<typeof kit.call>) => {
    const answer = await kit.call(...of);
    return answer.status === 200 ? (answer.json() ?? answer.text()) : `${answer.status} ${answer.text()}`;
  };
  return { ...kit, answer: kit.call, call, dns, pass };
}

/** The agent's edge asks for nothing that could not go over a network. */
describe("an agent whose servers answer through texts", () => {
  test("hands requests on, with their bodies and parameters", async () => {
    const { call } = await start();
    expect(await call("kv.write", { rest: "a/b", body: Buffer.from("x") })).toBe(true);
    expect(await call("kv.read", { rest: "a/b", query: { raw: "" } })).toBe("x");
    expect(await call("kv.read", { rest: "a", query: { keys: "" } })).toEqual(["a/b"]);
    expect(await call("kv.read", { rest: "none" })).toBe("404 ");
  });

  test("gives large answers whole", async () => {
    const { call } = await start();
    for (let n = 0; n < 1050; n += 1) await call("kv.write", { rest: `k/${n}`, body: Buffer.from("x") });
    expect(await call("kv.read", { rest: "k/", query: { recurse: "" } })).toHaveLength(1050);
  });

  test("answers a request that waits once there is news", async () => {
    const { client, call, answer, pass } = await start();
    const { index } = await answer("kv.read", { rest: "a" });
    const query = { index: String(index), wait: "5m", raw: "" };
    const waiting = client.call("kv.read", { rest: "a", query });
    let settled = false;
    void waiting.then(() => {
      settled = true;
    });
    await pass(60_000);
    expect(settled).toBe(false);
    await call("kv.write", { rest: "a", body: Buffer.from("now") });
    await pass(1000);
    expect([settled, (await waiting).text()]).toEqual([true, "now"]);
  });

  test("registers its services, and serves them by DNS at once", async () => {
    const { call, dns } = await start();
    expect(await dns("web.service.consul.")).toEqual([]);
    await call("agent.service-register", {
      body: { Name: "web", Address: "10.9.9.9", Port: 80, Check: { TTL: "10s", Status: "passing" } },
    });
    expect(await dns("web.service.consul.")).toEqual(["10.9.9.9"]);
    expect(await dns("9.9.9.10.in-addr.arpa.", PTR)).toEqual(["web.service.dc1.consul."]);
    expect(await dns("n1.node.consul.")).toEqual(["10.0.0.1"]);
    expect(await call("health.service", { rest: "web" })).toMatchObject([
      { Checks: [{}, { Status: "passing" }] },
    ]);
    await call("agent.service-deregister", { rest: "web" });
    expect(await dns("web.service.consul.")).toEqual([]);
  });

  test("runs prepared queries by DNS", async () => {
    const { call, dns } = await start();
    await call("agent.service-register", { body: { Name: "web", Address: "10.9.9.9" } });
    await call("query.create", { body: { Name: "best", Service: { Service: "web" } } });
    expect(await dns("best.query.consul.")).toEqual(["10.9.9.9"]);
  });

  test("follows the checks of another node", async () => {
    const { call, pass } = await start();
    const check = (Status: string) => ({ Node: "m2", CheckID: "c", Name: "c", Status });
    await call("catalog.register", { body: { Node: "m2", Address: "10.0.0.8", Check: check("passing") } });
    await call("agent.check-register", { body: { Name: "other", AliasNode: "m2" } });
    await pass(11_000);
    expect(await call("agent.checks")).toMatchObject({ other: { Status: "passing" } });
    await call("catalog.register", { body: { Node: "m2", Address: "10.0.0.8", Check: check("critical") } });
    await pass(11_000);
    expect(await call("agent.checks")).toMatchObject({ other: { Status: "critical" } });
  });

  test("decides about its own by what a token was granted", async () => {
    const { call } = await start(true);
    const token = "11111111-0000-4000-8000-000000000001";
    const rules = 'service "web" { policy = "write" } agent "n1" { policy = "read" }';
    await call("acl.policy-create", { token: MASTER, body: { Name: "p", Rules: rules } });
    await call("acl.token-create", { token: MASTER, body: { SecretID: token, Policies: [{ Name: "p" }] } });
    const register = (Name: string, by: string) =>
      call("agent.service-register", { token: by, body: { Name } });
    expect(await register("web", token)).toBe("");
    expect(await register("db", token)).toMatch(/^403 /);
    expect(await register("web", "")).toMatch(/^403 /);
    expect(await register("web", "11111111-0000-4000-8000-00000000dead")).toBe("403 ACL not found");
    expect(await call("agent.services", { token })).toMatchObject({ web: { Service: "web" } });
    expect(await call("agent.self", { token })).toMatchObject({ Stats: { raft: { state: "Leader" } } });
    // What was granted does not outlive the policy.
    await call("acl.policy-create", {
      token: MASTER,
      body: { Name: "p2", Rules: 'service "db" { policy = "write" }' },
    });
    await call("acl.token-update", {
      token: MASTER,
      rest: String(Reflect.get(Object(await call("acl.token-self", { token })), "AccessorID")),
      body: { Policies: [{ Name: "p2" }] },
    });
    expect([await register("db", token), await register("web", token)]).toEqual([
      "",
      expect.stringMatching(/^403 /),
    ]);
  });

  test("says what the servers tell it of their state", async () => {
    const { call } = await start();
    const revision = async () => Number(Object(await call("agent.self")).Stats.raft.applied_index);
    const before = await revision();
    await call("kv.write", { rest: "a", body: Buffer.from("x") });
    expect(await revision()).toBe(before + 1);
  });
});
