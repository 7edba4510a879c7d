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

  test.each([
    ["connect.intention-list", {}],
    ["connect.intention-match", { by: "destination", name: "db" }],
  ] as const)("%s wakes who waits for it", async (route, query) => {
    const { write, call, client, world } = await open();
    await write("web", "db", deny);
    const { index } = await call(route, { query });
    const waiting = client.call(route, { query: { ...query, index: String(index), wait: "60s" } });
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
    for (const [source, destination] of [...all, ["api", "db"], ["web", "Zoo"], ["web", "cache"]] as const)
      await write(source, destination, allow);
    expect(await pairs()).toEqual([
      "api>db allow 9",
      "web>Zoo allow 9",
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
    expect(await match("source", "web")).toEqual(["web>Zoo", "web>cache", "web>db", "*>db", "web>*", "*>*"]);
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
  ])("%j to %j is refused", async (source, destination, wanted) => {
    const { write, check } = await open();
    expect((await write(source, destination, allow)).slice(4)).toContain(wanted);
    expect(await check(source, destination)).toContain(wanted);
  });

  test.each([
    ["", "db", "source"],
    ["web", "", "destination"],
  ])("%j to %j is not written, and looked up all the same", async (source, destination, missing) => {
    const { write, check } = await open();
    expect(await write(source, destination, allow)).toContain(
      `required query parameter '${missing}' not set`,
    );
    expect(await check(source, destination)).toBe(true);
  });

  test.each([
    [undefined, "w", "required query parameter 'by' not set"],
    ["", "w", "'by' parameter must be one of 'source' or 'destination'"],
    ["middle", "w", "'by' parameter must be one of 'source' or 'destination'"],
    ["source", undefined, "required query parameter 'name' not set"],
    ["source", "a/b/c", "name \"a/b/c\" is invalid: input can contain at most one '/'"],
  ])("match by %j of %j is refused", async (by, name, wanted) => {
    const { call } = await open();
    const answer = await call("connect.intention-match", { query: { by, name } });
    expect(`${answer.status} ${answer.text()}`).toBe(`500 ${wanted}`);
  });
});

test.each([
  ["", 'unsupported SourceType: ""'],
  ["external-uri", 'unsupported SourceType: "external-uri"'],
  ["consul", '{"Allowed":true}'],
  [undefined, '{"Allowed":true}'],
])("a check of source type %j", async (type, wanted) => {
  const { call } = await open();
  const query = { source: "web", destination: "db", ...(type === undefined ? {} : { "source-type": type }) };
  expect((await call("connect.intention-check", { query })).text().trim()).toBe(wanted);
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
    const said = async (...asked: Parameters<typeof call>) => {
      const answer = await call(...asked);
      return `${answer.status} ${answer.text()}`;
    };
    expect(await said("connect.intention-read", { rest })).toBe("404 Intention not found");
    expect(await said("connect.intention-update", { rest, body })).toBe(
      `500 Cannot modify non-existent intention: '${rest}'`,
    );
    expect(await said("connect.intention-delete", { rest })).toBe(
      `500 Cannot delete non-existent intention: '${rest}'`,
    );
    const lookup = "failed config entry lookup: index error: UUID must be 36 characters";
    expect(await said("connect.intention-read", { rest: "x" })).toBe(`400 Bad request: ${lookup}`);
    for (const route of ["connect.intention-update", "connect.intention-delete"] as const)
      expect(await said(route, { rest: "x", body })).toBe(`500 Intention lookup failed: ${lookup}`);
  });

  test.each([
    [{ SourceName: "" }, "SourceName must be set"],
    [{ DestinationName: "" }, "DestinationName must be set"],
    [{ SourceName: "a*" }, "SourceName: wildcard character '*' cannot be used with partial values"],
    [{ DestinationName: "a*" }, "DestinationName: wildcard character '*' cannot be used with partial values"],
    [{ Description: "d".repeat(513) }, "Description exceeds maximum length 512"],
    [{ Meta: { ["k".repeat(129)]: "" } }, `Meta key "${"k".repeat(129)}" exceeds maximum length 128`],
    [{ Meta: { k: "v".repeat(513) } }, 'Meta value for key "k" exceeds maximum length 512'],
    [
      { Meta: Object.fromEntries(Array.from({ length: 65 }, (_unused, at) => [`k${at}`, ""])) },
      "Meta exceeds maximum element count 64",
    ],
    [{ SourceType: "x" }, "SourceType must be set to 'consul'"],
  ])("with %j is refused", async (change, mistake) => {
    const { create } = await open();
    const wanted = `1 error occurred:\n\t* ${mistake}`;
    expect((await create({ ...body, ...change })).trim()).toBe(wanted);
    const id = "11111111-2222-3333-4444-555555555555";
    expect(await create({ ...body, ...change, ID: id })).toBe(
      "ID must be empty when creating a new intention",
    );
  });

  test("at its longest is taken", async () => {
    const { create } = await open();
    const Meta = { ["k".repeat(128)]: "v".repeat(512) };
    expect(await create({ ...body, Description: "d".repeat(512), Meta })).toHaveLength(36);
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
    [{ ...body, SourceNS: "team" }, "Bad request: Invalid SourceNS(team): Namespaces is a Consul"],
    [{ ...body, DestinationNS: "team" }, "Bad request: Invalid DestinationNS(team): Namespaces is a Consul"],
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
    expect(await create({ SourceName: "*", DestinationName: "db", ...allow })).toBe(edited);
    expect(await create({ SourceName: "*", DestinationName: "web", ...allow })).toHaveLength(36);
    expect(await pairs()).toEqual(["web>db deny 9", "*>web allow 8"]);
  });

  test("what the newer routes have written beside it takes its ID", async () => {
    const { call, create, write, pairs } = await open();
    const plain = { ...body, Meta: {} };
    const rest = await create(plain);
    expect(await write("api", "db", deny)).toBe("200 true");
    const update = await call("connect.intention-update", { rest, body: { ...plain, ...deny } });
    const deletion = await call("connect.intention-delete", { rest });
    expect([update, deletion].map((answer) => `${answer.status} ${answer.text()}`)).toEqual([
      `500 Cannot modify non-existent intention: '${rest}'`,
      `500 Cannot delete non-existent intention: '${rest}'`,
    ]);
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
  [
    [{ Name: "a", Namespace: "default", Action: "deny" }],
    'invalid config key "Sources[0].Namespace", namespaces are a consul enterprise feature',
  ],
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
