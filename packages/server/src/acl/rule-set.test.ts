import { describe, expect, test } from "vitest";
import type { Access, ResourceKind } from "../rights/authorizer.ts";
import { Refusal } from "../state/refusal.ts";
import { createRuleSet } from "./rule-set.ts";
import { parseRules, type Rule } from "./rules.ts";

function rulesOf(text: string): readonly Rule[] {
  const rules = parseRules(text);
  if (rules instanceof Refusal) throw new Error(rules.text);
  return rules;
}

/** The authoriser of several policies. */
function merged(policies: readonly string[], allowByDefault = false) {
  return createRuleSet("t", policies.flatMap(rulesOf), allowByDefault);
}

/** What may be done, as one text: "rlw" for read, list and write. */
function may(authorizer: ReturnType<typeof merged>, kind: ResourceKind, name: string): string {
  const letters = { read: "r", list: "l", write: "w" } as const;
  return (Object.keys(letters) as Access[])
    .filter((access) => authorizer.allows(kind, access, name))
    .map((access) => letters[access])
    .join("");
}

describe("levels", () => {
  test.each([
    ["deny", ""],
    ["read", "r"],
    ["list", "rl"],
    ["write", "rlw"],
  ])("%s is %j", (level, wanted) =>
    expect(may(merged([`key "a" { policy = "${level}" }`]), "key", "a")).toBe(wanted),
  );
});

describe("which rule speaks of a name", () => {
  const rules = `
key_prefix "" { policy = "read" }
key_prefix "a/" { policy = "write" }
key_prefix "a/b/" { policy = "deny" }
key "a/b/c" { policy = "list" }
key "a/" { policy = "deny" }`;
  test.each([
    ["x", "r"],
    ["a", "r"],
    ["a/x", "rlw"],
    ["a/b", "rlw"],
    ["a/b/", ""],
    ["a/b/x", ""],
    // An exact rule goes before all prefixes, and says nothing of what lies below.
    ["a/b/c", "rl"],
    ["a/b/c/d", ""],
    ["a/", ""],
    ["A/x", "r"],
  ])("%s: %j", (name, wanted) => expect(may(merged([rules]), "key", name)).toBe(wanted));

  test.each([
    [false, ""],
    [true, "rlw"],
  ])("where none does, the default: %s", (allow, wanted) => {
    const authorizer = merged(['key "a" { policy = "read" }'], allow);
    expect(may(authorizer, "key", "b")).toBe(wanted);
    expect(may(authorizer, "service", "b")).toBe(wanted);
    expect(may(authorizer, "key", "a")).toBe("r");
    for (const kind of ["acl", "management"] as const) {
      expect(may(authorizer, kind, "")).toBe("");
      expect(authorizer.allowsPrefix(kind, "read", "")).toBe(false);
    }
    expect(authorizer.allowsPrefix("service", "write", "")).toBe(allow);
  });
});

describe("several policies about one name", () => {
  const all = ["deny", "write", "list", "read"];
  const pairs = all.flatMap((a, at) => all.slice(at).map((b) => [a, b, a] as const));
  const letters: Readonly<Record<string, string>> = { deny: "", write: "rlw", list: "rl", read: "r" };
  test.each(pairs)("%s and %s is %s", (a, b, wanted) => {
    for (const keyword of ["key", "key_prefix"])
      for (const [first, second] of [
        [a, b],
        [b, a],
      ]) {
        const policy = (level = "") => `${keyword} "k" { policy = "${level}" }`;
        expect(may(merged([policy(first), policy(second)]), "key", "k")).toBe(letters[wanted]);
      }
  });

  test("a longer prefix of one policy goes before a shorter one of another", () => {
    const authorizer = merged(['key_prefix "a" { policy = "deny" }', 'key_prefix "ab" { policy = "write" }']);
    expect([may(authorizer, "key", "ab"), may(authorizer, "key", "ac")]).toEqual(["rlw", ""]);
  });
});

describe("all below a prefix", () => {
  test.each<[string, string, boolean, boolean]>([
    ['key_prefix "a/" { policy = "write" }', "a/", false, true],
    ['key_prefix "a/" { policy = "write" }', "a/b", false, true],
    ['key_prefix "a/" { policy = "write" }', "a", false, false],
    ['key_prefix "a/" { policy = "list" }', "a/", false, false],
    // The rule for the one key does not reach below it.
    ['key "a/" { policy = "write" }', "a/", false, false],
    // Whatever is not allowed below forbids the whole.
    ['key_prefix "a/" { policy = "write" } key "a/b" { policy = "read" }', "a/", false, false],
    ['key_prefix "a/" { policy = "write" } key_prefix "a/b" { policy = "deny" }', "a/", false, false],
    ['key_prefix "a/" { policy = "write" } key "a/b" { policy = "write" }', "a/", false, true],
    ['key_prefix "a/" { policy = "write" } key "b" { policy = "deny" }', "a/", false, true],
    ['key_prefix "a/" { policy = "write" } key "a/" { policy = "deny" }', "a/", false, false],
    ['key_prefix "" { policy = "deny" } key_prefix "a/" { policy = "write" }', "a/", false, true],
    ['key_prefix "" { policy = "deny" } key_prefix "a/" { policy = "write" }', "", false, false],
    ["", "a/", true, true],
    ["", "a/", false, false],
    ['key "a/b" { policy = "deny" }', "a/", true, false],
    ['key_prefix "a/" { policy = "deny" }', "a/b/", true, false],
  ])("%s: %s (default %s) is %s", (rules, prefix, allow, wanted) =>
    expect(merged([rules], allow).allowsPrefix("key", "write", prefix)).toBe(wanted),
  );
});

describe("resources without names", () => {
  test.each(["acl", "keyring", "operator"] as const)("%s has one rule", (kind) => {
    for (const [level, wanted] of [
      ["read", "rl".slice(0, 1)],
      ["write", "rlw"],
      ["deny", ""],
    ])
      expect(may(merged([`${kind} = "${level}"`], true), kind, "")).toBe(wanted);
  });

  test("who may write access control manages everything that is asked as management, who may read it does not", () => {
    expect(may(merged(['acl = "write"']), "management", "")).toBe("rlw");
    expect(may(merged(['acl = "read"']), "management", "")).toBe("");
    // … but not what has rules of its own.
    expect(may(merged(['acl = "write"']), "key", "a")).toBe("");
  });
});

describe("intentions of services", () => {
  test.each([
    ['service "w" { policy = "read" }', "w", "r"],
    ['service "w" { policy = "write" }', "w", "r"],
    ['service "w" { policy = "write" }', "w2", ""],
    ['service "w" { policy = "write" intentions = "write" }', "w2", ""],
    ['service_prefix "w" { policy = "write" }', "w2", "r"],
    ['service "w" { policy = "deny" }', "w", ""],
    ['service "w" { policy = "deny" intentions = "write" }', "w", "rlw"],
    ['service "w" { policy = "write" intentions = "deny" }', "w", ""],
    ['service_prefix "" { policy = "read" }', "w", "r"],
    // A rule for one service rules its intentions, too, though a wider one says more of them.
    ['service_prefix "" { policy = "read" intentions = "write" } service "w" { policy = "deny" }', "w", ""],
    [
      'service_prefix "" { policy = "read" intentions = "write" } service "w" { policy = "deny" }',
      "x",
      "rlw",
    ],
  ])("%s: %s %j", (rules, name, wanted) => expect(may(merged([rules]), "intention", name)).toBe(wanted));

  test("between policies they are merged for themselves", () => {
    const authorizer = merged([
      'service "w" { policy = "deny" }',
      'service "w" { policy = "write" intentions = "write" }',
    ]);
    expect([may(authorizer, "service", "w"), may(authorizer, "intention", "w")]).toEqual(["", "rlw"]);
  });
});
