import { MASTER, startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { precedenceOf } from "../config-entry/intentions-entry.ts";

async function open() {
  const world = createSimulation(71);
  const kit = await startSimulatedAgent(world);
  const write = async (source: string, destination: string, body: object) => {
    const query = { source, destination };
    const answer = await kit.call("connect.intention-exact-write", { query, body });
    return `${answer.status} ${answer.text()}`.trim();
  };
  const check = async (source: string, destination: string) => {
    const answer = await kit.call("connect.intention-check", { query: { source, destination } });
    return answer.status === 200 ? (answer.json() as { Allowed: boolean }).Allowed : answer.text();
  };
  const create = async (body: object) => {
    const answer = await kit.call("connect.intention-create", { body });
    if (answer.status !== 200) return answer.text();
    return (answer.json() as { ID: string }).ID;
  };
  const pairs = async () =>
    ((await kit.call("connect.intention-list")).json() as Record<string, string>[]).map(
      (one) => `${one["SourceName"]}>${one["DestinationName"]} ${one["Action"]} ${one["Precedence"]}`,
    );
  return { world, ...kit, write, check, create, pairs };
}

const allow = { Action: "allow" };
const deny = { Action: "deny" };

describe("precedence", () => {
  test.each([
    ["web", "db", 9],
    ["*", "db", 8],
    ["web", "*", 6],
    ["*", "*", 5],
  ])("%s to %s is %i", (source, destination, wanted) =>
    expect(precedenceOf(source, destination)).toBe(wanted),
  );

  // Each row: the intentions that are there, and what decides on web to db.
  const all = [
    ["web", "db"],
    ["*", "db"],
    ["web", "*"],
    ["*", "*"],
  ] as const;
  test.each([0, 1, 2, 3])("the most exact of those that are there decides: %i", async (first) => {
    for (const [best, others] of [
      [allow, deny],
      [deny, allow],
    ]) {
      const { write, check } = await open();
      for (const [at, [source, destination]] of all.entries()) {
        if (at >= first) await write(source, destination, (at === first ? best : others) ?? {});
      }
      expect(await check("web", "db")).toBe(best === allow);
    }
  });

  test("a list wakes who waits for it", async () => {
    const { write, call, client, world } = await open();
    await write("web", "db", deny);
    const { index } = await call("connect.intention-list");
    const waiting = client.call("connect.intention-list", { query: { index: String(index), wait: "60s" } });
    await world.run(100);
    const changedAt = world.nowMs;
    await write("api", "db", deny);
    expect((await world.until(waiting)).text()).toContain('"api"');
    expect(world.nowMs - changedAt).toBeLessThan(1000);
  });

  test("another source and another destination are left to the default", async () => {
    const { write, check } = await open();
    await write("web", "db", deny);
    expect([await check("web", "db"), await check("api", "db"), await check("web", "cache")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test("a list names the most exact first, then by source and destination", async () => {
    const { write, pairs, call } = await open();
    for (const [source, destination] of [...all, ["api", "db"], ["web", "cache"]] as const)
      await write(source, destination, allow);
    expect(await pairs()).toEqual([
      "api>db allow 9",
      "web>cache allow 9",
      "web>db allow 9",
      "*>db allow 8",
      "web>* allow 6",
      "*>* allow 5",
    ]);
    const match = async (by: string, name: string) => {
      const answer = await call("connect.intention-match", { query: { by, name } });
      return (answer.json() as Record<string, Record<string, string>[]>)[name]?.map(
        (one) => `${one["SourceName"]}>${one["DestinationName"]}`,
      );
    };
    expect(await match("source", "web")).toEqual(["web>cache", "web>db", "*>db", "web>*", "*>*"]);
    expect(await match("destination", "db")).toEqual(["api>db", "web>db", "*>db", "web>*", "*>*"]);
    expect(await match("destination", "other")).toEqual(["web>*", "*>*"]);
  });
});

describe("names", () => {
  test("a namespace may be said, and is always the one there is", async () => {
    const { write, check, call, pairs } = await open();
    expect(await write("default/web", "default/db", deny)).toBe("200 true");
    expect(await pairs()).toEqual(["web>db deny 9"]);
    expect([await check("default/web", "db"), await check("web", "DEFAULT/db")]).toEqual([false, false]);
    const query = { by: "destination", name: "default/db" };
    const matched = (await call("connect.intention-match", { query })).json() as object;
    expect(Object.entries(matched)).toMatchObject([["default/db", [{ SourceName: "web" }]]]);
    const exact = { source: "default/web", destination: "default/db" };
    expect((await call("connect.intention-exact-read", { query: exact })).status).toBe(200);
    expect((await call("connect.intention-exact-delete", { query: exact })).status).toBe(200);
    expect(await pairs()).toEqual([]);
    const Sources = [{ Name: "default/web", Action: "deny" }];
    await call("config.write", { body: { Kind: "service-intentions", Name: "default/db", Sources } });
    expect(await pairs()).toEqual(["web>db deny 9"]);
  });

  test.each([
    ["team/web", "db", 'source "team/web" is invalid: namespace "team" is not there'],
    ["web", "a/b/c", "destination \"a/b/c\" is invalid: input can contain at most one '/'"],
    ["we*", "db", "source \"we*\" is invalid: wildcard character '*'"],
    ["", "db", "required query parameter 'source' not set"],
    ["web", "", "required query parameter 'destination' not set"],
  ])("%j to %j is refused", async (source, destination, wanted) => {
    const { write, check } = await open();
    expect((await write(source, destination, allow)).slice(4)).toContain(wanted);
    expect(await check(source, destination)).toContain(wanted);
  });

  test.each([
    ["", "w", "required query parameter 'by' not set"],
    ["middle", "w", "'by' parameter must be one of 'source' or 'destination'"],
    ["source", undefined, "required query parameter 'name' not set"],
    ["source", "a/b/c", "name \"a/b/c\" is invalid: input can contain at most one '/'"],
  ])("match by %j of %j is refused", async (by, name, wanted) => {
    const { call } = await open();
    const answer = await call("connect.intention-match", { query: { by, name } });
    expect(`${answer.status} ${answer.text()}`).toBe(`500 ${wanted}`);
  });
});

describe("by ID", () => {
  const body = { SourceName: "web", DestinationName: "db", ...allow, Description: "d", Meta: { a: "b" } };

  test("is made, read, changed in its source and action, deleted", async () => {
    const { create, call, pairs } = await open();
    const rest = await create(body);
    expect((await call("connect.intention-read", { rest })).json()).toMatchObject({
      ...body,
      ID: rest,
      Precedence: 9,
    });
    const changed = { SourceName: "*", DestinationName: "db", ...deny };
    expect((await call("connect.intention-update", { rest, body: changed })).json()).toEqual({ ID: rest });
    expect(await pairs()).toEqual(["*>db deny 8"]);
    const shown = (await call("connect.intention-read", { rest })).json() as Record<string, string>;
    expect(shown["Description"]).toBeUndefined();
    expect(Date.parse(shown["UpdatedAt"] ?? "")).toBeGreaterThanOrEqual(Date.parse(shown["CreatedAt"] ?? ""));
    expect((await call("connect.intention-delete", { rest })).text().trim()).toBe("true");
    expect(await pairs()).toEqual([]);
    for (const route of ["connect.intention-read", "connect.intention-delete"] as const)
      expect((await call(route, { rest })).status).toBe(404);
    expect((await call("connect.intention-update", { rest, body })).status).toBe(404);
  });

  test("keeps its destination, and does not become another one's double", async () => {
    const { create, call, pairs } = await open();
    const rest = await create(body);
    await create({ ...body, SourceName: "api" });
    const update = async (change: object) =>
      (await call("connect.intention-update", { rest, body: { ...body, ...change } })).text();
    expect(await update({ DestinationName: "other" })).toContain("Cannot modify DestinationNS");
    expect(await update({ SourceName: "api" })).toBe('Sources[1] defines "api" more than once');
    expect(await pairs()).toEqual(["api>db allow 9", "web>db allow 9"]);
  });

  test.each([
    [{ ...body, DestinationName: "" }, "DestinationName must be set"],
    [{ ...body, Action: "maybe" }, "Action must be set to 'allow' or 'deny'"],
    [{ ...body, SourceType: "spiffe" }, "SourceType must be set to 'consul'"],
    [
      { ...body, Permissions: [{ Action: "allow" }] },
      "Permissions must not be set when using the legacy APIs",
    ],
    [{ ...body, SourceNS: "team" }, 'Invalid source namespace "team"'],
    [{ ...body, DestinationNS: "team" }, 'Invalid destination namespace "team"'],
    [{ ...body, SourceName: "x/y/z" }, "at most one '/'"],
    [{ ...body, DestinationName: "d*" }, "wildcard character '*'"],
  ])("%j is refused", async (wrong, wanted) => {
    const { create, pairs } = await open();
    expect(await create(wrong)).toContain(wanted);
    expect(await pairs()).toEqual([]);
  });

  test("a pair is made once; the exact write replaces it", async () => {
    const { create, write, pairs } = await open();
    await create(body);
    expect(await create({ ...body, ...deny })).toBe('Sources[1] defines "web" more than once');
    expect(await write("web", "db", deny)).toBe("200 true");
    expect(await pairs()).toEqual(["web>db deny 9"]);
    const edited =
      'cannot use legacy intention API to edit intentions with a destination of "db" after editing them via a service-intentions config entry';
    expect(await create({ DestinationName: "db", ...allow })).toBe(edited);
    expect(await create({ DestinationName: "web", ...allow })).toHaveLength(36);
    expect(await pairs()).toEqual(["web>db deny 9", "*>web allow 8"]);
  });

  test("what the newer routes have written beside it is not touched by ID", async () => {
    const { call, create, write, pairs } = await open();
    const rest = await create(body);
    await write("api", "db", deny);
    const update = await call("connect.intention-update", { rest, body: { ...body, ...deny } });
    const deletion = await call("connect.intention-delete", { rest });
    for (const answer of [update, deletion])
      expect(`${answer.status} ${answer.text()}`).toMatch(
        /^500 cannot use legacy intention API to edit .*"db"/,
      );
    expect(await pairs()).toEqual(["api>db deny 9", "web>db allow 9"]);
  });
});

test.each([
  ["a/b/c", "Name: input can contain at most one '/'"],
  ["team/db", 'Name: namespace "team"'],
  ["", "Name is required"],
])("a config entry for %j is refused", async (Name, wanted) => {
  const { call } = await open();
  const Sources = [{ Name: "a", Action: "deny" }];
  const answer = await call("config.write", { body: { Kind: "service-intentions", Name, Sources } });
  expect(answer.text()).toContain(wanted);
});

test.each([
  [[], "At least one source is required"],
  [[{ Name: "", Action: "allow" }], "Sources[0].Name is required"],
  [[{ Name: "a/b/c", Action: "allow" }], "Sources[0].Name: input can contain at most one '/'"],
  [[{ Name: "a", Action: "no" }], "Sources[0].Action must be set to 'allow' or 'deny'"],
  [[{ Name: "a" }], "Sources[0].Action must be set to 'allow' or 'deny'"],
  [[{ Name: "a", Namespace: "t", Action: "deny" }], 'Sources[0].Namespace: namespace "t"'],
  [
    [{ Name: "a", Action: "allow", Permissions: [{ Action: "allow", HTTP: { PathExact: "/" } }] }],
    "Sources[0].Action must be omitted if Permissions are specified",
  ],
  [
    [
      { Name: "a", Action: "allow" },
      { Name: "a", Action: "deny" },
    ],
    'Sources[1] defines "a" more than once',
  ],
])("a config entry with sources %j is refused", async (Sources, wanted) => {
  const { call, pairs } = await open();
  const answer = await call("config.write", { body: { Kind: "service-intentions", Name: "db", Sources } });
  expect(answer.text()).toContain(wanted);
  expect(await pairs()).toEqual([]);
});

describe("/v1/agent/connect/authorize", () => {
  const uri = "spiffe://x.consul/ns/default/dc/dc1/svc/web";
  async function authorize(kit: Awaited<ReturnType<typeof open>>, more: object = {}) {
    const body = { Target: "db", ClientCertURI: uri, ...more };
    const answer = await kit.call("agent.connect-authorize", { body });
    if (answer.status !== 200) return answer.text();
    const { Authorized, Reason } = answer.json() as { Authorized: boolean; Reason: string };
    return `${Authorized}: ${Reason}`;
  }

  test("says what decided", async () => {
    const kit = await open();
    expect(await authorize(kit)).toBe("true: ACLs disabled, access is allowed by default");
    await kit.write("*", "db", deny);
    const l4 = "Matched L4 intention: ";
    expect(await authorize(kit)).toBe(`false: ${l4}DENY default/* => default/db (Precedence: 8)`);
    await kit.write("web", "db", allow);
    expect(await authorize(kit)).toBe(`true: ${l4}ALLOW default/web => default/db (Precedence: 9)`);
  });

  test.each(["allow", "deny"] as const)("leaves the rest to the default, %s", async (defaultPolicy) => {
    const { as } = await startGuardedAgent(73, { defaultPolicy });
    const body = { Target: "db", ClientCertURI: uri };
    const answer = await as(MASTER, "agent.connect-authorize", { body });
    const wanted = { Authorized: defaultPolicy === "allow", Reason: "Default behavior configured by ACLs" };
    expect(JSON.parse(answer.slice(4))).toEqual(wanted);
    const query = { source: "web", destination: "db" };
    const check = await as(MASTER, "connect.intention-check", { query });
    expect(check).toBe(`200 {"Allowed":${wanted.Authorized}}`);
  });

  test("permissions on requests let no connection through", async () => {
    const kit = await open();
    const Sources = [{ Name: "web", Permissions: [{ Action: "allow", HTTP: { PathExact: "/" } }] }];
    await kit.call("config.write", { body: { Kind: "service-defaults", Name: "db", Protocol: "http" } });
    await kit.call("config.write", { body: { Kind: "service-intentions", Name: "db", Sources } });
    expect(await authorize(kit)).toMatch(/^false: Matched L7 intention/);
    expect(await kit.check("web", "db")).toBe(false);
  });

  test.each([
    [{ Target: "" }, "Bad request: Target service must be specified"],
    [{ ClientCertURI: "spiffe://x" }, "Bad request: ClientCertURI not a valid Connect identifier"],
    [{ ClientCertURI: `${uri}%zz` }, "Bad request: ClientCertURI not a valid Connect identifier"],
  ])("%j is refused", async (more, wanted) => {
    expect(await authorize(await open(), more)).toBe(wanted);
  });
});

describe("permissions, by the names of the ends", () => {
  const http = (HTTP: object) => ({ Action: "allow", HTTP });
  const wrong = (text: string) => `500 Sources[0].${text}`;
  const inHttp = (text: string) => wrong(`Permissions[0].HTTP${text}`);
  const long = "d".repeat(513);

  /** Each row: the body for web to db, which speaks http; and the answer. */
  test.each<[object, string]>([
    [{ Permissions: [http({ PathExact: "/a" })] }, "200 true"],
    [
      { Permissions: [http({ Methods: ["get"] }), { Action: "deny", HTTP: { PathRegex: "/.*" } }] },
      "200 true",
    ],
    [{ Permissions: [http({ Header: [{ Name: "x", Present: true, Invert: true }] })] }, "200 true"],
    [{ ...allow, Permissions: [] }, "200 true"],
    [{ ...allow, Permissions: null }, "200 true"],
    [{ Permissions: [] }, wrong("Action must be set to 'allow' or 'deny'")],
    [
      { ...allow, Permissions: [http({ PathExact: "/a" })] },
      wrong("Action must be omitted if Permissions are specified"),
    ],
    [{ Permissions: [null] }, wrong("Permissions[0].Action must be set to 'allow' or 'deny'")],
    [{ Permissions: [{}] }, wrong("Permissions[0].Action must be set to 'allow' or 'deny'")],
    [{ Permissions: [{ Action: "odd" }] }, wrong("Permissions[0].Action must be set to 'allow' or 'deny'")],
    [{ Permissions: [allow] }, inHttp(" is required")],
    [{ Permissions: [http({})] }, inHttp(" should not be empty")],
    [{ Permissions: [http({ PathExact: "a" })] }, inHttp(`.PathExact doesn't start with '/': "a"`)],
    [{ Permissions: [http({ PathPrefix: "a" })] }, inHttp(`.PathPrefix doesn't start with '/': "a"`)],
    [
      { Permissions: [http({ PathExact: "/a", PathRegex: "b" })] },
      inHttp(" should only contain at most one of PathExact, PathPrefix, or PathRegex"),
    ],
    [{ Permissions: [http({ Methods: ["ODD"] })] }, inHttp('.Methods contains an invalid method "ODD"')],
    [{ Permissions: [http({ Methods: ["GET", "get"] })] }, inHttp('.Methods contains "GET" more than once')],
    [
      { Permissions: [http({ Header: [{ Present: true }] })] },
      inHttp(".Header[0] missing required Name field"),
    ],
    [
      { Permissions: [http({ Header: [{ Name: "x" }] })] },
      inHttp(".Header[0] should only contain one of Present, Exact, Prefix, Suffix, or Regex"),
    ],
    [{ ...allow, SourceType: "consul" }, "200 true"],
    [{ ...allow, SourceType: "odd" }, wrong("Type must be set to 'consul'")],
    [{ ...allow, Description: long }, wrong("Description exceeds maximum length 512")],
    [{ ...allow, Description: long.slice(1) }, "200 true"],
    [{ ...allow, Meta: {} }, "200 true"],
    [{ ...allow, Meta: { a: "b" } }, "500 Meta must not be specified"],
  ])("%j", async (body, wanted) => {
    const { call, write } = await open();
    await call("config.write", { body: { Kind: "service-defaults", Name: "db", Protocol: "http" } });
    expect(await write("web", "db", body)).toBe(wanted);
  });

  test("need a service of requests, and one service", async () => {
    const { call, write } = await open();
    const body = { Permissions: [http({ PathExact: "/a" })] };
    expect(await write("web", "db", body)).toBe(
      '500 service "db" has protocol "tcp", which is incompatible with L7 intentions permissions',
    );
    expect(await write("web", "*", body)).toBe(
      wrong("Permissions cannot be specified on intentions with wildcarded destinations"),
    );
    const defaults = { Kind: "service-defaults", Name: "db", Protocol: "grpc" };
    await call("config.write", { body: defaults });
    expect(await write("web", "db", body)).toBe("200 true");
    const back = await call("config.write", { body: { ...defaults, Protocol: "tcp" } });
    expect(back.text()).toContain("incompatible with L7 intentions permissions");
  });

  test("are kept as an entry keeps them, and let no connection through", async () => {
    const { call, check, write } = await open();
    await call("config.write", { body: { Kind: "service-defaults", Name: "db", Protocol: "http" } });
    await write("web", "db", { ...allow, Description: "d" });
    const Header = [{ Name: "x", Exact: "y", Present: false, Invert: false }];
    await write("web", "db", { Permissions: [http({ Methods: ["get"], PathPrefix: "", Header })] });
    const entry = (await call("config.list-or-read", { rest: "service-intentions/db" })).json();
    const kept = { Action: "allow", HTTP: { Header: [{ Exact: "y", Name: "x" }], Methods: ["GET"] } };
    expect(entry).toMatchObject({
      Sources: [{ Name: "web", Permissions: [kept], Precedence: 9, Type: "consul" }],
    });
    const exact = await call("connect.intention-exact-read", { query: { source: "web", destination: "db" } });
    expect(exact.json()).toMatchObject({ SourceName: "web", Permissions: [kept] });
    expect(exact.json()).not.toHaveProperty("Action");
    expect(exact.json()).not.toHaveProperty("Description");
    expect(await check("web", "db")).toBe(false);
    const ClientCertURI = "spiffe://x.consul/ns/default/dc/dc1/svc/web";
    const verdict = await call("agent.connect-authorize", { body: { Target: "db", ClientCertURI } });
    expect(verdict.json()).toEqual({
      Authorized: false,
      Reason: "Matched L7 intention: default/web => default/db (Precedence: 9, Permissions: 1)",
    });
  });

  test("the metadata of the entry may come along, and may not change", async () => {
    const { call, write } = await open();
    const Sources = [{ Name: "api", Action: "allow" }];
    const body = { Kind: "service-intentions", Name: "db", Meta: { a: "b" }, Sources };
    await call("config.write", { body });
    expect(await write("web", "db", { ...allow, Meta: { a: "b" } })).toBe("200 true");
    expect(await write("web", "db", { ...allow, Meta: { a: "c" } })).toBe(
      "500 Meta must not be specified, or should be unchanged during an update.",
    );
    const entry = (await call("config.list-or-read", { rest: "service-intentions/db" })).json();
    expect(entry).toMatchObject({ Meta: { a: "b" }, Sources: [{ Name: "api" }, { Name: "web" }] });
    expect(JSON.stringify(entry)).not.toContain("LegacyMeta");
  });
});

describe("rights", () => {
  const rules = `
service "mine" { policy = "write" intentions = "write" }
service "seen" { policy = "read" }
service_prefix "" { policy = "deny" }`;

  async function guarded() {
    const kit = await startGuardedAgent(72);
    for (const [source, destination] of [
      ["web", "mine"],
      ["seen", "bank"],
      ["web", "bank"],
      ["web", "seen"],
    ] as const)
      await kit.master("connect.intention-exact-write", { query: { source, destination }, body: allow });
    const { SecretID } = await kit.token(rules);
    const body = { SourceName: "x", DestinationName: "vault", ...allow };
    const { ID } = (await kit.master("connect.intention-create", { body })).json() as { ID: string };
    return {
      ...kit,
      foreign: ID,
      ask: (...[route, options]: Parameters<typeof kit.call>) => kit.as(SecretID, route, options),
    };
  }
  const denied = "403 Permission denied";
  const names = (source: string, destination: string) => ({ query: { source, destination } });

  test("an intention is seen from both ends", async () => {
    const { ask, foreign } = await guarded();
    const list = JSON.parse((await ask("connect.intention-list")).slice(4)) as Record<string, string>[];
    expect(list.map((one) => `${one["SourceName"]}>${one["DestinationName"]}`)).toEqual([
      "seen>bank",
      "web>mine",
      "web>seen",
    ]);
    expect((await ask("connect.intention-exact-read", names("seen", "bank"))).slice(0, 3)).toBe("200");
    expect(await ask("connect.intention-exact-read", names("web", "bank"))).toBe(denied);
    expect(await ask("connect.intention-read", { rest: foreign })).toBe(denied);
  });

  test("an intention is written by its destination", async () => {
    const { ask, foreign, master } = await guarded();
    const before = (await master("connect.intention-list")).text();
    const body = { SourceName: "mine", DestinationName: "bank", ...deny };
    const update = { SourceName: "mine", DestinationName: "mine", ...deny };
    expect([
      await ask("connect.intention-exact-write", { ...names("mine", "bank"), body: deny }),
      await ask("connect.intention-exact-write", { ...names("web", "seen"), body: deny }),
      await ask("connect.intention-exact-delete", names("web", "bank")),
      await ask("connect.intention-create", { body }),
      await ask("connect.intention-update", { rest: foreign, body: update }),
      await ask("connect.intention-delete", { rest: foreign }),
    ]).toEqual([denied, denied, denied, denied, denied, denied]);
    expect((await master("connect.intention-list")).text()).toBe(before);
    expect(await ask("connect.intention-exact-write", { ...names("bank", "mine"), body: deny })).toBe(
      "200 true",
    );
    expect(await ask("connect.intention-exact-delete", names("web", "mine"))).toBe("200 true");
  });

  test("match needs to read the service's intentions, check to read the service", async () => {
    const { ask } = await guarded();
    const match = (name: string) => ask("connect.intention-match", { query: { by: "source", name } });
    expect((await match("seen")).slice(0, 3)).toBe("200");
    expect(await match("bank")).toBe(denied);
    expect(await ask("connect.intention-check", names("x", "seen"))).toBe('200 {"Allowed":false}');
    expect(await ask("connect.intention-check", names("seen", "bank"))).toBe(denied);
    const connect = (Target: string) => ({
      body: { Target, ClientCertURI: "spiffe://x.consul/ns/default/dc/dc1/svc/web" },
    });
    expect(await ask("agent.connect-authorize", connect("seen"))).toBe(denied);
    expect((await ask("agent.connect-authorize", connect("mine"))).slice(0, 3)).toBe("200");
  });
});
