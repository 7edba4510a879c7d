import { MASTER, startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { parseRules } from "./rules.ts";
import { rulesOfTemplate, templates } from "./templates.ts";

const service = (Name: string, more: object = {}) => ({
  TemplateName: "builtin/service",
  TemplateVariables: { Name },
  ...more,
});

test.each([...templates.values()])("the rules of $name are rules", (template) => {
  const rules = parseRules(rulesOfTemplate(template, template.of === undefined ? "" : "api"));
  expect(Array.isArray(rules)).toBe(true);
  expect(JSON.stringify(rules)).not.toContain("{{");
});

describe("a token or role with a templated policy", () => {
  test("has its rights, and shows it", async () => {
    const kit = await startGuardedAgent(81);
    const made = await kit.master("acl.token-create", {
      body: { TemplatedPolicies: [service("api"), service("api")] },
    });
    const token = made.json() as { readonly SecretID: string; readonly TemplatedPolicies: readonly object[] };
    expect(token.TemplatedPolicies).toEqual([service("api")]);
    const register = (Name: string) =>
      kit.as(token.SecretID, "agent.service-register", { body: { Name, ID: Name, Port: 1 } });
    expect(await register("api")).toBe("200");
    expect(await register("other")).toMatch(/^403/);
  });

  test("by a role, as well as its own, and not of another datacenter", async () => {
    const kit = await startGuardedAgent(82);
    await kit.master("acl.role-create", {
      body: {
        Name: "r",
        TemplatedPolicies: [{ TemplateName: "builtin/node", TemplateVariables: { Name: "n7" } }],
      },
    });
    const body = { Roles: [{ Name: "r" }], TemplatedPolicies: [service("far", { Datacenters: ["dc2"] })] };
    const { SecretID } = (await kit.master("acl.token-create", { body })).json() as {
      readonly SecretID: string;
    };
    const register = (Node: string) =>
      kit.as(SecretID, "catalog.register", { body: { Node, Address: "10.0.0.7" } });
    expect([await register("n7"), await register("n8")]).toEqual(["200 true", "403 Permission denied"]);
    const far = { body: { Node: "n7", Address: "10.0.0.7", Service: { Service: "far" } } };
    expect(await kit.as(SecretID, "catalog.register", far)).toBe("403 Permission denied");
  });

  test("is explained by it, keeps it when it is cloned, and has another fingerprint", async () => {
    const kit = await startGuardedAgent(83);
    const create = async (body: object) =>
      (await kit.master("acl.token-create", { body })).json() as {
        readonly AccessorID: string;
        readonly Hash: string;
      };
    const one = await create({ TemplatedPolicies: [service("api")] });
    const other = await create({ TemplatedPolicies: [service("web")] });
    expect(one.Hash).not.toBe(other.Hash);
    const clone = await kit.master("acl.token-update", { rest: `${one.AccessorID}/clone`, body: {} });
    expect(clone.json()).toMatchObject({ TemplatedPolicies: [service("api")], Hash: one.Hash });
    const explained = await kit.master("acl.explain", {
      body: { Token: one.AccessorID, Method: "GET", Path: "/v1/kv/a" },
    });
    expect(explained.status).toBe(200);
  });

  test.each<[object, string]>([
    [
      { TemplatedPolicies: [{ TemplateName: "builtin/none" }] },
      '400 no such ACL templated policy with Name "builtin/none": write one of builtin/dns, builtin/node, builtin/nomad-client, builtin/nomad-server, builtin/service',
    ],
    [
      { TemplatedPolicies: [service('x" { policy = "write" } #')] },
      '400 validation error for templated policy builtin/service: it needs the name of a service, not "x\\" { policy = \\"write\\" } #": lower-case letters, digits, - and _',
    ],
    [
      { TemplatedPolicies: [{ TemplateName: "builtin/service" }] },
      '400 validation error for templated policy builtin/service: it needs the name of a service, not "": lower-case letters, digits, - and _',
    ],
    [
      { TemplatedPolicies: [{ TemplateName: "builtin/dns", TemplateVariables: { Name: "a" } }] },
      "400 validation error for templated policy builtin/dns: it takes no name",
    ],
    [
      { Local: true, TemplatedPolicies: [service("a", { Datacenters: ["dc1"] })] },
      "500 templated policy builtin/service cannot specify a list of datacenters on a local token",
    ],
  ])("%j is refused", async (body, wanted) => {
    const kit = await startGuardedAgent(84);
    const answer = await kit.call("acl.token-create", { body, token: MASTER });
    expect(`${answer.status} ${answer.text()}`).toBe(wanted);
  });
});

describe("the templates", () => {
  test("are listed, and read by name", async () => {
    const kit = await startGuardedAgent(85);
    const all = (await kit.master("acl.template-list")).json() as Readonly<Record<string, object>>;
    expect(Object.keys(all)).toEqual([...templates.keys()]);
    expect((await kit.master("acl.template-read", { rest: "builtin/service" })).json()).toEqual(
      all["builtin/service"],
    );
    expect(all["builtin/dns"]).toMatchObject({ TemplateName: "builtin/dns", Schema: "" });
  });

  test("a preview is the policy that comes of one", async () => {
    const kit = await startGuardedAgent(86);
    const preview = await kit.master("acl.template-preview", { rest: "builtin/node", body: { Name: "n1" } });
    expect(preview.json()).toMatchObject({
      Description: "synthetic policy generated from templated policy: builtin/node",
      Name: expect.stringMatching(/^synthetic-policy-[0-9a-f]{32}$/),
      Rules: 'node "n1" {\n  policy = "write"\n}\nservice_prefix "" {\n  policy = "read"\n}\n',
    });
  });

  test("need to read the ACL, and access control", async () => {
    const kit = await startGuardedAgent(87);
    const { SecretID } = await kit.token('key_prefix "" { policy = "write" }');
    expect(await kit.as(SecretID, "acl.template-list")).toBe("403 Permission denied");
    expect(await kit.as(SecretID, "acl.template-read", { rest: "builtin/dns" })).toBe(
      "403 Permission denied",
    );
    expect(await kit.as(SecretID, "acl.template-preview", { rest: "builtin/dns", body: {} })).toBe(
      "403 Permission denied",
    );
    const { call } = await startSimulatedAgent(createSimulation(88));
    expect((await call("acl.template-list")).status).toBe(401);
  });
});
