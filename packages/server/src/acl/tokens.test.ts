import { MASTER, startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

const DENIED = "403 Permission denied";
const MANAGEMENT = "00000000-0000-0000-0000-000000000001";
const ANONYMOUS = "00000000-0000-0000-0000-000000000002";
const READ_ALL = 'key_prefix "" { policy = "read" }';

async function open(more: Parameters<typeof startGuardedAgent>[1] = {}) {
  const kit = await startGuardedAgent(81, more);
  const json = async (answer: Promise<{ json(): unknown }>) =>
    (await answer).json() as Record<string, unknown>;
  const make = (body: object) => json(kit.master("acl.token-create", { body }));
  const mayRead = async (secret: string, rest: string) =>
    (await kit.as(secret, "kv.read", { rest })).startsWith("404");
  return { ...kit, json, make, mayRead };
}

describe("secrets", () => {
  test("are shown to who may write access control, never in lists", async () => {
    const { as, token } = await open();
    const { AccessorID, SecretID } = await token(READ_ALL);
    const reader = (await token('acl = "read"')).SecretID;
    const writer = (await token('acl = "write"')).SecretID;
    for (const secret of [reader, writer, MASTER]) {
      const list = await as(secret, "acl.token-list");
      expect(list).toContain(AccessorID);
      expect(list).not.toContain(SecretID);
      expect(list).not.toContain("SecretID");
    }
    expect(await as(reader, "acl.token-read", { rest: AccessorID })).toContain('"SecretID":"<hidden>"');
    expect(await as(writer, "acl.token-read", { rest: AccessorID })).toContain(SecretID);
    expect(await as(SecretID, "acl.token-self")).toContain(SecretID);
    expect(await as("", "acl.token-self")).toBe("403 ACL not found");
  });
});

describe("who may", () => {
  const reads = [
    ["acl.token-list", {}],
    ["acl.token-read", { rest: ANONYMOUS }],
    ["acl.policy-list", {}],
    ["acl.policy-read", { rest: MANAGEMENT }],
    ["acl.role-list", {}],
    ["acl.role-read", { rest: "x" }],
    ["acl.role-by-name", { rest: "x" }],
    ["acl.replication", {}],
    ["acl.auth-method-list", {}],
    ["acl.auth-method-read", { rest: "m" }],
    ["acl.binding-rule-list", {}],
    ["acl.binding-rule-read", { rest: "x" }],
  ] as const;
  test.each(reads)("%s needs acl:read", async (route, options) => {
    const { as, token } = await open({ defaultPolicy: "allow" });
    expect(await as("", route, options)).toBe(DENIED);
    expect(await as((await token('operator = "write"')).SecretID, route, options)).toBe(DENIED);
    expect(await as((await token('acl = "read"')).SecretID, route, options)).not.toBe(DENIED);
  });

  const writes = [
    ["acl.token-create", { body: {} }],
    ["acl.token-update", { rest: ANONYMOUS, body: { Description: "x" } }],
    ["acl.token-update", { rest: `${ANONYMOUS}/clone`, body: {} }],
    ["acl.token-delete", { rest: "00000000-0000-4000-8000-000000000000" }],
    ["acl.policy-create", { body: { Name: "x" } }],
    ["acl.policy-update", { rest: "x", body: { Name: "x" } }],
    ["acl.policy-delete", { rest: "x" }],
    ["acl.role-create", { body: { Name: "x" } }],
    ["acl.role-update", { rest: "x", body: { Name: "x" } }],
    ["acl.role-delete", { rest: "x" }],
    ["acl.auth-method-create", { body: { Name: "m" } }],
    ["acl.auth-method-update", { rest: "m", body: {} }],
    ["acl.auth-method-delete", { rest: "m" }],
    ["acl.binding-rule-create", { body: {} }],
    ["acl.binding-rule-update", { rest: "x", body: {} }],
    ["acl.binding-rule-delete", { rest: "x" }],
  ] as const;
  test.each(writes)("%s needs acl:write", async (route, options) => {
    const { as, token } = await open({ defaultPolicy: "allow" });
    expect(await as((await token('acl = "read"')).SecretID, route, options)).toBe(DENIED);
    expect(await as((await token('acl = "write"')).SecretID, route, options)).not.toBe(DENIED);
  });
});

describe("tokens", () => {
  test("are replaced, copied and deleted by their accessor", async () => {
    const { make, as, json, master } = await open();
    const made = await make({ Description: "one", Policies: [{ ID: MANAGEMENT }] });
    const rest = String(made["AccessorID"]);
    const changed = await json(master("acl.token-update", { rest, body: { Description: "two" } }));
    expect(changed).toMatchObject({ Description: "two", SecretID: made["SecretID"], AccessorID: rest });
    expect(changed["Policies"]).toBeUndefined();
    const copy = await json(master("acl.token-update", { rest: `${rest}/clone`, body: {} }));
    expect(copy["Description"]).toBe("two");
    expect(copy["SecretID"]).not.toBe(made["SecretID"]);
    const named = await json(
      master("acl.token-update", { rest: `${rest}/clone`, body: { Description: "3" } }),
    );
    expect(named["Description"]).toBe("3");
    expect(await as(MASTER, "acl.token-delete", { rest })).toBe("200 true");
    expect(await as(MASTER, "acl.token-read", { rest })).toBe("403 ACL not found");
    expect(await as(String(made["SecretID"]), "kv.read", { rest: "x" })).toBe("403 ACL not found");
  });

  test.each<[string, object, string]>([
    ["an AccessorID that is none", { AccessorID: "x" }, "index error: UUID must be 36 characters"],
    ["the accessor of another", { AccessorID: ANONYMOUS }, "AccessorID is already in use"],
    ["the secret of another", { SecretID: MASTER }, "SecretID is already in use"],
    ["a policy that is not there", { Policies: [{ Name: "none" }] }, 'No such ACL policy with name "none"'],
    [
      "a policy ID that is not there",
      { Policies: [{ ID: "none" }] },
      'Error looking up policy for id "none"',
    ],
    ["a role that is not there", { Roles: [{ Name: "none" }] }, 'No such ACL role with name "none"'],
    ["less than a minute", { ExpirationTTL: "59s" }, "cannot be less than 1m0s in the future (was 59s)"],
    ["more than a day", { ExpirationTTL: "25h" }, "cannot be more than 24h0m0s in the future (was 25h0m0s)"],
    ["a TTL that is none", { ExpirationTTL: "soon" }, "invalid duration"],
    ["a service identity without a name", { ServiceIdentities: [{}] }, "missing the service name"],
    [
      "a service identity of capitals",
      { ServiceIdentities: [{ ServiceName: "Web" }] },
      "has an invalid name",
    ],
    ["a node identity without a name", { NodeIdentities: [{ Datacenter: "dc1" }] }, "missing the node name"],
    [
      "a node identity without a datacenter",
      { NodeIdentities: [{ NodeName: "n" }] },
      "missing the datacenter",
    ],
  ])("%s is refused", async (_name, body, wanted) => {
    const { as, master } = await open();
    const before = (await master("acl.token-list")).text();
    expect(await as(MASTER, "acl.token-create", { body })).toContain(wanted);
    expect((await master("acl.token-list")).text()).toBe(before);
  });

  test.each<[string, object, string]>([
    ["its secret", { SecretID: "11111111-2222-4333-8444-555555555555" }, "SecretID is not permitted"],
    ["its accessor", { AccessorID: ANONYMOUS }, "do not match"],
    ["its end", { ExpirationTTL: "5m" }, "Cannot change expiration time"],
  ])("a token keeps %s", async (_name, body, wanted) => {
    const { make, as } = await open();
    const rest = String((await make({ ExpirationTTL: "2h" }))["AccessorID"]);
    expect(await as(MASTER, "acl.token-update", { rest, body })).toContain(wanted);
  });

  test("a change may say its accessor and its secret again", async () => {
    const { make, json, master } = await open();
    const { AccessorID, SecretID } = await make({});
    const rest = String(AccessorID);
    const body = { AccessorID, SecretID, Description: "x" };
    expect(await json(master("acl.token-update", { rest, body }))).toMatchObject(body);
  });

  test("a change keeps when it was made and when it ends", async () => {
    const { make, json, master, world } = await open();
    const made = await make({ ExpirationTTL: "60s" });
    const rest = String(made["AccessorID"]);
    await world.run(5_000);
    const said = await json(master("acl.token-update", { rest, body: { Description: "x" } }));
    expect([said["CreateTime"], said["ExpirationTime"]]).toEqual([
      made["CreateTime"],
      made["ExpirationTime"],
    ]);
  });

  test("a token's life is a minute at least and a day at most", async () => {
    const { make } = await open();
    for (const ExpirationTTL of ["1m", "24h"])
      expect((await make({ ExpirationTTL }))["AccessorID"]).toBeDefined();
  });

  test("the secret of a deleted token may be given again", async () => {
    const { make, master, as } = await open();
    const SecretID = "33333333-4444-4555-8666-777777777777";
    const made = await make({ SecretID });
    await master("acl.token-delete", { rest: String(made["AccessorID"]) });
    const again = await make({ SecretID, Policies: [{ ID: MANAGEMENT }] });
    expect(again["SecretID"]).toBe(SecretID);
    expect((await as(SecretID, "acl.token-list")).slice(0, 3)).toBe("200");
  });

  test("the secret of a deleted token is nobody's, though another one has its accessor", async () => {
    const { make, master, as } = await open();
    const AccessorID = "44444444-5555-4666-8777-888888888888";
    const { SecretID } = await make({ AccessorID });
    await master("acl.token-delete", { rest: AccessorID });
    const again = await make({ AccessorID, Policies: [{ ID: MANAGEMENT }] });
    expect(again["SecretID"]).not.toBe(SecretID);
    expect(await as(String(SecretID), "acl.token-list")).toBe("403 ACL not found");
  });

  test("a copy has what its original has, in the datacenters where it has it", async () => {
    const { make, json, master } = await open();
    await master("acl.role-create", { body: { Name: "r" } });
    const { AccessorID } = await make({
      Policies: [{ ID: MANAGEMENT }],
      Roles: [{ Name: "r" }],
      NodeIdentities: [{ NodeName: "n", Datacenter: "dc2" }],
      ServiceIdentities: [{ ServiceName: "web", Datacenters: ["dc2"] }, { ServiceName: "db" }],
    });
    const [original, copy] = [
      await json(master("acl.token-read", { rest: String(AccessorID) })),
      await json(master("acl.token-update", { rest: `${String(AccessorID)}/clone`, body: {} })),
    ];
    for (const field of ["Policies", "Roles", "NodeIdentities", "ServiceIdentities"]) {
      expect(original[field]).toBeDefined();
      expect(copy[field]).toEqual(original[field]);
    }
  });

  test("an expired token is gone, though it is not deleted yet", async () => {
    const { make, world, as, master } = await open();
    const made = await make({ ExpirationTTL: "61s", Policies: [{ ID: MANAGEMENT }] });
    const [rest, secret] = [String(made["AccessorID"]), String(made["SecretID"])];
    await world.run(60_500);
    expect((await as(secret, "acl.token-list")).slice(0, 3)).toBe("200");
    await world.run(600);
    expect(await as(secret, "acl.token-list")).toBe("403 ACL not found");
    expect((await master("acl.token-list")).text()).not.toContain(rest);
    expect(await as(MASTER, "acl.token-read", { rest })).toBe("403 ACL not found");
    expect(await as(MASTER, "acl.token-update", { rest, body: {} })).toContain("Cannot find token");
    expect(await as(MASTER, "acl.token-update", { rest: `${rest}/clone`, body: {} })).toBe(
      "403 ACL not found",
    );
  });

  test("some are not deleted or copied", async () => {
    const { as, json, master } = await open();
    const self = String((await json(master("acl.token-self")))["AccessorID"]);
    expect(await as(MASTER, "acl.token-delete", { rest: self })).toContain("not permitted");
    expect(await as(MASTER, "acl.token-delete", { rest: ANONYMOUS })).toContain("not permitted");
    expect(await as(MASTER, "acl.token-update", { rest: `${ANONYMOUS}/clone`, body: {} })).toContain(
      "Cannot clone",
    );
    expect(await as(MASTER, "acl.policy-delete", { rest: MANAGEMENT })).toContain("not permitted");
    const body = { Name: "global-management", Rules: "" };
    expect(await as(MASTER, "acl.policy-update", { rest: MANAGEMENT, body })).toContain("not permitted");
  });

  test("lists are by policy and by role", async () => {
    const { make, json, master } = await open();
    const policy = await json(master("acl.policy-create", { body: { Name: "p" } }));
    const both = [{ Name: "p" }, { ID: MANAGEMENT }];
    const role = await json(master("acl.role-create", { body: { Name: "r", Policies: both } }));
    const byPolicy = (await make({ Policies: both }))["AccessorID"];
    const byRole = (await make({ Roles: [{ Name: "r" }] }))["AccessorID"];
    const ids = async (query: Record<string, string>) =>
      ((await master("acl.token-list", { query })).json() as Record<string, unknown>[]).map(
        (one) => one["AccessorID"],
      );
    expect(await ids({ policy: String(policy["ID"]) })).toEqual([byPolicy]);
    expect(await ids({ role: String(role["ID"]) })).toEqual([byRole]);
    const roles = async (query: Record<string, string>) =>
      ((await master("acl.role-list", { query })).json() as unknown[]).length;
    expect([
      await roles({}),
      await roles({ policy: String(policy["ID"]) }),
      await roles({ policy: "x" }),
    ]).toEqual([1, 1, 0]);
  });
});

describe("what a token may", () => {
  test("no token is the anonymous one, an unknown one is none", async () => {
    const { mayRead, master, as } = await open();
    expect(await mayRead("", "x")).toBe(false);
    await master("acl.policy-create", { body: { Name: "open", Rules: READ_ALL } });
    await master("acl.token-update", { rest: ANONYMOUS, body: { Policies: [{ Name: "open" }] } });
    expect(await mayRead("", "x")).toBe(true);
    expect(await as("unknown", "kv.read", { rest: "x" })).toBe("403 ACL not found");
  });

  test("the agent's default token stands for those who bring none", async () => {
    const { mayRead } = await open({ tokens: { master: MASTER, default: MASTER } });
    expect(await mayRead("", "x")).toBe(true);
  });

  test("the agent's master token rules the agent itself, and nothing that is kept", async () => {
    const agentMaster = "22222222-3333-4444-8555-666666666666";
    const { as, mayRead } = await open({ tokens: { master: MASTER, agentMaster } });
    expect((await as(agentMaster, "agent.self")).slice(0, 3)).toBe("200");
    expect((await as(agentMaster, "catalog.nodes")).slice(0, 20)).toContain("200");
    expect(await mayRead(agentMaster, "x")).toBe(false);
    expect(await as(agentMaster, "acl.token-list")).toBe(DENIED);
  });

  test("policies count in their datacenters only", async () => {
    const { make, mayRead, master } = await open();
    for (const [Name, Datacenters] of [
      ["here", ["dc1"]],
      ["there", ["dc2"]],
    ])
      await master("acl.policy-create", { body: { Name, Datacenters, Rules: READ_ALL } });
    const secret = async (Name: string) => String((await make({ Policies: [{ Name }] }))["SecretID"]);
    expect([await mayRead(await secret("here"), "x"), await mayRead(await secret("there"), "x")]).toEqual([
      true,
      false,
    ]);
  });

  test("a role gives what its policies do, at once after they change or go", async () => {
    const { make, mayRead, master, json } = await open();
    const policy = await json(master("acl.policy-create", { body: { Name: "p", Rules: READ_ALL } }));
    const body = { Name: "r", Policies: [{ Name: "p" }] };
    const role = await json(master("acl.role-create", { body }));
    const secret = String((await make({ Roles: [{ Name: "r" }] }))["SecretID"]);
    expect(await mayRead(secret, "x")).toBe(true);
    await master("acl.role-update", { rest: String(role["ID"]), body: { Name: "r" } });
    expect(await mayRead(secret, "x")).toBe(false);
    await master("acl.role-update", { rest: String(role["ID"]), body });
    expect(await mayRead(secret, "x")).toBe(true);
    await master("acl.policy-delete", { rest: String(policy["ID"]) });
    expect(await mayRead(secret, "x")).toBe(false);
  });

  test("a role with the management policy manages", async () => {
    const { make, as, master } = await open();
    await master("acl.role-create", { body: { Name: "r", Policies: [{ ID: MANAGEMENT }] } });
    const secret = String((await make({ Roles: [{ Name: "r" }] }))["SecretID"]);
    expect((await as(secret, "acl.token-list")).slice(0, 3)).toBe("200");
  });

  test("one policy that manages is enough, whatever else a token has", async () => {
    const { make, as, master } = await open();
    await master("acl.role-create", { body: { Name: "r" } });
    const body = { Policies: [{ ID: MANAGEMENT }], Roles: [{ Name: "r" }] };
    expect((await as(String((await make(body))["SecretID"]), "acl.token-list")).slice(0, 3)).toBe("200");
  });

  test("identities give what a service and a node need", async () => {
    const { make, as, master } = await open();
    await master("catalog.register", { body: { Node: "n2", Address: "10.0.0.9" } });
    const token = async (more: object) => String((await make(more))["SecretID"]);
    const register = async (secret: string, Node: string, Service?: string) => {
      const body =
        Service === undefined
          ? [{ Node: { Verb: "set", Node: { Node, Address: "10.0.0.9" } } }]
          : [{ Service: { Verb: "set", Node, Service: { Service } } }];
      const answer = await as(secret, "txn.run", { body });
      return answer.startsWith("200") ? "done" : /"What":"([^"]*)"/.exec(answer)?.[1];
    };
    const service = await token({ ServiceIdentities: [{ ServiceName: "web" }] });
    const elsewhere = await token({ ServiceIdentities: [{ ServiceName: "web", Datacenters: ["dc2"] }] });
    const node = await token({ NodeIdentities: [{ NodeName: "n3", Datacenter: "dc1" }] });
    const no = "Permission denied";
    const far = await token({ NodeIdentities: [{ NodeName: "n3", Datacenter: "dc2" }] });
    expect([
      await register(service, "n2", "web"),
      await register(service, "n2", "web-sidecar-proxy"),
      await register(service, "n2", "db"),
      await register(service, "n3"),
      await register(elsewhere, "n2", "web"),
      await register(node, "n3"),
      await register(node, "n4"),
      await register(node, "n3", "web"),
      await register(far, "n3"),
    ]).toEqual(["done", "done", no, no, no, "done", no, no, no]);
    expect((await as(service, "catalog.service", { rest: "web" })).length).toBeGreaterThan(10);
    expect(await as(node, "catalog.services")).toContain("web");
  });
});

describe("bootstrap", () => {
  test("makes the first management token, once", async () => {
    const { call, as } = await startGuardedAgent(82, { tokens: {} });
    const made = (await call("acl.bootstrap")).json() as { SecretID: string };
    expect((await as(made.SecretID, "acl.token-list")).slice(0, 3)).toBe("200");
    const again = await call("acl.bootstrap");
    expect([again.status, again.text()]).toEqual([
      403,
      expect.stringMatching(/^Permission denied: ACL bootstrap no longer allowed \(reset index: \d+\)$/),
    ]);
  });

  test("is over where a master token is configured", async () => {
    const { call } = await open();
    expect((await call("acl.bootstrap")).status).toBe(403);
  });
});

test("while access control is off, all of it says so, and nothing is made for it", async () => {
  const { call, agent } = await startSimulatedAgent(createSimulation(83));
  const { tokens, policies } = agent.server.context.state.acl;
  expect([tokens.rows.size, policies.rows.size]).toEqual([0, 0]);
  for (const route of [
    "acl.bootstrap",
    "acl.token-list",
    "acl.policy-create",
    "acl.rules-translate",
  ] as const) {
    const answer = await call(route);
    expect([answer.status, answer.text()]).toEqual([401, "ACL support disabled"]);
  }
});

describe("policies and roles", () => {
  test.each<[string, object, string]>([
    ["no name", {}, "no Name is set"],
    ["a bad name", { Name: "a b" }, "invalid Name"],
    ["a name of 257 letters", { Name: "x".repeat(257) }, "invalid Name"],
    ["a name that is taken", { Name: "taken" }, "already exists"],
    ["an ID", { Name: "x", ID: "y" }, "Cannot specify the ID"],
  ])("%s is refused", async (_name, body, wanted) => {
    const { as, master } = await open();
    await master("acl.policy-create", { body: { Name: "taken" } });
    await master("acl.role-create", { body: { Name: "taken" } });
    expect(await as(MASTER, "acl.policy-create", { body })).toContain(wanted);
    expect(await as(MASTER, "acl.role-create", { body })).toContain(wanted);
  });

  test("are found by name and by ID, keep their own name, and are not there after they went", async () => {
    const { json, master, as } = await open();
    const policy = await json(master("acl.policy-create", { body: { Name: "p", Rules: READ_ALL } }));
    const role = await json(master("acl.role-create", { body: { Name: "r" } }));
    const [policyId, roleId] = [String(policy["ID"]), String(role["ID"])];
    expect(await as(MASTER, "acl.policy-read", { rest: "name/p" })).toContain(policyId);
    expect(await as(MASTER, "acl.policy-read", { rest: policyId })).toContain(policyId);
    expect(await as(MASTER, "acl.role-by-name", { rest: "r" })).toContain(roleId);
    await master("acl.policy-update", { rest: policyId, body: { Name: "p", Description: "d" } });
    await master("acl.role-update", { rest: roleId, body: { Name: "r", Description: "d" } });
    const list = await as(MASTER, "acl.policy-list");
    expect(list).toContain('"Description":"d"');
    expect(list).not.toContain("Rules");
    expect(await as(MASTER, "acl.policy-delete", { rest: policyId })).toBe("200 true");
    expect(await as(MASTER, "acl.role-delete", { rest: roleId })).toBe("200 true");
    expect(await as(MASTER, "acl.policy-read", { rest: policyId })).toBe("403 ACL not found");
    expect(await as(MASTER, "acl.role-read", { rest: roleId })).toBe("404");
    expect(await as(MASTER, "acl.policy-update", { rest: policyId, body: { Name: "q" } })).toContain(
      "cannot find policy",
    );
    expect(await as(MASTER, "acl.role-update", { rest: roleId, body: { Name: "q" } })).toContain(
      "cannot find role",
    );
  });
});
