import { describe, expect, test } from "vitest";
import { Refusal } from "../state/refusal.ts";
import type { Access, ResourceKind } from "./authorizer.ts";
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
  test("reads JSON as it reads HCL", () => {
    const json = '{"keyring":"read","key_prefix":{"j/":{"policy":"write"}}}';
    expect(parseRules(json)).toEqual(parseRules('key_prefix "j/" { policy = "write" }\nkeyring = "read"'));
  });

  test.each([
    [
      'key "x" { policy = "fly" }',
      'Invalid key policy: &acl.KeyRule{Prefix:"x", Policy:"fly", EnterpriseRule:acl.EnterpriseRule{}}',
    ],
    ['operator = "sudo"', 'Invalid operator policy: "sudo"'],
  ])("refuses %s", (text, message) => {
    expect(parseRules(text)).toEqual(new Refusal(500, message));
  });

  test("translateRules() makes prefixes of legacy names", () => {
    expect(translateRules('key "foo" { policy = "read" }')).toBe('key_prefix "foo" {\n  policy = "read"\n}');
  });
});
