import { describe, expect, test } from "vitest";
import type { Access, ResourceKind } from "../rights/authorizer.ts";
import { Refusal } from "../state/refusal.ts";
import { createRuleSet } from "./rule-set.ts";
import { parseRules, translateRules } from "./rules.ts";

function authorizerOf(text: string, allowByDefault = false) {
  const rules = parseRules(text);
  if (rules instanceof Refusal) throw new Error(rules.text);
  return createRuleSet("t", rules, allowByDefault);
}

const KEYS = `
key_prefix "" { policy = "read" }
key_prefix "app/" { policy = "write" }
key_prefix "app/secret/" { policy = "deny" }
key "app/secret/open" { policy = "read" }
service "web" {
  policy = "read"
  intentions = "write"
}
operator = "read"
`;

describe("createRuleSet()", () => {
  test.each<[ResourceKind, Access, string, boolean]>([
    ["key", "read", "top", true],
    ["key", "write", "top", false],
    ["key", "write", "app/a", true],
    ["key", "read", "app/secret/x", false],
    ["key", "read", "app/secret/open", true],
    ["key", "write", "app/secret/open", false],
    ["service", "read", "web", true],
    ["service", "write", "web", false],
    ["service", "read", "web2", false],
    ["intention", "write", "web", true],
    ["operator", "read", "", true],
    ["operator", "write", "", false],
    ["acl", "read", "", false],
    ["management", "write", "", false],
  ])("%s %s %s is %s", (kind, access, name, wanted) => {
    expect(authorizerOf(KEYS).allows(kind, access, name)).toBe(wanted);
  });

  test("a prefix may be written only if everything below it may", () => {
    const authorizer = authorizerOf(KEYS);
    expect(authorizer.allowsPrefix("key", "write", "app/")).toBe(false);
    expect(authorizer.allowsPrefix("key", "write", "app/b/")).toBe(true);
  });

  test("between policies deny wins, then write", () => {
    const both = `key "a" { policy = "write" }\nkey_prefix "b" { policy = "read" }`;
    const rules = [
      parseRules(both),
      parseRules(`key "a" { policy = "deny" }\nkey_prefix "b" { policy = "write" }`),
    ];
    const merged = createRuleSet(
      "t",
      rules.flatMap((one) => (one instanceof Refusal ? [] : one)),
      false,
    );
    expect(merged.allows("key", "read", "a")).toBe(false);
    expect(merged.allows("key", "write", "b1")).toBe(true);
  });

  test("the default allows everything but access control itself", () => {
    const authorizer = authorizerOf("", true);
    expect(authorizer.allows("key", "write", "x")).toBe(true);
    expect(authorizer.allows("acl", "read", "")).toBe(false);
  });
});

describe("parseRules()", () => {
  const rule = (resource: string, name: string, prefix: boolean, level: string) => ({
    resource,
    name,
    prefix,
    level,
  });

  test.each<[string, readonly unknown[]]>([
    ["", []],
    ["# nothing", []],
    ['key "a" { policy = "read" }', [rule("key", "a", false, "read")]],
    ['"key" "a" { "policy" = "read" }', [rule("key", "a", false, "read")]],
    ['key a { policy = "list" }', [rule("key", "a", false, "list")]],
    [
      'key { "a" { policy = "deny" } "b" { policy = "write" } }',
      [rule("key", "a", false, "deny"), rule("key", "b", false, "write")],
    ],
    ['key = { "a" = { policy = "deny" } }', [rule("key", "a", false, "deny")]],
    ['{"key": {"a": {"policy": "deny"}}}', [rule("key", "a", false, "deny")]],
    [
      '{"key": [{"a": {"policy": "deny"}}, {"b": [{"policy": "read"}]}]}',
      [rule("key", "a", false, "deny"), rule("key", "b", false, "read")],
    ],
    [
      'node_prefix "" { policy = "write" } node_prefix "x" { policy = "read" }',
      [rule("node", "", true, "write"), rule("node", "x", true, "read")],
    ],
    ['agent "${x}" { policy = "read" }', [rule("agent", "${x}", false, "read")]],
    [
      'event_prefix "e" { policy = "read" }\nquery "q" { policy = "read" }\nsession "s" { policy = "read" }',
      [
        rule("event", "e", true, "read"),
        rule("query", "q", false, "read"),
        rule("session", "s", false, "read"),
      ],
    ],
    [
      'service "w" { policy = "read" intentions = "write" }',
      [rule("service", "w", false, "read"), rule("intention", "w", false, "write")],
    ],
    ['service_prefix "w" { policy = "write" intentions = "" }', [rule("service", "w", true, "write")]],
    ['acl = "" operator = "" keyring = "read"', [rule("keyring", "", true, "read")]],
    ['mesh = "write" peering = "deny"', [rule("mesh", "", true, "write"), rule("peering", "", true, "deny")]],
    [
      'acl = "read" keyring = "write", operator = "deny"',
      [rule("acl", "", true, "read"), rule("keyring", "", true, "write"), rule("operator", "", true, "deny")],
    ],
    // The same name twice: both hold, and the stronger decides.
    [
      'key "a" { policy = "deny" } key "a" { policy = "write" }',
      [rule("key", "a", false, "deny"), rule("key", "a", false, "write")],
    ],
  ])("reads %s", (text, wanted) => {
    expect(parseRules(text)).toEqual(wanted);
  });

  test("reads JSON as it reads HCL", () => {
    const json = '{"keyring":"read","key_prefix":{"j/":{"policy":"write"}}}';
    expect(parseRules(json)).toEqual(parseRules('keyring = "read"\nkey_prefix "j/" { policy = "write" }'));
  });

  const failed = "Failed to parse ACL rules: ";
  test.each<readonly [string, string]>([
    [
      'key "x" { policy = "fly" }',
      'Invalid key policy: &acl.KeyRule{Prefix:"x", Policy:"fly", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    [
      'key_prefix "x" {}',
      'Invalid key_prefix policy: &acl.KeyRule{Prefix:"x", Policy:"", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    [
      'service "" { service = "write" }',
      'Invalid service policy: &acl.ServiceRule{Name:"", Policy:"", Intentions:"", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    [
      'service "w" { policy = "read" intentions = "list" }',
      'Invalid service intentions policy: &acl.ServiceRule{Name:"w", Policy:"read", Intentions:"list", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    [
      'node "n" { policy = "list" }',
      'Invalid node policy: &acl.NodeRule{Name:"n", Policy:"list", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    ['agent_prefix "n" { policy = 1 }', 'Invalid agent_prefix policy: &acl.AgentRule{Node:"n", Policy:"1"}'],
    ['event "n" { policy = true }', 'Invalid event policy: &acl.EventRule{Event:"n", Policy:"true"}'],
    ['query "n" { policy = "x" }', 'Invalid query policy: &acl.PreparedQueryRule{Prefix:"n", Policy:"x"}'],
    ['session "n" { policy = "x" }', 'Invalid session policy: &acl.SessionRule{Node:"n", Policy:"x"}'],
    ['session_prefix "n" {}', 'Invalid session_prefix policy: &acl.SessionRule{Node:"n", Policy:""}'],
    ['operator = "sudo"', 'Invalid operator policy: "sudo"'],
    ['operator = "list"', 'Invalid operator policy: "list"'],
    ['operator "x" { policy = "read" }', `${failed}invalid key "operator"`],
    ['operator { policy = "read" }', `${failed}invalid key "operator"`],
    ['mash = "read"', `${failed}invalid key "mash"`],
    ['keys "a" { policy = "read" }', `${failed}invalid key "keys"`],
    ['key = "read"', `${failed}invalid key "key"`],
    [
      'key { "a" "b" { policy = "read" } }',
      'Invalid key policy: &acl.KeyRule{Prefix:"a", Policy:"", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    ['key "a" "b" { policy = "read" }', `${failed}a rule of key has one name, not 2`],
    ...['key { policy = "read" }', 'key { "a" = "read" }', 'key = ["a"]', '{"key": {"a": ["read"]}}'].map(
      (text) => [text, `${failed}a rule of key must say which: key "NAME" { policy = "…" }`] as const,
    ),
    [
      '{"key": [{"a": {"policy": "read"}}, {"b": {"policy": "fly"}}]}',
      'Invalid key policy: &acl.KeyRule{Prefix:"b", Policy:"fly", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    ['{"key": {"a": {"policy": "read", "x": 1}}}', `${failed}invalid key "key.x"`],
    ['key "a" { policy = "read" polcy = "deny" }', `${failed}invalid key "key.polcy"`],
    ['key "a" { policy = "read" intentions = "deny" }', `${failed}invalid key "key.intentions"`],
    ...['["deny"]', '{ policy = "deny" }'].map(
      (intentions) =>
        [
          `service "a" { policy = "read" intentions = ${intentions} }`,
          `${failed}invalid key "service.intentions"`,
        ] as const,
    ),
    [
      'key "a" { policy = "read" sentinel { code = "x" } }',
      `${failed}sentinel code is not enforced here: remove it from the rule of key`,
    ],
    ['key "a" { policy = "read" more { x = 1 } }', `${failed}invalid key "key.more"`],
    ["not hcl {{{", `${failed}At 1:10: expected: IDENT | STRING got: LBRACE`],
    ['key "a" { policy = "read"', `${failed}At 1:27: object expected closing RBRACE got: EOF`],
    [
      'key "a" { policy = read }',
      `${failed}At 1:20: Unknown token: 1:20 IDENT read; a value is wanted here: a text in quotes, a number, true, false, a list or an object`,
    ],
  ])("refuses %s", (text, message) => {
    expect(parseRules(text)).toMatchObject({ status: 500, text: message });
  });
});

describe("translateRules()", () => {
  test.each([
    ['key "foo" { policy = "read" }', 'key_prefix "foo" {\n  policy = "read"\n}'],
    [
      'service "" { policy="read", intentions="deny" }',
      'service_prefix "" {\n  policy = "read"\n  intentions = "deny"\n}',
    ],
    [
      '"node" "a" { policy = "read" } operator = "write"',
      '"node_prefix" "a" {\n  policy = "read"\n}\n\noperator = "write"',
    ],
    [
      'agent "a" {} event "b" {} query "c" {} session "d" {}',
      'agent_prefix "a" {}\n\nevent_prefix "b" {}\n\nquery_prefix "c" {}\n\nsession_prefix "d" {}',
    ],
    [
      '# a\nkey "" { policy = "read" } # b\n\n/* c\n*/\nkey "x" {\n# d\npolicy = "write" // e\n}\n# f',
      '# a\nkey_prefix "" {\n  policy = "read"\n} # b\n\n/* c\n*/\nkey_prefix "x" {\n  # d\n  policy = "write" // e\n}\n\n# f',
    ],
  ])("makes prefixes of the names in %s", (text, wanted) => {
    expect(translateRules(text)).toBe(wanted);
  });

  test("says where rules are wrong", () => {
    expect(translateRules("nonsense {{")).toMatchObject({
      status: 500,
      text: "Failed to parse rules: At 1:11: expected: IDENT | STRING got: LBRACE",
    });
  });
});
