import type { Access, Authorizer, ResourceKind } from "../rights/authorizer.ts";
import type { Right } from "../rights/right.ts";
import type { PolicyLevel, Rule } from "./rules.ts";

/** When several policies speak of the same name, the first of these wins. */
const STRENGTH: readonly PolicyLevel[] = ["deny", "write", "list", "read"];

/** Whoever may do these has a rule that says so, whatever holds for all else. */
const NEVER_BY_DEFAULT: ReadonlySet<ResourceKind> = new Set(["acl", "management", "secret"]);

interface NamedRules {
  readonly exact: Map<string, PolicyLevel>;
  readonly prefix: Map<string, PolicyLevel>;
  /** Longest first. */
  prefixLengths: number[];
}

/** An authoriser that can say by which rule it decides. */
export interface RuleSet extends Authorizer {
  /** The rule that allows or refuses; undefined where none speaks of it, and the default holds. */
  deciding(wanted: Right): Rule | undefined;
}

/**
 * The rules of all policies of a token, as an authoriser: an exact rule first,
 * else that of the longest prefix, else the default.
 */
export function createRuleSet(id: string, rules: readonly Rule[], allowByDefault: boolean): RuleSet {
  const byResource = new Map<string, NamedRules>();
  for (const rule of rules) addRule(byResource, rule);
  // A rule for a service that says nothing of its intentions lets who may see the service see them.
  for (const rule of serviceRules(byResource.get("service"))) {
    const known = byResource.get("intention");
    const named = rule.prefix ? known?.prefix : known?.exact;
    if (named?.has(rule.name) !== true) addRule(byResource, rule);
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

  /** As `prefixLevelOf`, with the rule. */
  function prefixRuleOf(resource: string, name: string): Rule | undefined {
    const named = byResource.get(resource);
    for (const length of named?.prefixLengths ?? []) {
      const prefix = name.slice(0, length);
      const level = length <= name.length ? named?.prefix.get(prefix) : undefined;
      if (level !== undefined) return { resource, name: prefix, prefix: true, level };
    }
    return undefined;
  }

  function decidingBelow(resource: string, access: Access, prefix: string): Rule | undefined {
    const rule = prefixRuleOf(resource, prefix);
    if (rule !== undefined && !suffices(rule.level, access)) return rule;
    const named = byResource.get(resource);
    for (const [map, isPrefix] of named === undefined
      ? []
      : ([
          [named.exact, false],
          [named.prefix, true],
        ] as const)) {
      for (const [name, level] of map)
        if (name.startsWith(prefix) && !suffices(level, access))
          return { resource, name, prefix: isPrefix, level };
    }
    return rule;
  }

  function levelOf(resource: string, name: string): PolicyLevel | undefined {
    return byResource.get(resource)?.exact.get(name) ?? prefixLevelOf(resource, name);
  }

  function byDefault(kind: ResourceKind): boolean {
    return allowByDefault && !NEVER_BY_DEFAULT.has(kind);
  }

  function allows(kind: ResourceKind, access: Access, name: string): boolean {
    if (kind === "management") return allows("acl", "write", "");
    const level = levelOf(kind, name);
    return level === undefined ? byDefault(kind) : suffices(level, access);
  }

  return {
    id,
    allows,
    deciding({ resource, access, name, prefix }) {
      if (resource === "management") return prefixRuleOf("acl", "");
      if (prefix === true) return decidingBelow(resource, access, name);
      const level = byResource.get(resource)?.exact.get(name);
      return level === undefined ? prefixRuleOf(resource, name) : { resource, name, prefix: false, level };
    },
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

function addRule(byResource: Map<string, NamedRules>, { resource, name, prefix, level }: Rule): void {
  let named = byResource.get(resource);
  if (named === undefined) {
    named = { exact: new Map(), prefix: new Map(), prefixLengths: [] };
    byResource.set(resource, named);
  }
  const map = prefix ? named.prefix : named.exact;
  map.set(name, stronger(map.get(name), level));
}

/** What the rules for services say of their intentions where these have no rule of their own. */
function serviceRules(named: NamedRules | undefined): readonly Rule[] {
  const of = (map: ReadonlyMap<string, PolicyLevel>, prefix: boolean): readonly Rule[] =>
    [...map].map(([name, level]) => ({
      resource: "intention",
      name,
      prefix,
      level: level === "deny" ? "deny" : "read",
    }));
  return named === undefined ? [] : of(named.exact, false).concat(of(named.prefix, true));
}

/** A level holds those below it; `deny` none. */
const HEIGHTS: Readonly<Record<PolicyLevel, number>> = { deny: 0, read: 1, list: 2, write: 3 };

function suffices(level: PolicyLevel, access: Access): boolean {
  return HEIGHTS[level] >= HEIGHTS[access];
}

function stronger(a: PolicyLevel | undefined, b: PolicyLevel): PolicyLevel {
  return STRENGTH.find((level) => level === a || level === b) ?? b;
}
