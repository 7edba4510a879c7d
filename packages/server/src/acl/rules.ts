import { parseHcl1 } from "@tutti/hcl1";
import { goQuote } from "@tutti/values";
import { serverError } from "../errors.ts";
import { type Outcome, type Refusal, refuse } from "../state/refusal.ts";
import { Misfit, nameField, RuleReader, type WrittenRule } from "./rule-blocks.ts";

export type PolicyLevel = "deny" | "read" | "list" | "write";

/** One rule: about one name, or all names that begin so. */
export interface Rule {
  readonly resource: string;
  readonly name: string;
  readonly prefix: boolean;
  readonly level: PolicyLevel;
}

/** What is ruled, in the order in which mistakes are looked for; the named ones have rules for prefixes too. */
const RESOURCES = [
  "acl",
  "agent",
  "key",
  "node",
  "service",
  "session",
  "event",
  "query",
  "drift",
  "rollout",
  "secret",
  "keyring",
  "operator",
];
/** With one rule for all. */
const SCALAR: ReadonlySet<string> = new Set(["acl", "keyring", "operator"]);

/** Everything that is ruled by texts or blocks: `agent`, `agent_prefix`, … */
const KINDS: readonly string[] = RESOURCES.flatMap((resource) =>
  SCALAR.has(resource) ? [resource] : [resource, `${resource}_prefix`],
);

/**
 * The rules of a policy, in HCL 1 or its JSON form, read as Consul reads them (decision 36): what it finds no
 * rule in is none here, so that a policy grants the same on both.
 */
export function parseRules(text: string): Outcome<readonly Rule[]> {
  const parsed = parseHcl1(text, "loose");
  if (!parsed.ok) return refuse(serverError("acl-rules-unreadable", String(parsed.error)));
  try {
    return checked(writtenRules(new RuleReader(parsed)));
  } catch (misfit) {
    if (!(misfit instanceof Misfit)) throw misfit;
    return refuse(serverError("acl-rules-unreadable", misfit.text));
  }
}

type Written = readonly (readonly [kind: string, WrittenRule])[];

/** Types are looked at in all of them before any level is. */
function writtenRules(reader: RuleReader): Written {
  // What a policy is stored with: its own ID may be written into it, its revision not.
  reader.text("id");
  reader.assertUnset("revision", "uint64");
  return KINDS.flatMap((kind) =>
    SCALAR.has(kind)
      ? [[kind, { name: "", policy: reader.text(kind), intentions: "" }] as const]
      : reader.blocks(kind).map((rule) => [kind, rule] as const),
  );
}

function checked(written: Written): Outcome<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const [kind, rule] of written) {
    if (SCALAR.has(kind) && rule.policy === "") continue;
    const [resource = "", isPrefix] = kind.split("_");
    const level = levelOf(rule.policy, resource);
    if (level === undefined)
      return SCALAR.has(kind)
        ? unknownLevel(kind, goQuote(rule.policy))
        : unknownLevel(kind, goRule(resource, rule));
    const { name } = rule;
    const prefix = SCALAR.has(kind) || isPrefix !== undefined;
    rules.push({ resource, name, prefix, level });
    if (rule.intentions === "") continue;
    const intentionLevel = levelOf(rule.intentions, "intention");
    if (intentionLevel === undefined)
      return refuse(serverError("acl-rule-intentions-level-unknown", kind, goRule(resource, rule)));
    rules.push({ resource: "intention", name, prefix, level: intentionLevel });
  }
  return rules;
}

function unknownLevel(kind: string, shown: string): Refusal {
  return refuse(serverError("acl-rule-level-unknown", kind, shown));
}

function levelOf(text: string, resource: string): PolicyLevel | undefined {
  const level = text.toLowerCase();
  if (level === "deny" || level === "read" || level === "write") return level;
  return level === "list" && resource === "key" ? level : undefined;
}

/** What the structs of rules are called that Go prints in messages about levels. */
const GO_STRUCTS: ReadonlyMap<string, string> = new Map([
  ["agent", "AgentRule"],
  ["drift", "DriftRule"],
  ["event", "EventRule"],
  ["key", "KeyRule"],
  ["node", "NodeRule"],
  ["query", "PreparedQueryRule"],
  ["rollout", "RolloutRule"],
  ["secret", "SecretRule"],
  ["service", "ServiceRule"],
  ["session", "SessionRule"],
]);
/** Whose rules have nothing for the enterprise version. */
const PLAIN_STRUCTS: ReadonlySet<string> = new Set([
  "agent",
  "drift",
  "event",
  "query",
  "rollout",
  "secret",
  "session",
]);

function goRule(resource: string, { name, policy, intentions }: WrittenRule): string {
  const parts = [
    `${nameField(resource)}:${goQuote(name)}`,
    `Policy:${goQuote(policy)}`,
    ...(resource === "service" ? [`Intentions:${goQuote(intentions)}`] : []),
    ...(PLAIN_STRUCTS.has(resource) ? [] : ["EnterpriseRule:acl.EnterpriseRule{}"]),
  ];
  return `&acl.${GO_STRUCTS.get(resource)}{${parts.join(", ")}}`;
}
