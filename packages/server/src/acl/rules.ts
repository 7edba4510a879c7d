import type { Expression, NativeBody } from "@tutti/hcl";
import { parseConfig } from "@tutti/hcl";
import { isObject, parseJson } from "../endpoint/json-body.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";

export type PolicyLevel = "deny" | "read" | "list" | "write";

/** One rule: about one name, or all names that begin so. */
export interface Rule {
  readonly resource: string;
  readonly name: string;
  readonly prefix: boolean;
  readonly level: PolicyLevel;
}

/** Resources whose rules name something. */
const NAMED = ["agent", "event", "key", "node", "query", "service", "session"] as const;
/** Resources with one rule for all. */
const SCALAR: ReadonlySet<string> = new Set(["acl", "keyring", "operator"]);

/** The struct that Go prints in the message about a bad level. */
const GO_RULE_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  agent: ["AgentRule", "Node"],
  event: ["EventRule", "Event"],
  key: ["KeyRule", "Prefix"],
  node: ["NodeRule", "Name"],
  query: ["PreparedQueryRule", "Prefix"],
  service: ["ServiceRule", "Name"],
  session: ["SessionRule", "Node"],
};

/** The rules of a policy, in HCL or JSON. */
export function parseRules(text: string): Outcome<readonly Rule[]> {
  if (text.trim() === "") return [];
  const tree = text.trim().startsWith("{") ? jsonTree(text) : hclTree(text);
  return tree instanceof Refusal ? tree : rulesOf(tree);
}

/** Resource → name → attributes, or resource → level. */
type RuleTree = ReadonlyMap<string, string | ReadonlyMap<string, ReadonlyMap<string, string>>>;

function rulesOf(tree: RuleTree): Outcome<readonly Rule[]> {
  const rules: Rule[] = [];
  for (const [key, value] of tree) {
    if (typeof value === "string") {
      if (!SCALAR.has(key)) return refuse(`Failed to parse ACL rules: invalid key ${JSON.stringify(key)}`);
      const level = levelOf(value, key);
      if (level === undefined) return refuse(`Invalid ${key} policy: ${JSON.stringify(value)}`);
      rules.push({ resource: key, name: "", prefix: true, level });
      continue;
    }
    const prefix = key.endsWith("_prefix");
    const resource = prefix ? key.slice(0, -"_prefix".length) : key;
    if (!NAMED.some((known) => known === resource))
      return refuse(`Failed to parse ACL rules: invalid key ${JSON.stringify(key)}`);
    for (const [name, attributes] of value) {
      const given = attributes.get("policy") ?? "";
      const level = levelOf(given, resource);
      if (level === undefined) return refuse(badLevel(key, resource, name, given));
      rules.push({ resource, name, prefix, level });
      const intentions = attributes.get("intentions");
      if (resource !== "service" || intentions === undefined) continue;
      const intentionLevel = levelOf(intentions, "intention");
      if (intentionLevel === undefined)
        return refuse(`Invalid service intentions policy: ${JSON.stringify(intentions)}`);
      rules.push({ resource: "intention", name, prefix, level: intentionLevel });
    }
  }
  return rules;
}

function levelOf(text: string, resource: string): PolicyLevel | undefined {
  if (text === "deny" || text === "read" || text === "write") return text;
  return text === "list" && resource === "key" ? "list" : undefined;
}

function badLevel(key: string, resource: string, name: string, level: string): string {
  const [struct, field] = GO_RULE_NAMES[resource] ?? ["Rule", "Name"];
  return `Invalid ${key} policy: &acl.${struct}{${field}:${JSON.stringify(name)}, Policy:${JSON.stringify(level)}, EnterpriseRule:acl.EnterpriseRule{}}`;
}

function jsonTree(text: string): Outcome<RuleTree> {
  const parsed = parseJson(text);
  if (parsed instanceof Refusal) return refuse(`Failed to parse ACL rules: ${parsed.text}`);
  if (!isObject(parsed)) return refuse("Failed to parse ACL rules: an object is wanted");
  const tree = new Map<string, string | Map<string, Map<string, string>>>();
  for (const [key, value] of Object.entries(parsed)) {
    if (typeof value === "string") {
      tree.set(key, value);
      continue;
    }
    // One object of names, or a list of such, as HCL's JSON has it.
    const named = new Map<string, Map<string, string>>();
    for (const part of Array.isArray(value) ? value : [value]) {
      if (!isObject(part)) continue;
      for (const [name, attributes] of Object.entries(part)) {
        const one: unknown = Array.isArray(attributes) ? attributes[0] : attributes;
        if (!isObject(one)) continue;
        named.set(name, new Map(Object.entries(one).map(([k, v]) => [k, String(v)])));
      }
    }
    tree.set(key, named);
  }
  return tree;
}

function hclTree(text: string): Outcome<RuleTree> {
  const { body, diagnostics } = parseConfig(text, "rules");
  const mistake = diagnostics.find((diagnostic) => diagnostic.severity === "error");
  if (mistake !== undefined)
    return refuse(`Failed to parse ACL rules: ${mistake.summary}: ${mistake.detail}`);
  const tree = new Map<string, string | Map<string, Map<string, string>>>();
  for (const [key, value] of textsOf(body)) tree.set(key, value);
  for (const block of body.blocks) {
    const known = tree.get(block.type);
    const named = known instanceof Map ? known : new Map<string, Map<string, string>>();
    named.set(block.labels[0] ?? "", textsOf(block.body));
    tree.set(block.type, named);
  }
  return tree;
}

function textsOf(body: NativeBody): Map<string, string> {
  const out = new Map<string, string>();
  for (const [name, attribute] of body.attributes) {
    const text = literalText(attribute.expression);
    if (text !== undefined) out.set(name, text);
  }
  return out;
}

/** The text of an expression that is nothing but a text. */
function literalText(expression: Expression): string | undefined {
  if (expression.kind === "literal")
    return typeof expression.value.data === "string" ? expression.value.data : undefined;
  if (expression.kind !== "template") return undefined;
  const parts = expression.parts.map(literalText);
  return parts.includes(undefined) ? undefined : parts.join("");
}

/** Legacy rules in today's words: names were always prefixes. */
export function translateRules(text: string): Outcome<string> {
  const rules = parseRules(text);
  if (rules instanceof Refusal) return rules;
  return rules
    .map(({ resource, name, level }) =>
      SCALAR.has(resource)
        ? `${resource} = "${level}"`
        : `${resource}_prefix ${JSON.stringify(name)} {\n  policy = "${level}"\n}`,
    )
    .join("\n\n");
}
