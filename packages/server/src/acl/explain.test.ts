import { DEFAULT_AGENT_CONFIG } from "@tutti/agent";
import { MASTER, startGuardedAgent } from "@tutti/agent/testkit";
import type { ApiAnswer } from "@tutti/agent-api";
import { createSeededRandom } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import type { Access, ResourceKind } from "../rights/authorizer.ts";
import type { Right } from "../rights/right.ts";
import { createRuleSet } from "./rule-set.ts";
import type { Rule } from "./rules.ts";

interface Explained {
  readonly Allowed: boolean;
  readonly Invalid: string;
  readonly Route: string;
  readonly AsksRows: boolean;
  readonly Needs: readonly {
    readonly AnyOf: readonly (readonly { readonly Allowed: boolean; readonly Reason: string }[])[];
  }[];
}

const RULES = `
key_prefix "app/" { policy = "write" }
key_prefix "app/secret/" { policy = "deny" }
key "one" { policy = "read" }
service "web" { policy = "write" }
node_prefix "" { policy = "read" }`;

async function start() {
  const kit = await startGuardedAgent(21);
  const { AccessorID, SecretID } = await kit.token(RULES);
  const explain = async (Method: string, Path: string, more: object = {}): Promise<Explained> =>
    (
      await kit.master("acl.explain", { body: { Token: AccessorID, Method, Path, ...more } })
    ).json() as Explained;
  return { ...kit, AccessorID, SecretID, explain };
}

const reasons = ({ Needs }: Explained): readonly string[] =>
  Needs.flatMap(({ AnyOf }) => AnyOf.flat()).map(({ Reason }) => Reason);

describe("why a request goes through, or does not", () => {
  test.each<[string, string, boolean, readonly string[]]>([
    ["GET", "/v1/kv/app/a", true, ['key_prefix "app/" { policy = "write" } of the policy "p0" allows it']],
    [
      "PUT",
      "/v1/kv/app/secret/b?cas=1",
      false,
      ['key_prefix "app/secret/" { policy = "deny" } of the policy "p0" does not allow it'],
    ],
    ["PUT", "/v1/kv/one", false, ['key "one" { policy = "read" } of the policy "p0" does not allow it']],
    [
      "DELETE",
      "/v1/kv/app/?recurse",
      false,
      ['key_prefix "app/secret/" { policy = "deny" } of the policy "p0" does not allow it'],
    ],
    ["GET", "/v1/kv/other", false, ['no rule speaks of it, and default_policy = "deny"']],
    ["GET", "/v1/secret/value/a", false, ["no rule speaks of it, and no default grants this"]],
    ["PUT", "/v1/acl/token", false, ["no rule speaks of it, and no default grants this"]],
    [
      "GET",
      "/v1/connect/intentions/match?by=destination&name=web",
      true,
      ['service "web" { policy = "write" } of the policy "p0" allows it'],
    ],
    // What the agent answers itself.
    ["GET", "/v1/agent/connect/ca/leaf/web", true, []],
    ["PUT", "/v1/agent/leave", false, ['no rule speaks of it, and default_policy = "deny"']],
    ["GET", "/v1/status/leader", true, []],
  ])("%s %s: %s", async (method, path, allowed, wanted) => {
    const { explain } = await start();
    const explained = await explain(method, path);
    if (explained.Invalid === "" && wanted.length > 0) expect(reasons(explained)).toEqual(wanted);
    if (wanted.length > 0 || path.includes("status")) expect(explained.Allowed).toBe(allowed);
  });

  test("what the agent is configured not to answer is refused to every token", async () => {
    const http = { ...DEFAULT_AGENT_CONFIG.http, blockEndpoints: ["/v1/kv"] };
    const { master, token } = await startGuardedAgent(22, {}, { http });
    const { AccessorID } = await token(RULES);
    const explain = async (Path: string) =>
      (await master("acl.explain", { body: { Token: AccessorID, Method: "GET", Path } })).json();
    expect(await explain("/v1/kv/app/a?raw")).toMatchObject({
      Allowed: false,
      Invalid: "Endpoint is blocked by agent configuration",
    });
    expect(await explain("/v1/catalog/nodes")).toMatchObject({ Allowed: true, Invalid: "" });
  });

  test("a body says what it needs, of a registration at the agent as of one in the catalog", async () => {
    const { explain } = await start();
    const own = await explain("PUT", "/v1/agent/service/register", { Body: '{"Name":"web"}' });
    expect(own).toMatchObject({ Allowed: true, Route: "agent.service-register" });
    const other = await explain("PUT", "/v1/agent/service/register", { Body: '{"Name":"api"}' });
    expect([other.Allowed, reasons(other)]).toEqual([
      false,
      ['no rule speaks of it, and default_policy = "deny"'],
    ]);
  });

  test("rows that are asked for by themselves are said to be", async () => {
    const { explain } = await start();
    expect(await explain("GET", "/v1/catalog/nodes")).toMatchObject({
      Allowed: true,
      AsksRows: true,
      Needs: [],
    });
  });

  test.each([
    ["GET", "/v1/nope", /there is no route GET \/v1\/nope/],
    ["POST", "/v1/kv/a", /there is no route POST/],
    ["PUT", "/v1/kv/a?cas=x", /parsing "x"/],
    ["PUT", "/v1/agent/service/register", /./],
  ])("%s %s is wrong before rights count", async (method, path, wanted) => {
    const { explain } = await start();
    const explained = await explain(method, path);
    expect(explained.Allowed).toBe(false);
    expect(explained.Invalid).toMatch(wanted);
  });

  test("policies of roles, identities and the management policy are named", async () => {
    const kit = await startGuardedAgent(22);
    await kit.master("acl.policy-create", { body: { Name: "keys", Rules: 'key "a" { policy = "read" }' } });
    await kit.master("acl.role-create", { body: { Name: "reader", Policies: [{ Name: "keys" }] } });
    const { AccessorID } = await kit.token("", {
      Policies: [],
      Roles: [{ Name: "reader" }],
      ServiceIdentities: [{ ServiceName: "api" }],
    });
    const of = async (Token: string, Path: string) =>
      reasons(
        (await kit.master("acl.explain", { body: { Token, Method: "GET", Path } })).json() as Explained,
      );
    expect(await of(AccessorID, "/v1/kv/a")).toEqual([
      'key "a" { policy = "read" } of the policy "keys" (by the role "reader") allows it',
    ]);
    expect(await of(AccessorID, "/v1/connect/intentions/match?by=source&name=api")).toEqual([
      'service "api" { policy = "write" } of the service identity "api" allows it',
    ]);
    expect(await of(MASTER, "/v1/kv/a")).toEqual(['the policy "global-management" grants everything']);
    expect(await of("", "/v1/kv/a")).toEqual(['no rule speaks of it, and default_policy = "deny"']);
  });
});

describe("who may ask", () => {
  const line = (answer: ApiAnswer): string => `${answer.status} ${answer.text().slice(0, 40)}`;

  test("of another token who may see rules, of his own everybody", async () => {
    const { call, SecretID, AccessorID } = await start();
    const body = { Token: AccessorID, Method: "GET", Path: "/v1/kv/app/a" };
    expect(line(await call("acl.explain", { token: SecretID, body }))).toBe("403 Permission denied");
    const own = await call("acl.explain", { token: SecretID, body: { ...body, Token: SecretID } });
    expect(own.status).toBe(200);
    expect(own.text()).not.toContain(SecretID);
    expect(line(await call("acl.explain", { token: MASTER, body: { ...body, Token: "none" } }))).toBe(
      "404 ACL not found",
    );
  });

  test("a body that is too large is refused", async () => {
    const { call } = await start();
    const answer = await call("acl.explain", { token: MASTER, body: "x".repeat((2 << 20) + 1) });
    expect(answer.status).toBe(413);
  });
});

test("the rule that is named is the one that decided, for rules and rights at random", () => {
  const random = createSeededRandom(77);
  const one = <T>(all: readonly T[]): T => all[random.integer(all.length)] as T;
  const names = ["", "a", "ab", "abc", "b"];
  const kinds = ["key", "service", "acl", "intention"] as const;
  for (let round = 0; round < 2_000; round += 1) {
    const rules: Rule[] = Array.from({ length: random.integer(6) }, () => {
      const resource = one(["key", "service", "acl", "intention"]);
      const level = one(["deny", "read", "write"] as const);
      return resource === "acl"
        ? { resource, name: "", prefix: true, level }
        : { resource, name: one(names), prefix: random.integer(2) === 0, level };
    });
    const set = createRuleSet("t", rules, random.integer(2) === 0);
    const resource: ResourceKind = one(kinds);
    const access: Access = one(["read", "write"]);
    const name = resource === "acl" ? "" : one(names);
    const isPrefix = random.integer(3) === 0;
    const wanted: Right = { resource, access, name, ...(isPrefix ? { prefix: true } : {}) };
    const allowed = isPrefix ? set.allowsPrefix(resource, access, name) : set.allows(resource, access, name);
    const rule = set.deciding(wanted);
    const label = JSON.stringify({ rules, wanted, rule });
    if (rule !== undefined) expect(rule.level === "write" || rule.level === access, label).toBe(allowed);
  }
});
