import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";

const MANAGEMENT = "00000000-0000-0000-0000-000000000001";
const ANONYMOUS = "00000000-0000-0000-0000-000000000002";

type Refused = readonly [string, object | string, string];

const service = (ServiceName: string, Datacenters?: readonly string[]) => ({
  ServiceIdentities: [{ ServiceName, ...(Datacenters === undefined ? {} : { Datacenters }) }],
});
const node = (NodeName: string) => ({ NodeIdentities: [{ NodeName, Datacenter: "dc1" }] });
const badService = (name: string) =>
  `500 Service identity "${name}" has an invalid name. Only alphanumeric characters, '-' and '_' are allowed`;
const BAD_NODE =
  "500 Node identity has an invalid name. Only alphanumeric characters, '-' and '_' are allowed";

const GONE = "00000000-0000-4000-8000-000000000000";
const NO_ID = "failed acl policy lookup: index error: UUID must be 36 characters";
const RESERVED = '500 Invalid Token: UUIDs with the prefix "00000000-0000-0000-0000-0000000000" are reserved';

/** Policies that are linked by an ID, of which a token tells more than a role does. */
const linkedById = (none: string, unknown: string): readonly Refused[] => [
  ["a policy whose ID is none", { Policies: [{ ID: "p" }] }, none],
  [
    "a policy of a name that is one, and an ID that is none",
    { Policies: [{ ID: "p", Name: "global-management" }] },
    none,
  ],
  ["a policy of no such ID", { Policies: [{ ID: GONE }] }, unknown],
];

/** What is wrong with what tokens and roles grant, where `owner` stands for which of both. */
const grants: readonly Refused[] = [
  ["a policy of no such name", { Policies: [{ Name: "p" }] }, '500 No such ACL policy with name "p"'],
  ["a policy of neither name nor ID", { Policies: [{}] }, '500 No such ACL policy with name ""'],
  [
    "one of two policies that is none",
    { Policies: [{ ID: MANAGEMENT }, { Name: "p" }] },
    '500 No such ACL policy with name "p"',
  ],
  [
    "no service",
    { ServiceIdentities: [{}] },
    "500 Service identity is missing the service name field on this owner",
  ],
  [
    "null for a service",
    { ServiceIdentities: [null] },
    "500 Service identity is missing the service name field on this owner",
  ],
  ["a service with capitals", service("Web"), badService("Web")],
  ["a service with a dash first", service("-web"), badService("-web")],
  ["a service with a dash last", service("web-"), badService("web-")],
  ["a service with an underscore last", service("web_"), badService("web_")],
  ["a service with a dot", service("w.eb"), badService("w.eb")],
  ["a service of 257 letters", service("w".repeat(257)), badService("w".repeat(257))],
  [
    "no node",
    { NodeIdentities: [{ Datacenter: "dc1" }] },
    "500 Node identity is missing the node name field on this owner",
  ],
  [
    "null for a node",
    { NodeIdentities: [null] },
    "500 Node identity is missing the node name field on this owner",
  ],
  [
    "a node without a datacenter",
    { NodeIdentities: [{ NodeName: "n" }] },
    "500 Node identity is missing the datacenter field on this owner",
  ],
  ["a node with capitals", node("N"), BAD_NODE],
  ["a node with a dash last", node("n-"), BAD_NODE],
  ["a node of 257 letters", node("n".repeat(257)), BAD_NODE],
];

const linked = {
  token: linkedById(
    `500 Error looking up policy for id "p": ${NO_ID}`,
    `500 No such ACL policy with ID "${GONE}"`,
  ),
  role: linkedById(`500 ${NO_ID}`, `500 No such policy with ID: ${GONE}`),
};

describe.each(["token", "role"] as const)("a %s with", (owner) => {
  test.each([...grants, ...linked[owner]])("%s", async (_, body, wanted) => {
    const { as, master } = await startGuardedAgent(96);
    const whole = { ...(owner === "role" ? { Name: "r" } : {}), ...(body as object) };
    const before = (await master(`acl.${owner}-list`)).text();
    expect(await as(MASTER, `acl.${owner}-create`, { body: whole })).toBe(
      wanted.replace("this owner", `this ${owner}`),
    );
    expect((await master(`acl.${owner}-list`)).text()).toBe(before);
  });

  test.each([
    [
      "names of one letter and of 256, with dashes and digits inside",
      [
        service("w"),
        service("w".repeat(256)),
        service("1-w_2"),
        node("n"),
        node("n".repeat(256)),
        node("0-n_9"),
      ],
      undefined,
    ],
    [
      "a service twice is one, in the datacenters of both",
      [
        {
          ServiceIdentities: [
            { ServiceName: "w", Datacenters: ["b", "c"] },
            { ServiceName: "v" },
            { ServiceName: "w", Datacenters: ["a", "b"] },
          ],
        },
      ],
      { ServiceIdentities: [{ ServiceName: "v" }, { ServiceName: "w", Datacenters: ["a", "b", "c"] }] },
    ],
    [
      "a service twice is everywhere where one is",
      [
        { ServiceIdentities: [{ ServiceName: "w", Datacenters: ["a"] }, { ServiceName: "w" }] },
        { ServiceIdentities: [{ ServiceName: "w" }, { ServiceName: "w", Datacenters: ["a"] }] },
      ],
      { ServiceIdentities: [{ ServiceName: "w" }] },
    ],
    [
      "a node twice is one, and two where the datacenters differ",
      [{ NodeIdentities: ["a", "b", "a"].map((Datacenter) => ({ NodeName: "n", Datacenter })) }],
      { NodeIdentities: ["a", "b"].map((Datacenter) => ({ NodeName: "n", Datacenter })) },
    ],
  ])("%s", async (_, bodies, wanted) => {
    const { master } = await startGuardedAgent(97);
    for (const [at, body] of bodies.entries()) {
      const whole = { ...(owner === "role" ? { Name: `r${at}` } : {}), ...body };
      const made = (await master(`acl.${owner}-create`, { body: whole })).json() as Record<string, unknown>;
      for (const [field, value] of Object.entries(wanted ?? body)) expect(made[field]).toEqual(value);
    }
  });
});

describe("a token with", () => {
  test.each<Refused>([
    ["rules", { Rules: "x" }, "500 Rules cannot be specified for this token"],
    ["a method of logins", { AuthMethod: "x" }, "500 AuthMethod field is disallowed outside of Login"],
    [
      "an accessor of 35 characters",
      { AccessorID: "a".repeat(35) },
      "500 Failed acl token lookup by accessor: failed acl token lookup: index error: UUID must be 36 characters",
    ],
    ["the accessor of another", { AccessorID: ANONYMOUS }, "500 Invalid Token: AccessorID is already in use"],
    ["the secret of another", { SecretID: MASTER }, "500 Invalid Token: SecretID is already in use"],
    [
      "the secret of those who have none",
      { SecretID: "anonymous" },
      "500 Invalid Token: SecretID is not a valid UUID",
    ],
    ["an accessor that is reserved", { AccessorID: "00000000-0000-0000-0000-000000000009" }, RESERVED],
    ["a secret that is reserved", { SecretID: "00000000-0000-0000-0000-000000000009" }, RESERVED],
    [
      "a secret that is an accessor",
      { SecretID: "00000000-0000-0000-0000-000000000002" },
      "500 Invalid Token: SecretID is already in use",
    ],
    [
      "a policy and a role that are not there",
      { Policies: [{ Name: "p" }], Roles: [{ Name: "r" }] },
      '500 No such ACL policy with name "p"',
    ],
    [
      "a role and a service that are none",
      { Roles: [{ Name: "r" }], ...service("a b") },
      '500 No such ACL role with name "r"',
    ],
    [
      "an end that is too soon and a policy that is not there",
      { ExpirationTTL: "1s", Policies: [{ Name: "p" }] },
      "500 ExpirationTime cannot be less than 1m0s in the future (was 1s)",
    ],
    [
      "rules and a policy that is not there",
      { Rules: "x", Policies: [{ Name: "p" }] },
      '500 No such ACL policy with name "p"',
    ],
    ["a role of no such name", { Roles: [{ Name: "r" }] }, '500 No such ACL role with name "r"'],
    ["a role of no such ID", { Roles: [{ ID: GONE }] }, `500 No such ACL role with ID "${GONE}"`],
    [
      "a role whose ID is none",
      { Roles: [{ ID: "r" }] },
      '500 Error looking up role for id "r": failed acl role lookup: index error: UUID must be 36 characters',
    ],
    [
      "datacenters of a service, though it is local",
      { Local: true, ...service("web", ["dc1"]) },
      '500 Service identity "web" cannot specify a list of datacenters on a local token',
    ],
    ["a body that is none", "[", "400 Bad request: Token decoding failed: unexpected EOF"],
    ["no body", "", "400 Bad request: Token decoding failed: EOF"],
  ])("%s", async (_, body, wanted) => {
    const { as } = await startGuardedAgent(98);
    expect(await as(MASTER, "acl.token-create", { body })).toBe(wanted);
  });

  test.each([
    ["[", "400 Bad request: Token decoding failed: unexpected EOF"],
    [
      "[1]",
      "400 Bad request: Token decoding failed: json: cannot unmarshal array into Go value of type struct { ExpirationTTL interface {}; Hash string; *structs.Alias }",
    ],
    ["", "400 Bad request: Token decoding failed: EOF"],
  ])("the body %j, to be changed or copied", async (body, wanted) => {
    const { as } = await startGuardedAgent(98);
    expect(await as(MASTER, "acl.token-update", { rest: "x", body })).toBe(wanted);
    // A copy takes what it needs of its original.
    expect(await as(MASTER, "acl.token-update", { rest: "x/clone", body })).toBe(
      body === "" ? "500 failed acl token lookup: index error: UUID must be 36 characters" : wanted,
    );
  });

  test("what is local stays local, and what is not does not become it", async () => {
    const { as, master } = await startGuardedAgent(98);
    for (const Local of [true, false]) {
      const made = (await master("acl.token-create", { body: { Local } })).json() as { AccessorID: string };
      const change = (body: object) => as(MASTER, "acl.token-update", { rest: made.AccessorID, body });
      expect(await change({ Local })).toContain(`"Local":${Local}`);
      expect(await change({ Local: !Local })).toBe(`500 cannot toggle local mode of ${made.AccessorID}`);
    }
  });

  test("no datacenters of its services may be local", async () => {
    const { master } = await startGuardedAgent(98);
    for (const body of [service("web"), service("web", [])])
      expect((await master("acl.token-create", { body: { Local: true, ...body } })).status).toBe(200);
  });
});

describe("the end of a token", () => {
  const time = (ms: number) => new Date(ms).toISOString();
  test.each<readonly [string, (now: number) => object, (now: number) => string]>([
    ["none", () => ({}), () => "undefined"],
    ["none, said so", () => ({ ExpirationTTL: "0s", ExpirationTime: null }), () => "undefined"],
    // A time is read by itself, so that it is told before what is wrong with the rest.
    ...[
      ["an empty text", { ExpirationTime: "" }, '"\\"\\""', '\\"', "2006"],
      ["a number", { ExpirationTime: 5 }, '"5"', "5", '\\"'],
      [
        "no time behind other mistakes",
        { Bogus: 1, Local: 1, ExpirationTime: "x" },
        '"\\"x\\""',
        'x\\"',
        "2006",
      ],
    ].map(([name, body, shown, rest, wanted]): [string, () => object, () => string] => [
      String(name),
      () => Object(body),
      () =>
        `400 Bad request: Token decoding failed: parsing time ${shown} as "\\"2006-01-02T15:04:05Z07:00\\"": cannot parse "${rest}" as "${wanted}"`,
    ]),
    ["a minute", () => ({ ExpirationTTL: "1m" }), (now) => time(now + 60_000)],
    ["nanoseconds", () => ({ ExpirationTTL: 90_000_000_000 }), (now) => time(now + 90_000)],
    ["a day", () => ({ ExpirationTTL: "24h" }), (now) => time(now + 86_400_000)],
    ["a time", (now) => ({ ExpirationTime: time(now + 61_000) }), (now) => time(now + 61_000)],
    [
      "a time elsewhere on earth",
      (now) => ({ ExpirationTime: time(now + 7_200_000 + 61_000).replace("Z", "+02:00") }),
      (now) => time(now + 61_000),
    ],
    [
      "less than a minute",
      () => ({ ExpirationTTL: "59.999s" }),
      () => "500 ExpirationTime cannot be less than 1m0s in the future (was 59.999s)",
    ],
    [
      "more than a day",
      () => ({ ExpirationTTL: "24h0m0.001s" }),
      () => "500 ExpirationTime cannot be more than 24h0m0s in the future (was 24h0m0.001s)",
    ],
    [
      "a time too near",
      (now) => ({ ExpirationTime: time(now + 59_000) }),
      () => "500 ExpirationTime cannot be less than 1m0s in the future (was 59s)",
    ],
    [
      "now",
      (now) => ({ ExpirationTime: time(now) }),
      () => "500 ExpirationTime cannot be less than 1m0s in the future (was 0s)",
    ],
    [
      "a time too far",
      (now) => ({ ExpirationTime: time(now + 86_401_000) }),
      () => "500 ExpirationTime cannot be more than 24h0m0s in the future (was 24h0m1s)",
    ],
    [
      "before now",
      (now) => ({ ExpirationTime: time(now - 1) }),
      () => "500 ExpirationTime cannot be before CreateTime",
    ],
    [
      "less than no time",
      () => ({ ExpirationTTL: "-1s" }),
      () => "500 Token Expiration TTL '-1s' should be > 0",
    ],
    [
      "both",
      (now) => ({ ExpirationTTL: "1m", ExpirationTime: time(now + 60_000) }),
      () => "500 Token Expiration TTL and Expiration Time cannot both be set",
    ],
    [
      "no time",
      () => ({ ExpirationTime: "soon" }),
      () =>
        String.raw`400 Bad request: Token decoding failed: parsing time "\"soon\"" as "\"2006-01-02T15:04:05Z07:00\"": cannot parse "soon\"" as "2006"`,
    ],
    [
      "no duration",
      () => ({ ExpirationTTL: "soon" }),
      () => '400 Bad request: Token decoding failed: time: invalid duration "soon"',
    ],
  ])("%s", async (_, body, wanted) => {
    const ask = async (sent: object) => {
      const { call } = await startGuardedAgent(99);
      return await call("acl.token-create", { token: MASTER, body: sent });
    };
    const shown = (answer: Awaited<ReturnType<typeof ask>>) =>
      answer.json() as { readonly ExpirationTime?: string; readonly CreateTime: string };
    // The same seed is the same world: what is asked second arrives at the same moment.
    const now = Date.parse(shown(await ask({})).CreateTime);
    const answer = await ask(body(now));
    const found =
      answer.status === 200 ? String(shown(answer).ExpirationTime) : `${answer.status} ${answer.text()}`;
    expect(found).toBe(wanted(now));
  });

  test("a change may say it again, and nothing else", async () => {
    const { as, master } = await startGuardedAgent(100);
    const create = async (body: object) =>
      (await master("acl.token-create", { body })).json() as Readonly<Record<string, string>>;
    const { AccessorID: rest = "", ExpirationTime = "" } = await create({ ExpirationTTL: "2h" });
    const change = (id: string, body: object) => as(MASTER, "acl.token-update", { rest: id, body });
    expect((await change(rest, { ExpirationTime })).slice(0, 3)).toBe("200");
    const no = `500 Cannot change expiration time of ${rest}`;
    expect(await change(rest, { ExpirationTime: ExpirationTime.replace(/\d\d\dZ/, "999Z") })).toBe(no);
    const { AccessorID: without = "" } = await create({});
    expect(await change(without, { ExpirationTTL: "2h" })).toBe(no.replace(rest, without));
  });
});

describe("a path that ends where it says which", () => {
  const routes = [
    ["acl.token-read", "token ID"],
    ["acl.token-delete", "token ID"],
    ["acl.policy-read", "policy ID"],
    ["acl.policy-delete", "policy ID"],
    ["acl.role-read", "role ID"],
    ["acl.role-delete", "role ID"],
    ["acl.role-by-name", "role Name"],
    ["acl.auth-method-read", "auth method name"],
    ["acl.auth-method-delete", "auth method name"],
    ["acl.binding-rule-read", "binding rule ID"],
    ["acl.binding-rule-delete", "binding rule ID"],
  ] as const;
  test.each(routes)("%s", async (route, missing) => {
    const { as } = await startGuardedAgent(101);
    expect(await as(MASTER, route, { rest: "", body: { Name: "x" } })).toBe(
      `400 Bad request: Missing ${missing}`,
    );
  });

  test.each(["acl.token-update", "acl.policy-update", "acl.role-update"] as const)(
    "%s without an ID makes a new one",
    async (route) => {
      const { as } = await startGuardedAgent(101);
      const body = route === "acl.token-update" ? {} : { Name: "x" };
      expect((await as(MASTER, route, { rest: "", body })).slice(0, 4)).toBe("200 ");
    },
  );
});

describe("names of policies and roles", () => {
  const kinds = [
    ["policy", "Policy", 128],
    ["role", "Role", 256],
  ] as const;
  test.each(kinds)("of a %s", async (kind, Kind, lengthMax) => {
    const { as, master } = await startGuardedAgent(102);
    const create = async (Name: string) => await as(MASTER, `acl.${kind}-create`, { body: { Name } });
    for (const name of ["a", "Z", "0", "-", "_", "a-B_9", "x".repeat(lengthMax)])
      expect((await create(name)).slice(0, 3)).toBe("200");
    const bad = `500 Invalid ${Kind}: invalid Name. Only alphanumeric characters, '-' and '_' are allowed`;
    for (const name of ["a b", "a.b", "ä", "a\n", " ", "x".repeat(lengthMax + 1)])
      expect(await create(name)).toBe(bad);
    expect(await create("")).toBe(`500 Invalid ${Kind}: no Name is set`);
    expect(await create("a")).toBe(`500 Invalid ${Kind}: A ${Kind} with Name "a" already exists`);
    const body = { ID: "x", Name: "new" };
    expect(await as(MASTER, `acl.${kind}-create`, { body })).toBe(
      `400 Bad request: Cannot specify the ID when creating a new ${kind}`,
    );
    expect(await as(MASTER, `acl.${kind}-create`, { body: "[" })).toBe(
      `400 Bad request: ${Kind} decoding failed: unexpected EOF`,
    );
    expect(await as(MASTER, `acl.${kind}-create`, { body: "[1]" })).toBe(
      `400 Bad request: ${Kind} decoding failed: json: cannot unmarshal array into Go value of type struct { Hash string; *structs.Alias }`,
    );
    const list = (await master(`acl.${kind}-list`)).json() as readonly { ID: string; Name: string }[];
    const rest = list.find(({ Name }) => Name === "Z")?.ID ?? "";
    const change = (Name: string) => as(MASTER, `acl.${kind}-update`, { rest, body: { Name } });
    expect(await change("a")).toBe(`500 Invalid ${Kind}: A ${kind} with name "a" already exists`);
    const capitals = { rest: rest.toUpperCase(), body: { Name: "Z" } };
    expect(await as(MASTER, `acl.${kind}-update`, capitals)).toBe(
      `500 A ${kind} with name "Z" already exists`,
    );
    expect((await as(MASTER, `acl.${kind}-read`, capitals)).slice(0, 3)).toBe("200");
    expect(await change("")).toBe(`500 Invalid ${Kind}: no Name is set`);
    expect(await change("a b")).toBe(bad);
    expect((await change("Y")).slice(0, 3)).toBe("200");
    expect((await create("Z")).slice(0, 3)).toBe("200");
    expect(await as(MASTER, `acl.${kind}-update`, { rest: "none", body: { Name: "n" } })).toBe(
      `500 ${Kind} ID invalid UUID`,
    );
    const gone = "00000000-0000-4000-8000-000000000000";
    expect(await as(MASTER, `acl.${kind}-update`, { rest: gone, body: { Name: "n" } })).toBe(
      `500 cannot find ${kind} ${gone}`,
    );
    expect(await as(MASTER, `acl.${kind}-update`, { rest: gone, body: { ID: "x", Name: "n" } })).toBe(
      `400 Bad request: ${Kind} ID in URL and payload do not match`,
    );
    const lookup = `500 failed acl ${kind} lookup: index error: `;
    for (const route of [`acl.${kind}-read`, `acl.${kind}-delete`] as const) {
      expect(await as(MASTER, route, { rest: "none" })).toBe(`${lookup}UUID must be 36 characters`);
      expect(await as(MASTER, route, { rest: `${gone.slice(1)}z` })).toBe(
        `${lookup}Invalid UUID: encoding/hex: invalid byte: U+007A 'z'`,
      );
    }
  });

  test("the policy that allows everything may be called otherwise, and not allow less", async () => {
    const { as, master } = await startGuardedAgent(103);
    const { Rules } = (await master("acl.policy-read", { rest: MANAGEMENT })).json() as { Rules: string };
    const change = (rules: string) =>
      as(MASTER, "acl.policy-update", { rest: MANAGEMENT, body: { Name: "all", Rules: rules } });
    expect((await change(Rules)).slice(0, 3)).toBe("200");
    const no = "500 Changing the Rules for the builtin global-management policy is not permitted";
    for (const rules of ["", `${Rules}\n`, 'acl = "write"']) expect(await change(rules)).toBe(no);
    expect(await as(MASTER, "acl.policy-delete", { rest: MANAGEMENT })).toBe(
      "500 Delete operation not permitted on the builtin global-management policy",
    );
  });

  test("a policy's rules are read before it is kept", async () => {
    const { as } = await startGuardedAgent(104);
    const body = { Name: "p", Rules: 'operator = "sudo"' };
    expect(await as(MASTER, "acl.policy-create", { body })).toBe('500 Invalid operator policy: "sudo"');
    expect(await as(MASTER, "acl.policy-read", { rest: "name/p" })).toBe("403 ACL not found");
  });
});

test("a token that is written without an ID in the path may not bring one", async () => {
  const { as } = await startGuardedAgent(98);
  const body = { AccessorID: "11111111-0000-4000-8000-000000000000" };
  expect(await as(MASTER, "acl.token-update", { rest: "", body })).toBe(
    "400 Bad request: Token Accessor ID in URL and payload do not match",
  );
});
