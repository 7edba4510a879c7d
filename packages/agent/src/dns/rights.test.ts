import { askDnsAbout, MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";
import { DEFAULT_AGENT_CONFIG } from "../index.ts";

const TYPE = { A: 1, NS: 2, PTR: 12, TXT: 16, SRV: 33, ANY: 255 } as const;
const ANONYMOUS = "00000000-0000-0000-0000-000000000002";

async function start(tokens: object = {}) {
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 };
  const kit = await startGuardedAgent(91, { tokens: { master: MASTER, ...tokens } }, { ports });
  const register = (Node: string, Address: string, Service?: object) =>
    kit.master("catalog.register", {
      body: { Node, Address, ...(Service === undefined ? {} : { Service }) },
    });
  await register("open", "10.2.0.1", { Service: "bank", Address: "10.3.0.1", Port: 80 });
  await register("closed", "10.2.0.2", { Service: "bank", Address: "10.3.0.2", Port: 80 });
  await register("open", "10.2.0.1", { Service: "till", Address: "10.3.0.3", Port: 80 });
  const client = kit.world.host("10.0.0.2");
  /** The records' data, or the response code where there are none. */
  const ask = async (name: string, type: number = TYPE.A) => {
    const message = await kit.world.until(askDnsAbout(client, "10.0.0.1", name, type));
    const shown = message?.answers.map(({ data }) => {
      if (data.kind === "A") return [...data.address].join(".");
      return data.kind === "PTR" || data.kind === "NS" || data.kind === "SRV" ? data.target : data.kind;
    });
    return shown === undefined || shown.length === 0 ? `rcode ${message?.rcode}` : shown.sort().join(" ");
  };
  /** What those may see who bring no token. */
  const allow = async (rules: string) => {
    const { AccessorID } = await kit.token(rules);
    const policies = (await kit.master("acl.token-read", { rest: AccessorID })).json() as {
      Policies: unknown;
    };
    await kit.master("acl.token-update", { rest: ANONYMOUS, body: { Policies: policies.Policies } });
  };
  return { ...kit, ask, allow };
}

const NOTHING = "rcode 3";

describe("DNS answers with the rights of the agent's default token", () => {
  const questions = [
    ["a node", "open.node.consul.", TYPE.A],
    ["a node's metadata", "open.node.consul.", TYPE.TXT],
    ["a service", "bank.service.consul.", TYPE.A],
    ["a service's ports", "bank.service.consul.", TYPE.SRV],
    ["everything of a service", "bank.service.consul.", TYPE.ANY],
    ["a prepared query", "q.query.consul.", TYPE.A],
    ["a name that is not there", "none.service.consul.", TYPE.A],
  ] as const;
  test.each(questions)("default deny and no token: nothing of %s", async (_name, name, type) => {
    const { ask, master } = await start();
    await master("query.create", { body: { Name: "q", Service: { Service: "bank" } } });
    expect(await ask(name, type)).toBe(NOTHING);
  });

  test("nor of addresses and servers", async () => {
    const { ask } = await start();
    for (const address of ["1.0.2.10", "1.0.3.10"])
      expect(await ask(`${address}.in-addr.arpa.`, TYPE.PTR)).toBe("rcode 2");
    expect(await ask("consul.", TYPE.NS)).toBe("rcode 0");
  });

  test("with the anonymous token's rights, row by row", async () => {
    const { ask, allow } = await start();
    await allow('node "open" { policy = "read" } service "bank" { policy = "read" }');
    expect(await ask("open.node.consul.")).toBe("10.2.0.1");
    expect(await ask("closed.node.consul.")).toBe(NOTHING);
    expect(await ask("bank.service.consul.")).toBe("10.3.0.1");
    expect(await ask("till.service.consul.")).toBe(NOTHING);
    expect(await ask("1.0.2.10.in-addr.arpa.", TYPE.PTR)).toBe("open.node.dc1.consul.");
    expect(await ask("2.0.2.10.in-addr.arpa.", TYPE.PTR)).toBe("rcode 2");
    expect(await ask("1.0.3.10.in-addr.arpa.", TYPE.PTR)).toBe("bank.service.dc1.consul.");
    // A service that may be read, on a node that may not, and the other way round.
    expect(await ask("2.0.3.10.in-addr.arpa.", TYPE.PTR)).toBe("rcode 2");
    expect(await ask("3.0.3.10.in-addr.arpa.", TYPE.PTR)).toBe("rcode 2");
  });

  test("an answer does not outlive the rights that it was given with", async () => {
    const { ask, allow, agent } = await start();
    expect(await ask("open.node.consul.")).toBe(NOTHING);
    await allow('node "open" { policy = "read" }');
    expect(await ask("open.node.consul.")).toBe("10.2.0.1");
    await allow("");
    expect(await ask("open.node.consul.")).toBe(NOTHING);
    // The agent's tokens are no part of the state: nothing is committed when one changes.
    agent.context.tokens.set("default", MASTER);
    expect(await ask("open.node.consul.")).toBe("10.2.0.1");
    agent.context.tokens.set("default", "unknown");
    expect(await ask("open.node.consul.")).toBe(NOTHING);
  });

  test("a configured default token is used", async () => {
    const { ask } = await start({ default: MASTER });
    expect(await ask("bank.service.consul.")).toBe("10.3.0.1 10.3.0.2");
    expect(await ask("consul.", TYPE.NS)).toBe("n1.node.dc1.consul.");
  });

  test("a prepared query runs with its own token", async () => {
    const { ask, master, token } = await start();
    const { SecretID, AccessorID } = await token(
      'node "closed" { policy = "read" } service "bank" { policy = "read" }',
    );
    const create = (Name: string, Token: string) =>
      master("query.create", { body: { Name, Token, Service: { Service: "bank" } } });
    await create("all", MASTER);
    await create("part", SecretID);
    expect(await ask("all.query.consul.")).toBe("10.3.0.1 10.3.0.2");
    expect(await ask("part.query.consul.")).toBe("10.3.0.2");
    await master("acl.token-delete", { rest: AccessorID });
    expect(await ask("part.query.consul.")).toBe(NOTHING);
  });
});
