import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";

const MINE = 'service "mine" { policy = "write" } service "seen" { policy = "read" }';

async function start(more: Parameters<typeof startGuardedAgent>[1] = {}) {
  const kit = await startGuardedAgent(95, { tokens: { master: MASTER }, ...more });
  const register = (body: object) => kit.master("agent.service-register", { body });
  await register({
    Name: "bank",
    ID: "bank1",
    Port: 80,
    Check: { CheckID: "bankchk", Name: "b", TTL: "1h" },
  });
  await register({ Name: "seen", ID: "seen1", Port: 81 });
  await kit.master("agent.check-register", { body: { Name: "nodechk", TTL: "1h" } });
  const { SecretID } = await kit.token(MINE);
  const state = async () => {
    const services = (await kit.master("agent.services")).text();
    return `${services}\n${(await kit.master("agent.checks")).text()}`;
  };
  return {
    ...kit,
    state,
    secret: SecretID,
    ask: (...[route, options]: Parameters<typeof kit.call>) => kit.as(SecretID, route, options),
  };
}

const plain = "403 Permission denied";
const lacksNode = "403 Permission denied: Missing node:write on n1";
const lacks = (name: string) => `${plain}: Missing service:write on ${name}`;
const ttl = { Name: "c", TTL: "1h" };

describe("who may register", () => {
  const proxy = (destination: string, more: object = {}) => ({
    Kind: "connect-proxy",
    Name: "mine",
    ID: "p",
    Port: 6,
    Proxy: { DestinationServiceName: destination },
    ...more,
  });
  test.each<[string, object, string]>([
    ["its service", { Name: "mine" }, "200"],
    ["a foreign service", { Name: "bank", ID: "x" }, lacks("bank")],
    ["its service over a foreign ID", { Name: "mine", ID: "bank1" }, lacks("bank")],
    ["a service without a name", {}, "400 Missing service name"],
    ["a sidecar of its own", { Name: "mine", Connect: { SidecarService: { Name: "mine", Port: 7 } } }, "200"],
    [
      "a sidecar of a foreign name",
      { Name: "mine", Connect: { SidecarService: { Name: "bank", Port: 7 } } },
      lacks("bank"),
    ],
    [
      "a sidecar of the usual name, without the right to that",
      { Name: "mine", Connect: { SidecarService: {} } },
      lacks("mine-sidecar-proxy"),
    ],
    [
      "a sidecar for a foreign destination",
      {
        Name: "mine",
        Connect: { SidecarService: { Name: "mine", Proxy: { DestinationServiceName: "bank" } } },
      },
      lacks("bank"),
    ],
    [
      "a sidecar over a foreign ID",
      { Name: "mine", ID: "x", Connect: { SidecarService: { Name: "mine" } } },
      lacks("bank"),
    ],
    ["a proxy for its own service", proxy("mine"), "200"],
    ["a proxy for a foreign service", proxy("bank"), lacks("bank")],
    [
      "a check over a foreign service's",
      { Name: "mine", Check: { CheckID: "bankchk", ...ttl } },
      lacks("bank"),
    ],
    [
      "a check over the node's",
      { Name: "mine", Check: { CheckID: "nodechk", ...ttl } },
      `${plain}: Missing node:write on n1`,
    ],
    ["an alias of what it may see", { Name: "mine", Check: { Name: "a", AliasService: "seen1" } }, "200"],
    [
      "an alias of what it may not see",
      { Name: "mine", Check: { Name: "a", AliasService: "bank1" } },
      `${plain}: Missing service:read on bank`,
    ],
  ])("a service: %s", async (_name, body, wanted) => {
    const { ask, state, master } = await start();
    await master("agent.service-register", { body: { Name: "bank", ID: "x-sidecar-proxy", Port: 3 } });
    const before = await state();
    expect(await ask("agent.service-register", { body })).toBe(wanted);
    if (wanted !== "200") expect(await state()).toBe(before);
  });

  test.each<[string, object, string]>([
    ["of its service", { ...ttl, ServiceID: "mine" }, "200"],
    ["of a foreign service", { ...ttl, ServiceID: "bank1" }, lacks("bank")],
    ["of the node", ttl, lacksNode],
    ["over a foreign check", { ...ttl, ID: "bankchk", ServiceID: "mine" }, lacks("bank")],
    ["over the node's check", { ...ttl, ID: "nodechk", ServiceID: "mine" }, lacksNode],
    ["over the node's check, by its name", { Name: "nodechk", TTL: "1h", ServiceID: "mine" }, lacksNode],
    [
      "that stands for what it may not see",
      { Name: "a", AliasService: "bank1", ServiceID: "mine" },
      "403 Permission denied: Missing service:read on bank",
    ],
    ["that stands for what it may see", { Name: "a", AliasService: "seen1", ServiceID: "mine" }, "200"],
  ])("a check %s: %s", async (_name, body, wanted) => {
    const { ask, state } = await start();
    await ask("agent.service-register", { body: { Name: "mine" } });
    const before = await state();
    expect(await ask("agent.check-register", { body })).toBe(wanted);
    if (wanted !== "200") expect(await state()).toBe(before);
  });
});

describe("who may change and remove", () => {
  test.each([
    ["agent.service-deregister", { rest: "bank1" }, lacks("bank")],
    ["agent.service-deregister", { rest: "none" }, '500 Unknown service "none"'],
    ["agent.service-maintenance", { rest: "bank1", query: { enable: "true" } }, lacks("bank")],
    ["agent.service-maintenance", { rest: "none", query: { enable: "true" } }, '500 Unknown service "none"'],
    ["agent.maintenance", { query: { enable: "true" } }, plain],
    ["agent.check-deregister", { rest: "bankchk" }, lacks("bank")],
    ["agent.check-deregister", { rest: "nodechk" }, lacksNode],
    ["agent.check-deregister", { rest: "none" }, '500 Unknown check "none"'],
    ["agent.check-pass", { rest: "bankchk" }, lacks("bank")],
    ["agent.check-warn", { rest: "nodechk" }, lacksNode],
    ["agent.check-fail", { rest: "bankchk" }, lacks("bank")],
    ["agent.check-update", { rest: "bankchk", body: { Status: "passing" } }, lacks("bank")],
    ["agent.check-pass", { rest: "none" }, '500 Unknown check "none"'],
    ["agent.service-register", { body: { Name: "bank", Address: "0.0.0.0" } }, "400 Invalid service address"],
    ["agent.reload", {}, plain],
    ["agent.join", { rest: "10.0.0.3" }, plain],
    ["agent.leave", {}, plain],
    ["agent.force-leave", { rest: "n2" }, plain],
    ["agent.token", { rest: "default", body: { Token: "x" } }, plain],
  ] as const)("%s %j: %s", async (route, options, wanted) => {
    const { ask, state, agent } = await start();
    const before = await state();
    expect(await ask(route, options)).toBe(wanted);
    expect(await state()).toBe(before);
    expect(agent.context.tokens.get("default")).toBe("");
  });

  test("its own it may", async () => {
    const { ask, master } = await start();
    await ask("agent.service-register", { body: { Name: "mine", Check: { CheckID: "m", ...ttl } } });
    expect(await ask("agent.check-pass", { rest: "m" })).toBe("200");
    expect(await ask("agent.service-maintenance", { rest: "mine", query: { enable: "true" } })).toBe("200");
    const catalog = async () => (await master("health.node", { rest: "n1" })).text();
    expect(await catalog()).toContain('"CheckID":"m"');
    expect(await catalog()).toContain("_service_maintenance:mine");
    expect(await ask("agent.check-deregister", { rest: "m" })).toBe("200");
    expect(await ask("agent.service-deregister", { rest: "mine" })).toBe("200");
    // Gone from the catalog as well, with nobody's rights but the token's own.
    expect(await catalog()).not.toContain("mine");
    expect((await master("catalog.services")).text()).not.toContain("mine");
  });
});

describe("who may see", () => {
  test("services and checks row by row", async () => {
    const { ask, token, as } = await start();
    const keys = async (route: "agent.services" | "agent.checks") =>
      Object.keys(JSON.parse((await ask(route)).slice(4)) as object);
    expect(await keys("agent.services")).toEqual(["seen1"]);
    expect(await keys("agent.checks")).toEqual([]);
    const { SecretID } = await token('node "n1" { policy = "read" }');
    expect(Object.keys(JSON.parse((await as(SecretID, "agent.checks")).slice(4)) as object)).toEqual([
      "nodechk",
    ]);
    expect(await ask("agent.service", { rest: "bank1" })).toBe(plain);
    expect(await ask("agent.service", { rest: "none" })).toBe("404 unknown service ID: none");
    expect((await ask("agent.service", { rest: "seen1" })).slice(0, 3)).toBe("200");
  });

  test("the health of what it may read, without the node's checks", async () => {
    const { ask, token, as } = await start();
    expect(await ask("agent.health-by-id", { rest: "bank1" })).toBe(plain);
    expect(await ask("agent.health-by-name", { rest: "bank" })).toBe(plain);
    for (const [route, rest] of [
      ["agent.health-by-id", "seen1"],
      ["agent.health-by-name", "seen"],
    ] as const) {
      expect(await ask(route, { rest })).toContain('"AggregatedStatus":"critical"');
      expect(await ask(route, { rest })).not.toContain("nodechk");
      const { SecretID } = await token(`${MINE} node "n1" { policy = "read" }`);
      expect(await as(SecretID, route, { rest })).toContain("nodechk");
    }
  });

  test.each([
    ["agent.self", 'agent "n1" { policy = "read" }'],
    ["agent.metrics", 'agent "n1" { policy = "read" }'],
    ["agent.host", 'operator = "read"'],
  ] as const)("%s needs %s", async (route, rules) => {
    const { ask, token, as } = await start();
    expect(await ask(route)).toBe(plain);
    expect((await as((await token(rules)).SecretID, route)).slice(0, 3)).toBe("200");
    const other = 'agent "n2" { policy = "write" } node "n1" { policy = "write" }';
    expect(await as((await token(other)).SecretID, route)).toBe(plain);
  });

  test("members are nodes", async () => {
    const { ask, token, as } = await start();
    expect(await ask("agent.members")).toBe("200 []");
    const { SecretID } = await token('node "n1" { policy = "read" }');
    for (const query of [{}, { wan: "1" }])
      expect(await as(SecretID, "agent.members", { query })).toContain('"Name":"n1');
  });
});

test("what is blocked stands in the log, and is written once the token may", async () => {
  const { world, agent, token, as, master } = await startGuardedAgent(96, { tokens: { master: MASTER } });
  const { SecretID, AccessorID } = await token('service "mine" { policy = "write" }');
  await master("acl.policy-create", { body: { Name: "none" } });
  const own = (await master("acl.token-read", { rest: AccessorID })).json() as { Policies: unknown };
  expect(await as(SecretID, "agent.service-register", { body: { Name: "mine", Port: 1 } })).toBe("200");
  await master("acl.token-update", { rest: AccessorID, body: { Policies: [{ Name: "none" }] } });
  await master("agent.service-register", { body: { Name: "mine", Port: 2, Token: SecretID } });
  const port = () => agent.server.context.state.catalog.service("n1", "mine")?.value.Port;
  expect(port()).toBe(1);
  await master("acl.token-update", { rest: AccessorID, body: { Policies: own.Policies } });
  await world.run(16_000);
  expect(port()).toBe(2);
});
