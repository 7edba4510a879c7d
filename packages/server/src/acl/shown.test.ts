import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";

const MANAGEMENT = { ID: "00000000-0000-0000-0000-000000000001", Name: "global-management" };
const ANONYMOUS = "00000000-0000-0000-0000-000000000002";

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
/** A SHA-256 in base64. */
const HASH = expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const counted = {
  Hash: HASH,
  CreateIndex: expect.any(Number) as number,
  ModifyIndex: expect.any(Number) as number,
};

type Kit = Awaited<ReturnType<typeof startGuardedAgent>>;

const json = async (answer: ReturnType<Kit["master"]>) => (await answer).json() as Record<string, unknown>;

describe("a token shows", () => {
  const cases: readonly (readonly [string, object, object])[] = [
    ["nothing that it does not have", {}, {}],
    ["its description", { Description: "d" }, { Description: "d" }],
    ["that it is local", { Local: true }, { Local: true }],
    [
      "its accessor and secret, where they are given",
      {
        AccessorID: "aaaaaaaa-0000-4000-8000-000000000000",
        SecretID: "bbbbbbbb-0000-4000-8000-000000000000",
      },
      {},
    ],
    [
      "a policy by its name and ID, once",
      { Policies: [{ Name: "global-management" }, { ID: MANAGEMENT.ID }] },
      { Policies: [MANAGEMENT] },
    ],
    [
      "services, with datacenters where there are some",
      {
        ServiceIdentities: [
          { ServiceName: "web" },
          { ServiceName: "db", Datacenters: ["dc1", "dc2"] },
          { ServiceName: "api", Datacenters: [] },
        ],
      },
      {
        ServiceIdentities: [
          { ServiceName: "api" },
          { ServiceName: "db", Datacenters: ["dc1", "dc2"] },
          { ServiceName: "web" },
        ],
      },
    ],
    [
      "nodes",
      { NodeIdentities: [{ NodeName: "n", Datacenter: "dc2" }] },
      { NodeIdentities: [{ NodeName: "n", Datacenter: "dc2" }] },
    ],
    ["its end", { ExpirationTTL: "90s" }, { ExpirationTime: TIME }],
  ];
  test.each(cases)("%s", async (_, body, wanted) => {
    const { master } = await startGuardedAgent(84);
    const made = await json(master("acl.token-create", { body }));
    const { AccessorID = UUID, SecretID = UUID } = body as Record<string, string>;
    const listed = { AccessorID, Description: "", Local: false, CreateTime: TIME, ...counted, ...wanted };
    expect(made).toEqual({ ...listed, SecretID });
    expect(await json(master("acl.token-read", { rest: String(made["AccessorID"]) }))).toEqual(made);
    const self = await master("acl.token-list");
    const { SecretID: _secret, ...rest } = made;
    expect(self.json()).toContainEqual(rest);
  });

  test("links by today's name, and none to what is gone", async () => {
    const { master } = await startGuardedAgent(85);
    const policy = await json(master("acl.policy-create", { body: { Name: "p" } }));
    const role = await json(master("acl.role-create", { body: { Name: "r" } }));
    const body = { Policies: [{ Name: "p" }], Roles: [{ Name: "r" }] };
    const rest = String((await json(master("acl.token-create", { body })))["AccessorID"]);
    const links = async () => {
      const { Policies, Roles } = await json(master("acl.token-read", { rest }));
      return { Policies, Roles };
    };
    const [p, r] = [String(policy["ID"]), String(role["ID"])];
    expect(await links()).toEqual({ Policies: [{ ID: p, Name: "p" }], Roles: [{ ID: r, Name: "r" }] });
    await master("acl.policy-update", { rest: p, body: { Name: "p2" } });
    await master("acl.role-update", { rest: r, body: { Name: "r2" } });
    expect(await links()).toEqual({ Policies: [{ ID: p, Name: "p2" }], Roles: [{ ID: r, Name: "r2" }] });
    await master("acl.policy-delete", { rest: p });
    await master("acl.role-delete", { rest: r });
    expect(await links()).toEqual({ Policies: undefined, Roles: undefined });
  });
});

test.each<[string, object, object]>([
  ["nothing but a name", {}, {}],
  ["a description", { Description: "d" }, { Description: "d" }],
  ["rules as they were given", { Rules: 'key "a" {policy="read"}' }, { Rules: 'key "a" {policy="read"}' }],
  ["datacenters", { Datacenters: ["dc1"] }, { Datacenters: ["dc1"] }],
  ["no datacenters", { Datacenters: [] }, {}],
])("a policy shows %s; lists have its datacenters and not its rules", async (_, body, wanted) => {
  const { master } = await startGuardedAgent(86);
  const made = await json(master("acl.policy-create", { body: { Name: "p", ...body } }));
  expect(made).toEqual({ ID: UUID, Name: "p", Description: "", Rules: "", ...counted, ...wanted });
  expect(await json(master("acl.policy-read", { rest: String(made["ID"]) }))).toEqual(made);
  const { Rules, ...rest } = made;
  expect((await master("acl.policy-list")).json()).toContainEqual({
    Datacenters: null,
    ...rest,
    ...body,
    Rules: undefined,
  });
});

test("a role shows what it gives, in lists too", async () => {
  const { master } = await startGuardedAgent(87);
  const grants = {
    Policies: [MANAGEMENT],
    ServiceIdentities: [{ ServiceName: "web" }],
    NodeIdentities: [{ NodeName: "n", Datacenter: "dc1" }],
  };
  const bare = await json(master("acl.role-create", { body: { Name: "bare" } }));
  expect(bare).toEqual({ ID: UUID, Name: "bare", Description: "", ...counted });
  const full = await json(master("acl.role-create", { body: { Name: "full", Description: "d", ...grants } }));
  expect(full).toEqual({ ID: UUID, Name: "full", Description: "d", ...grants, ...counted });
  const byName = (made: Record<string, unknown>) => String(made["Name"]);
  const list = (await master("acl.role-list")).json() as Record<string, unknown>[];
  expect(list.sort((a, b) => (byName(a) < byName(b) ? -1 : 1))).toEqual([bare, full]);
});

test("what is set anew has a new hash, what is the same has the same", async () => {
  const { master } = await startGuardedAgent(88);
  const hash = async (body: object) => (await json(master("acl.token-create", { body })))["Hash"];
  const one = await hash({ Description: "1" });
  expect(await hash({ Description: "1" })).toBe(one);
  for (const other of [
    { Description: "2" },
    { Description: "1", Local: true },
    { Description: "1", Policies: [{ ID: MANAGEMENT.ID }] },
  ])
    expect(await hash(other)).not.toBe(one);
});

describe("what is there before the first request", () => {
  const anonymous = { AccessorID: ANONYMOUS, Description: "Anonymous Token", Local: false };
  const manager = { AccessorID: UUID, Policies: [MANAGEMENT], Local: false };

  test("with a master token: that one and the anonymous one, and the policy that allows everything", async () => {
    const { master } = await startGuardedAgent(89);
    const tokens = (await master("acl.token-list")).json() as Record<string, unknown>[];
    expect(new Map(tokens.map((token) => [token["Description"], token]))).toEqual(
      new Map<unknown, unknown>([
        ["Master Token", { ...manager, Description: "Master Token", CreateTime: TIME, ...counted }],
        ["Anonymous Token", { ...anonymous, CreateTime: TIME, ...counted }],
      ]),
    );
    expect(await json(master("acl.policy-read", { rest: MANAGEMENT.ID }))).toEqual({
      ...MANAGEMENT,
      Description: "Builtin Policy that grants unlimited access",
      Rules: [
        "",
        'acl = "write"',
        ...["agent", "event", "key"].map((kind) => `${kind}_prefix "" {\n\tpolicy = "write"\n}`),
        'keyring = "write"',
        'node_prefix "" {\n\tpolicy = "write"\n}',
        'operator = "write"',
        'query_prefix "" {\n\tpolicy = "write"\n}',
        'service_prefix "" {\n\tpolicy = "write"\n\tintentions = "write"\n}',
        'session_prefix "" {\n\tpolicy = "write"\n}',
      ].join("\n"),
      ...counted,
    });
  });

  test.each([{}, { master: "" }])(
    "with %j: the anonymous one, and the first who asks makes the first",
    async (tokens) => {
      const { call } = await startGuardedAgent(90, { tokens });
      const { ID, SecretID, ...made } = (await call("acl.bootstrap")).json() as Record<string, unknown>;
      expect([ID, made]).toEqual([
        SecretID,
        { ...manager, Description: "Bootstrap Token (Global Management)", CreateTime: TIME, ...counted },
      ]);
      const list = await call("acl.token-list", { token: String(SecretID) });
      expect(list.json()).toContainEqual({ ...anonymous, CreateTime: TIME, ...counted });
    },
  );
});

const NO_ID = "00000000-0000-4000-8000-000000000000";

describe("the headers of a read", () => {
  const reads = [
    ["acl.token-list", "", 200],
    ["acl.token-self", "", 200],
    ["acl.token-read", ANONYMOUS, 200],
    ["acl.token-read", NO_ID, 403],
    ["acl.policy-list", "", 200],
    ["acl.policy-read", MANAGEMENT.ID, 200],
    ["acl.policy-read", NO_ID, 403],
    ["acl.policy-read", "name/x", 403],
    ["acl.role-list", "", 200],
  ] as const;
  test.each(reads)("%s of %j", async (route, rest, status) => {
    const { call, master } = await startGuardedAgent(91);
    const role = await json(master("acl.role-create", { body: { Name: "r" } }));
    const answer = await call(route, { token: MASTER, rest });
    expect([
      answer.status,
      answer.headers.get("x-consul-index"),
      answer.headers.get("x-consul-knownleader"),
    ]).toEqual([status, String(role["ModifyIndex"]), "true"]);
    expect(answer.headers.get("x-consul-effective-consistency")).toBeUndefined();
  });

  test("what is not there says so by 403, a role by 404 and nothing", async () => {
    const { as } = await startGuardedAgent(92);
    expect(await as(MASTER, "acl.policy-read", { rest: NO_ID })).toBe("403 ACL not found");
    expect(await as(MASTER, "acl.role-read", { rest: NO_ID })).toBe("404");
    expect(await as(MASTER, "acl.role-by-name", { rest: "x" })).toBe("404");
  });
});

describe("what is always the same", () => {
  test.each([
    [
      "acl.replication",
      {
        Enabled: false,
        Running: false,
        SourceDatacenter: "",
        ReplicationType: "",
        ReplicatedIndex: 0,
        ReplicatedRoleIndex: 0,
        ReplicatedTokenIndex: 0,
        LastSuccess: "0001-01-01T00:00:00Z",
        LastError: "0001-01-01T00:00:00Z",
      },
    ],
    ["acl.auth-method-list", []],
    ["acl.binding-rule-list", []],
  ] as const)("%s", async (route, wanted) => {
    const { master } = await startGuardedAgent(93);
    expect((await master(route)).json()).toEqual(wanted);
  });

  test("logins are not there", async () => {
    const { as } = await startGuardedAgent(94);
    const body = { AuthMethod: "m" };
    expect(await as("", "acl.login", { body })).toBe('403 ACL not found: auth method "m" not found');
    expect(await as(MASTER, "acl.logout")).toBe("403 Permission denied");
    expect(await as("nobody", "acl.logout")).toBe("403 ACL not found");
  });
});

describe("rules are translated for those who may read them", () => {
  test.each([
    ['key "a" { policy = "read" }', '200 key_prefix "a" {\n  policy = "read"\n}'],
    ["", "200"],
    ["key {{", "400 Bad request: Failed to parse rules: At 1:6"],
  ])("%j", async (body, wanted) => {
    const { as } = await startGuardedAgent(95);
    expect(await as("", "acl.rules-translate", { body })).toBe("403 Permission denied");
    const said = await as(MASTER, "acl.rules-translate", { body });
    expect(said.slice(0, wanted.length)).toBe(wanted);
    if (body === "") expect(said).toBe(wanted);
  });
});
