import type { Access, Authorizer, ResourceKind } from "./authorizer.ts";
import type { PolicyLevel, Rule } from "./rules.ts";

/** When several policies speak of the same name, the first of these wins. */
const STRENGTH: readonly PolicyLevel[] = ["deny", "write", "list", "read"];

interface NamedRules {
  readonly exact: Map<string, PolicyLevel>;
  readonly prefix: Map<string, PolicyLevel>;
  /** Longest first. */
  prefixLengths: number[];
}

/**
 * The rules of all policies of a token, as an authoriser: an exact rule first,
 * else that of the longest prefix, else the default.
 */
export function createRuleSet(id: string, rules: readonly Rule[], allowByDefault: boolean): Authorizer {
  const byResource = new Map<string, NamedRules>();
  for (const rule of rules) {
    let named = byResource.get(rule.resource);
    if (named === undefined) {
      named = { exact: new Map(), prefix: new Map(), prefixLengths: [] };
      byResource.set(rule.resource, named);
    }
    const map = rule.prefix ? named.prefix : named.exact;
    map.set(rule.name, stronger(map.get(rule.name), rule.level));
  }
  for (const named of byResource.values())
    named.prefixLengths = [...new Set([...named.prefix.keys()].map((p) => p.length))].sort((a, b) => b - a);

  function levelOf(resource: string, name: string): PolicyLevel | undefined {
    const named = byResource.get(resource);
    if (named === undefined) return undefined;
    const exact = named.exact.get(name);
    if (exact !== undefined) return exact;
    for (const length of named.prefixLengths) {
      const level = length <= name.length ? named.prefix.get(name.slice(0, length)) : undefined;
      if (level !== undefined) return level;
    }
    return undefined;
  }

  function byDefault(kind: ResourceKind): boolean {
    return allowByDefault && kind !== "acl" && kind !== "management";
  }

  function allows(kind: ResourceKind, access: Access, name: string): boolean {
    if (kind === "management") return allows("acl", "write", "");
    const level = levelOf(kind, name);
    if (level !== undefined) return suffices(level, access);
    if (kind === "intention" && access === "read") {
      // Who may read a service may read its intentions.
      const service = levelOf("service", name);
      if (service !== undefined) return suffices(service, "read");
    }
    return byDefault(kind);
  }

  return {
    id,
    allows,
    allowsPrefix(kind, access, prefix) {
      const named = byResource.get(kind);
      if (!allows(kind, access, prefix) && named?.exact.get(prefix) === undefined) return false;
      for (const map of named === undefined ? [] : [named.exact, named.prefix]) {
        for (const [name, level] of map)
          if (name.startsWith(prefix) && !suffices(level, access)) return false;
      }
      return allows(kind, access, prefix);
    },
  };
}

function suffices(level: PolicyLevel, access: Access): boolean {
  if (level === "write") return true;
  return level !== "deny" && access !== "write";
}

function stronger(a: PolicyLevel | undefined, b: PolicyLevel): PolicyLevel {
  if (a === undefined) return b;
  return STRENGTH.indexOf(a) < STRENGTH.indexOf(b) ? a : b;
}
