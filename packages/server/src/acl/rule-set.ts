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

  function prefixLevelOf(resource: string, name: string): PolicyLevel | undefined {
    const named = byResource.get(resource);
    for (const length of named?.prefixLengths ?? []) {
      const level = length <= name.length ? named?.prefix.get(name.slice(0, length)) : undefined;
      if (level !== undefined) return level;
    }
    return undefined;
  }

  function levelOf(resource: string, name: string): PolicyLevel | undefined {
    return byResource.get(resource)?.exact.get(name) ?? prefixLevelOf(resource, name);
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
      // A rule for the one name that is spelled as the prefix says nothing about what lies below it.
      const level = prefixLevelOf(kind, prefix);
      if (level === undefined ? !byDefault(kind) : !suffices(level, access)) return false;
      const named = byResource.get(kind);
      for (const map of named === undefined ? [] : [named.exact, named.prefix]) {
        for (const [name, below] of map)
          if (name.startsWith(prefix) && !suffices(below, access)) return false;
      }
      return true;
    },
  };
}

/** Each level holds those before it; `deny` none. */
const LEVELS: readonly PolicyLevel[] = ["deny", "read", "list", "write"];

function suffices(level: PolicyLevel, access: Access): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(access);
}

function stronger(a: PolicyLevel | undefined, b: PolicyLevel): PolicyLevel {
  if (a === undefined) return b;
  return STRENGTH.indexOf(a) < STRENGTH.indexOf(b) ? a : b;
}
