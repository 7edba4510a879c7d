import type { Need, Right } from "../rights/right.ts";
import type { ServerState } from "../server-state.ts";
import type { TokenRecord } from "./records.ts";
import { createRuleSet } from "./rule-set.ts";
import type { Rule } from "./rules.ts";
import { type GrantSource, grantsOf, type SourcedRule } from "./sources.ts";

/** Why a token may do something, or may not. */
export interface ExplainedRight {
  readonly Resource: string;
  readonly Access: string;
  readonly Name: string;
  /** It is wanted of everything below the name. */
  readonly Prefix: boolean;
  readonly Allowed: boolean;
  /** The rule that decided, as it is written; "" where none speaks of it. */
  readonly Rule: string;
  /** What brought that rule to the token. */
  readonly From: readonly GrantSource[];
  readonly Reason: string;
}

/** Where it is decided. */
export interface Deciding {
  readonly datacenter: string;
  readonly allowByDefault: boolean;
}

/** Says of a right by which rule of which policy a token has it, or has it not. */
export function createExplainer(
  state: ServerState,
  token: TokenRecord,
  { datacenter, allowByDefault }: Deciding,
): (wanted: Right) => ExplainedRight {
  const { everything, rules } = grantsOf(state, token, { datacenter });
  const ruleSet = createRuleSet(
    "explained",
    rules.map(({ rule }) => rule),
    allowByDefault,
  );
  return (wanted) => {
    const { resource: Resource, access: Access, name: Name } = wanted;
    const shown = { Resource, Access, Name, Prefix: wanted.prefix === true };
    if (everything.length > 0) {
      const Reason = `${named(everything)} grants everything`;
      return { ...shown, Allowed: true, Rule: "", From: everything, Reason };
    }
    const Allowed = shown.Prefix
      ? ruleSet.allowsPrefix(Resource, Access, Name)
      : ruleSet.allows(Resource, Access, Name);
    const rule = ruleSet.deciding(wanted);
    if (rule === undefined)
      return { ...shown, Allowed, Rule: "", From: [], Reason: byDefault(Allowed, wanted) };
    const origins = originsOf(rules, rule);
    const from = unique(origins.map(({ source }) => source));
    const written = formatRule(origins[0]?.rule ?? rule);
    const Reason = `${written} of ${named(from)} ${Allowed ? "allows" : "does not allow"} it`;
    return { ...shown, Allowed, Rule: written, From: from, Reason };
  };
}

/** Each need as the lists of rights of which one has to be whole. */
export function alternativesOf(need: Need): readonly (readonly Right[])[] {
  return "anyOf" in need ? need.anyOf : [[need]];
}

/** What brought a rule; a right to intentions may come of a rule for the service, which says nothing of them. */
function originsOf(rules: readonly SourcedRule[], decided: Rule): readonly SourcedRule[] {
  const of = (fits: (rule: Rule) => boolean): readonly SourcedRule[] =>
    rules.filter(({ rule }) => rule.name === decided.name && rule.prefix === decided.prefix && fits(rule));
  const own = of((rule) => rule.resource === decided.resource && rule.level === decided.level);
  if (own.length > 0 || decided.resource !== "intention") return own;
  const isDenied = decided.level === "deny";
  return of((rule) => rule.resource === "service" && (rule.level === "deny") === isDenied);
}

/** Resources that have one rule for all. */
const UNNAMED: ReadonlySet<string> = new Set(["acl", "keyring", "mesh", "operator", "peering"]);

function formatRule({ resource, name, prefix, level }: Rule): string {
  if (UNNAMED.has(resource)) return `${resource} = "${level}"`;
  if (resource === "intention")
    return `service${prefix ? "_prefix" : ""} ${JSON.stringify(name)} { intentions = "${level}" }`;
  return `${resource}${prefix ? "_prefix" : ""} ${JSON.stringify(name)} { policy = "${level}" }`;
}

function named(sources: readonly GrantSource[]): string {
  return sources
    .map(({ Kind, Name, Role }) => {
      const what = `the ${Kind.replace("-", " ")} ${JSON.stringify(Name)}`;
      return Role === "" ? what : `${what} (by the role ${JSON.stringify(Role)})`;
    })
    .join(" and ");
}

function byDefault(allowed: boolean, { resource }: Right): string {
  if (allowed) return 'no rule speaks of it, and default_policy = "allow"';
  return resource === "acl" || resource === "management" || resource === "secret"
    ? "no rule speaks of it, and no default grants this"
    : 'no rule speaks of it, and default_policy = "deny"';
}

function unique(sources: readonly GrantSource[]): readonly GrantSource[] {
  return [...new Map(sources.map((one) => [`${one.Kind} ${one.ID} ${one.Name} ${one.Role}`, one])).values()];
}
