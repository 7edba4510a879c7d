import { MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { createMemoryStore } from "@tutti/store";
import { describe, expect, test } from "vitest";
import type { Access, ResourceKind } from "../rights/authorizer.ts";
import type { AclConfig } from "../server-config.ts";
import { ServerState } from "../server-state.ts";
import { type AclGrants, ANONYMOUS_SECRET, type TokenRecord } from "./records.ts";
import { TokenResolver } from "./resolve.ts";

const NONE: AclGrants = { Policies: [], ServiceIdentities: [], NodeIdentities: [] };
const WEB: AclGrants = { ...NONE, ServiceIdentities: [{ ServiceName: "web" }] };
const OWN_NODE: AclGrants = { ...NONE, NodeIdentities: [{ NodeName: "n", Datacenter: "dc1" }] };

interface World {
  readonly token?: Partial<TokenRecord>;
  /** Rules of policies by their IDs, or rules with datacenters. */
  readonly policies?: Readonly<Record<string, string | readonly [string, readonly string[]]>>;
  readonly roles?: Readonly<Record<string, AclGrants>>;
  readonly config?: Partial<AclConfig>;
  /** The agent's own tokens. */
  readonly own?: { readonly default?: string; readonly agentMaster?: string };
}

/** One token, "secret", and what it links to; own node "n", datacenter "dc1". */
async function start({ token = {}, policies = {}, roles = {}, config = {}, own = {} }: World) {
  const simulation = createSimulation(1);
  const { clock } = simulation.host("a");
  const state = new ServerState(createMemoryStore(), clock);
  await state.load();
  const put = (id: string, more: Partial<TokenRecord>) =>
    state.write((draft) => {
      const record = { ...NONE, Roles: [], Local: false, CreateTime: "", Hash: "", Description: "" };
      draft.put(state.acl.tokens, id, { ...record, AccessorID: id, SecretID: id, ...more });
    });
  await put("secret", token);
  await state.write((draft) => {
    for (const [ID, given] of Object.entries(policies)) {
      const [Rules, Datacenters] = typeof given === "string" ? [given, null] : given;
      draft.put(state.acl.policies, ID, { ID, Name: ID, Description: "", Rules, Datacenters, Hash: "" });
    }
    for (const [ID, grants] of Object.entries(roles))
      draft.put(state.acl.roles, ID, { ID, Name: ID, Description: "", Hash: "", ...grants });
  });
  const acl: AclConfig = {
    enabled: true,
    defaultPolicy: "deny",
    enableKeyListPolicy: false,
    enableTokenPersistence: false,
    tokens: {},
    ...config,
  };
  const resolver = new TokenResolver(acl, { get: (use) => own[use] ?? "" }, state, clock, {
    node: "n",
    datacenter: "dc1",
  });
  return { resolver, state, put, simulation };
}

/** `kind:access:name`, all that there is to ask. */
const ASKED = [
  "key:read:a",
  "key:write:a",
  "service:read:x",
  "service:write:web",
  "service:write:web-sidecar-proxy",
  "service:write:web-sidecar-proxy2",
  "service:write:web-other",
  "node:read:x",
  "node:write:n",
  "node:write:m",
  "node:write:n2",
  "agent:write:n",
  "agent:write:n2",
  "agent:read:m",
  "acl:read:",
  "operator:read:",
];

function allowed(resolver: TokenResolver, token: string): string {
  const authorizer = resolver.resolve(token);
  if (authorizer === undefined) return "no such token";
  const may = ASKED.filter((asked) => {
    const [kind, access, name = ""] = asked.split(":");
    return authorizer.allows(kind as ResourceKind, access as Access, name);
  });
  return may.length === ASKED.length ? "everything" : may.join(" ");
}

const links = (...ids: readonly string[]) => ids.map((ID) => ({ ID }));
const READ = 'key "a" { policy = "read" }';
const WRITE = 'key "a" { policy = "write" }';
const IDENTITY_OF_WEB = "service:read:x service:write:web service:write:web-sidecar-proxy node:read:x";

describe("a token allows", () => {
  test.each<readonly [string, World, string]>([
    ["nothing by itself", {}, ""],
    ["what its policy does", { token: { Policies: links("p") }, policies: { p: READ } }, "key:read:a"],
    [
      "what all of its policies do",
      { token: { Policies: links("p", "q") }, policies: { p: READ, q: 'acl = "read"' } },
      "key:read:a acl:read:",
    ],
    [
      "what is left of them when one is gone",
      { token: { Policies: links("gone", "p") }, policies: { p: READ } },
      "key:read:a",
    ],
    [
      "nothing by a policy that cannot be read any more",
      { token: { Policies: links("p") }, policies: { p: "key {{" } },
      "",
    ],
    [
      "what a policy of this datacenter among others does",
      { token: { Policies: links("p") }, policies: { p: [READ, ["dc2", "dc1"]] } },
      "key:read:a",
    ],
    [
      "nothing by one of other datacenters",
      { token: { Policies: links("p") }, policies: { p: [READ, ["dc2"]] } },
      "",
    ],
    [
      "what a policy of no datacenters does: it counts in all",
      { token: { Policies: links("p") }, policies: { p: [READ, []] } },
      "key:read:a",
    ],
    [
      "what its role does",
      {
        token: { Roles: links("r") },
        roles: { r: { ...NONE, Policies: links("p") } },
        policies: { p: READ },
      },
      "key:read:a",
    ],
    [
      "what policies and roles do together, where the strongest rule wins",
      {
        token: { Policies: links("p"), Roles: links("r") },
        roles: { r: { ...NONE, Policies: links("q") } },
        policies: { p: READ, q: WRITE },
      },
      "key:read:a key:write:a",
    ],
    ["nothing by a role that is gone", { token: { Roles: links("r") } }, ""],
    ["what a service needs", { token: WEB }, IDENTITY_OF_WEB],
    ["what a role's service needs", { token: { Roles: links("r") }, roles: { r: WEB } }, IDENTITY_OF_WEB],
    [
      "what a service of this datacenter needs",
      { token: { ServiceIdentities: [{ ServiceName: "web", Datacenters: ["dc2", "dc1"] }] } },
      IDENTITY_OF_WEB,
    ],
    [
      "what a service of all datacenters needs",
      { token: { ServiceIdentities: [{ ServiceName: "web", Datacenters: [] }] } },
      IDENTITY_OF_WEB,
    ],
    [
      "nothing by a service of another",
      { token: { ServiceIdentities: [{ ServiceName: "web", Datacenters: ["dc2"] }] } },
      "",
    ],
    ["what a node needs", { token: OWN_NODE }, "service:read:x node:write:n"],
    [
      "nothing by a node of another datacenter",
      {
        token: { NodeIdentities: [{ NodeName: "n", Datacenter: "dc2" }] },
      },
      "",
    ],
    [
      "everything by the policy that manages",
      { token: { Policies: links(MANAGEMENT_POLICY_ID) } },
      "everything",
    ],
    [
      "everything by a role with it",
      {
        token: { Policies: links("p"), Roles: links("r", "s") },
        roles: { r: WEB, s: { ...NONE, Policies: links("p", MANAGEMENT_POLICY_ID) } },
        policies: { p: 'key "a" { policy = "deny" }' },
      },
      "everything",
    ],
    [
      "all but access control, where that is the default",
      { config: { defaultPolicy: "allow" } },
      ASKED.filter((asked) => !asked.startsWith("acl")).join(" "),
    ],
    ["everything while access control is off", { config: { enabled: false } }, "everything"],
  ])("%s", async (_, world, wanted) => {
    const { resolver } = await start(world);
    expect(allowed(resolver, "secret")).toBe(wanted);
  });
});

describe("who brings", () => {
  const policies = { p: READ };
  const own = { agentMaster: "master" };
  test.each<readonly [string, World, string, string]>([
    ["an unknown token is nobody", {}, "x", "no such token"],
    [
      "an unknown token is somebody while access control is off",
      { config: { enabled: false } },
      "x",
      "everything",
    ],
    ["none has what is the default, before there is an anonymous token", {}, "", ""],
    [
      "none has the agent's default token",
      { token: { Policies: links("p") }, policies, own: { default: "secret" } },
      "",
      "key:read:a",
    ],
    [
      "none is nobody where the agent's default token is unknown",
      { own: { default: "x" } },
      "",
      "no such token",
    ],
    [
      "the agent's master token rules the agent, and sees nodes",
      { own },
      "master",
      "node:read:x agent:write:n",
    ],
    [
      "that has what is the default of all else",
      { own, config: { defaultPolicy: "allow" } },
      "master",
      ASKED.filter((asked) => !asked.startsWith("acl") && !asked.startsWith("node:write")).join(" "),
    ],
    ["the beginning of it is nobody", { own }, "maste", "no such token"],
  ])("%s", async (_, world, token, wanted) => {
    const { resolver } = await start(world);
    expect(allowed(resolver, token)).toBe(wanted);
  });

  test("none is the anonymous token, once that is there", async () => {
    const { resolver, put } = await start({ policies });
    await put("anonymous id", { SecretID: ANONYMOUS_SECRET, Policies: links("p") });
    expect(allowed(resolver, "")).toBe("key:read:a");
  });
});

describe("what was said once", () => {
  test("is said again, until a token, a policy or a role changes", async () => {
    const { resolver, state, put } = await start({ policies: { p: READ }, token: { Policies: links("p") } });
    await put("other", {});
    const idOf = (token: string) => resolver.resolve(token)?.id;
    const first = resolver.resolve("secret");
    expect(resolver.resolve("secret")).toBe(first);
    expect(idOf("other")).not.toBe(first?.id);
    expect(idOf("")).toBe("none");
    const ids = [first?.id];
    const changes = [
      () => put("third", {}),
      () =>
        state.write((draft) => {
          const policy = { ID: "p", Name: "p", Description: "", Rules: WRITE, Datacenters: null, Hash: "" };
          draft.put(state.acl.policies, "p", policy);
        }),
      () =>
        state.write((draft) => {
          draft.put(state.acl.roles, "r", { ...NONE, ID: "r", Name: "r", Description: "", Hash: "" });
        }),
    ];
    for (const change of changes) {
      await change();
      ids.push(idOf("secret"));
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(allowed(resolver, "secret")).toBe("key:read:a key:write:a");
  });

  test("is kept of 4096 tokens, and of all of them anew after that", async () => {
    const { resolver, state } = await start({});
    for (let at = 0; at < 4096; at += 100)
      await state.write((draft) => {
        for (let id = at; id < Math.min(at + 100, 4096); id += 1)
          draft.put(state.acl.tokens, `t${id}`, {
            ...{ ...NONE, Roles: [], Local: false, CreateTime: "", Hash: "", Description: "" },
            ...{ AccessorID: `t${id}`, SecretID: `t${id}` },
          });
      });
    const first = resolver.grants("t0");
    for (let id = 1; id < 4096; id += 1) resolver.grants(`t${id}`);
    expect(resolver.grants("t0")).toBe(first);
    resolver.grants("secret");
    expect(resolver.grants("t0")).not.toBe(first);
  });

  test("counts for nothing from the moment on when the token ends", async () => {
    const { resolver, simulation } = await start({
      token: { Policies: links("p"), ExpirationTime: "2026-01-01T00:00:10.000Z" },
      policies: { p: READ },
    });
    expect(allowed(resolver, "secret")).toBe("key:read:a");
    await simulation.run(9_999);
    expect(allowed(resolver, "secret")).toBe("key:read:a");
    await simulation.run(1);
    expect(allowed(resolver, "secret")).toBe("no such token");
  });
});
