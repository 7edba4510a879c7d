import { describe, expect, test } from "vitest";
import type { Access, ResourceKind } from "../rights/authorizer.ts";
import { Refusal } from "../state/refusal.ts";
import { createRuleSet } from "./rule-set.ts";
import { parseRules } from "./rules.ts";

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
        rule("session", "s", false, "read"),
        rule("event", "e", true, "read"),
        rule("query", "q", false, "read"),
      ],
    ],
    [
      'service "w" { policy = "read" intentions = "write" }',
      [rule("service", "w", false, "read"), rule("intention", "w", false, "write")],
    ],
    ['service_prefix "w" { policy = "write" intentions = "" }', [rule("service", "w", true, "write")]],
    ['acl = "" operator = "" keyring = "read"', [rule("keyring", "", true, "read")]],
    // What nobody asks for is passed over.
    ...[
      'x "" { policy = "deny" } mash = 1 keys "a" {}',
      'mesh = "x" peering { }',
      'namespace "n" { key "a" { policy = "deny" } }',
      'sentinel { code = "x" }',
      'id = "x"',
      "key = []",
      "key {}",
    ].map((text): [string, readonly unknown[]] => [text, []]),
    ...[
      'key "a" { policy = "read" polcy = "deny" x "y" { z = [1] } intentions = "bad" }',
      'key "a" { policy = "read" sentinel { code = "x" } }',
      'KEY "a" { Policy = "READ" }',
      'key "a" { policy = "deny" policy = "read" }',
      '{"key": {"a": {"policy": {"b": {"policy": "read"}}}}}',
    ].map((text): [string, readonly unknown[]] => [text, [rule("key", "a", false, "read")]]),
    ['key { policy = "read" }', [rule("key", "policy", false, "read")]],
    ['operator = "deny" operator = "read"', [rule("operator", "", true, "read")]],
    // JSON that is cut off, or goes on behind its end.
    ...["{", "{}", '{"key"', '{"key": ', '{"key": {"a"', '{"key": {"a": ', '{"operator": null}'].map(
      (text): [string, readonly unknown[]] => [text, []],
    ),
    ...[
      '{"key": {"a": {"policy": "deny"}}',
      '{"key": {"a": {"policy": "deny"',
      '{"key": {"a": {"policy": "deny"}}} x {"operator": "read"}',
      '{"key": {"a": {"policy": "deny"}} "operator": "read"}',
      '{"key": {"a": {"policy": "deny",},},}',
    ].map((text): [string, readonly unknown[]] => [text, [rule("key", "a", false, "deny")]]),
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
    [
      'event "n" { policy = true }',
      `${failed}At 1:22: root.event[0].Policy: unknown type for string *ast.LiteralType`,
    ],
    ['secret "n" { policy = "list" }', 'Invalid secret policy: &acl.SecretRule{Path:"n", Policy:"list"}'],
    ['query "n" { policy = "x" }', 'Invalid query policy: &acl.PreparedQueryRule{Prefix:"n", Policy:"x"}'],
    ['session "n" { policy = "x" }', 'Invalid session policy: &acl.SessionRule{Node:"n", Policy:"x"}'],
    ['session_prefix "n" {}', 'Invalid session_prefix policy: &acl.SessionRule{Node:"n", Policy:""}'],
    ['operator = "sudo"', 'Invalid operator policy: "sudo"'],
    ['operator = "list"', 'Invalid operator policy: "list"'],
    // Written with the type that Go names.
    [
      'operator "x" { policy = "read" }',
      `${failed}At 1:10: root.operator: unknown type for string *ast.ObjectList`,
    ],
    [
      'operator { policy = "read" }',
      `${failed}At 1:12: root.operator: unknown type for string *ast.ObjectList`,
    ],
    ["operator = true", `${failed}At 1:12: root.operator: unknown type for string *ast.LiteralType`],
    ["operator = 1.5", `${failed}At 1:12: root.operator: unknown type for string *ast.LiteralType`],
    ["operator = 0x1f", 'Invalid operator policy: "0x1f"'],
    ['operator=["read"]', `${failed}At 1:10: root.operator: unknown type for string *ast.ListType`],
    ['{"operator": ["read"]}', `${failed}At -: root.operator: unknown type for string *ast.ListType`],
    ["id = []", `${failed}At 1:6: root.id: unknown type for string *ast.ListType`],
    ['ID = "a" Revision = 1', `${failed}At 1:21: root.revision: unknown kind to decode into: uint64`],
    ['key = "read"', `${failed}At 1:7: unknown slice type: *ast.LiteralType`],
    ["KEY = 1", `${failed}At 1:7: unknown slice type: *ast.LiteralType`],
    ['key = ["a"]', `${failed}At 1:8: root.key[0]: not an object type for struct (*ast.LiteralType)`],
    ['{"key": {"a": ["read"]}}', `${failed}At -: root.key[0]: not an object type for struct (*ast.ListType)`],
    [
      'key = [{ a = { policy = "read" } }]',
      `${failed}At 1:10: root.key[0]: Prefix asked for 'key', impossible`,
    ],
    [
      'key "a" { policy = ["read"] }',
      `${failed}At 1:20: root.key[0].Policy: unknown type for string *ast.ListType`,
    ],
    [
      'key "a" { policy { x = 1 } }',
      `${failed}At 1:20: root.key[0].Policy: unknown type for string *ast.ObjectList`,
    ],
    [
      'service "a" { policy = "read" } service "b" { policy = "read" intentions "x" { } }',
      `${failed}At 1:74: root.service[1].Intentions: unknown type for string *ast.ObjectList`,
    ],
    // Below a second name is no attribute of the first.
    ...[
      'key "a" "b" { policy = "read" }',
      'key { "a" = "read" }',
      '{"key": {"a": {"b": {"policy": "read"}}}}',
    ].map(
      (text) =>
        [
          text,
          'Invalid key policy: &acl.KeyRule{Prefix:"a", Policy:"", EnterpriseRule:acl.EnterpriseRule{}}',
        ] as const,
    ),
    [
      '{"key": [{"a": {"policy": "read"}}, {"b": {"policy": "fly"}}]}',
      'Invalid key policy: &acl.KeyRule{Prefix:"b", Policy:"fly", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    // Types before levels, and levels in the order of kinds, not of the text.
    ['operator = "x" acl = "y"', 'Invalid acl policy: "y"'],
    [
      'event "a" { policy = "x" } key_prefix "b" { policy = "y" } key "c" { policy = "z" }',
      'Invalid key policy: &acl.KeyRule{Prefix:"c", Policy:"z", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    ['acl = "y" query = 1', `${failed}At 1:19: unknown slice type: *ast.LiteralType`],
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
