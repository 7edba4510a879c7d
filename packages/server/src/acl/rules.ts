import {
  attachComments,
  type Item,
  type Node,
  type ObjectNode,
  type PrintedItem,
  parseHcl1,
  printHcl1,
} from "@tutti/hcl1";
import { serverError } from "../errors.ts";
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
const NAMED: ReadonlySet<string> = new Set([
  "agent",
  "event",
  "key",
  "node",
  "query",
  "secret",
  "service",
  "session",
]);
/**
 * Resources with one rule for all. `mesh` and `peering` are of Consul 1.10 and
 * later, and 1.9 takes them too: nothing is here that they could restrict.
 */
const SCALAR: ReadonlySet<string> = new Set(["acl", "keyring", "mesh", "operator", "peering"]);

/** The rules of a policy, in HCL 1 or its JSON form. */
export function parseRules(text: string): Outcome<readonly Rule[]> {
  const parsed = parseHcl1(text);
  if (!parsed.ok) return refuse(serverError("acl-rules-unreadable", String(parsed.error)));
  const rules: Rule[] = [];
  for (const item of parsed.root.items) {
    const some = rulesOfItem(item);
    if (some instanceof Refusal) return some;
    rules.push(...some);
  }
  return rules;
}

function rulesOfItem({ keys, value }: Item): Outcome<readonly Rule[]> {
  const [resource = "", ...labels] = keys.map((key) => key.name);
  if (SCALAR.has(resource)) return labels.length > 0 ? invalidKey(resource) : scalarRule(resource, value);
  if (!NAMED.has(resource.replace(/_prefix$/, "")) || value.kind === "literal") return invalidKey(resource);
  return namedRules(resource, labels, value);
}

function scalarRule(resource: string, value: Node): Outcome<readonly Rule[]> {
  if (value.kind !== "literal") return invalidKey(resource);
  const text = String(value.value);
  if (text === "") return [];
  const level = levelOf(text, resource);
  if (level === undefined)
    return refuse(serverError("acl-rule-level-unknown", resource, JSON.stringify(text)));
  return [{ resource, name: "", prefix: true, level }];
}

function invalidKey(key: string): Refusal {
  return refuse(serverError("acl-rule-kind-unknown", JSON.stringify(key)));
}

/** `key "name" { … }`; with the name inside, as JSON has it: `key { "name" { … } … }`, or a list of such. */
function namedRules(resource: string, labels: readonly string[], value: Node): Outcome<readonly Rule[]> {
  const [name, ...more] = labels;
  if (more.length > 0) return refuse(serverError("acl-rule-with-several-names", resource, labels.length));
  if (value.kind === "object" && name !== undefined) return rulesOfName(resource, name, value);
  const rules: Rule[] = [];
  for (const [inner, below] of namesInside(value, name)) {
    if (inner === undefined) return refuse(serverError("acl-rule-without-a-name", resource, resource));
    const some = namedRules(resource, [inner], below);
    if (some instanceof Refusal) return some;
    rules.push(...some);
  }
  return rules;
}

function namesInside(
  value: Node,
  name: string | undefined,
): readonly (readonly [string | undefined, Node])[] {
  if (value.kind === "object") return value.items.map((item) => [item.keys[0]?.name, bodyOf(item)]);
  if (value.kind === "literal") return [[undefined, value]];
  return value.items.flatMap((one) => (name === undefined ? namesInside(one, name) : [[name, one] as const]));
}

/** What stands below the first key of an item. */
function bodyOf(item: Item): Node {
  const [, ...keys] = item.keys;
  return keys.length === 0
    ? item.value
    : // no mutant: an object below a second name is no attribute, so that the rule is refused with it and without
      { kind: "object", items: [{ ...item, keys }], start: item.start, end: item.end };
}

function rulesOfName(key: string, name: string, body: ObjectNode): Outcome<readonly Rule[]> {
  const attributes = attributesOf(body);
  const prefix = key.endsWith("_prefix");
  const resource = key.replace(/_prefix$/, "");
  const level = levelOf(attributes.get("policy") ?? "", resource);
  if (level === undefined)
    return refuse(serverError("acl-rule-level-unknown", key, goRule(resource, name, attributes)));
  const mistake = unknownAttribute(key, body);
  if (mistake !== undefined) return mistake;
  const rule: Rule = { resource, name, prefix, level };
  const intentions = attributes.get("intentions") ?? "";
  if (intentions === "") return [rule];
  const intentionLevel = levelOf(intentions, "intention");
  if (intentionLevel === undefined) {
    return refuse(serverError("acl-rule-intentions-level-unknown", key, goRule(resource, name, attributes)));
  }
  return [rule, { resource: "intention", name, prefix, level: intentionLevel }];
}

function attributesOf(body: ObjectNode): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const { keys, value } of body.items) {
    if (value.kind === "literal") out.set(keys[0]?.name ?? "", String(value.value));
  }
  return out;
}

/** A rule that says more than is understood is not taken: what it restricts would not be restricted. */
function unknownAttribute(key: string, body: ObjectNode): Refusal | undefined {
  const known = key.startsWith("service") ? ["policy", "intentions"] : ["policy"];
  for (const { keys, value } of body.items) {
    const name = keys[0]?.name ?? "";
    if (name === "sentinel") {
      return refuse(serverError("acl-rule-with-sentinel-code", key));
    }
    if (!known.includes(name) || value.kind !== "literal") return invalidKey(`${key}.${name}`);
  }
  return undefined;
}

function levelOf(text: string, resource: string): PolicyLevel | undefined {
  if (text === "deny" || text === "read" || text === "write") return text;
  return text === "list" && resource === "key" ? "list" : undefined;
}

/** The struct that Go prints in the message about a bad level. */
const GO_RULE_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  agent: ["AgentRule", "Node"],
  event: ["EventRule", "Event"],
  key: ["KeyRule", "Prefix"],
  node: ["NodeRule", "Name"],
  query: ["PreparedQueryRule", "Prefix"],
  secret: ["SecretRule", "Path"],
  service: ["ServiceRule", "Name"],
  session: ["SessionRule", "Node"],
};
/** Whose rules have nothing for the enterprise version. */
const PLAIN_STRUCTS: ReadonlySet<string> = new Set(["agent", "event", "query", "secret", "session"]);

function goRule(resource: string, name: string, attributes: ReadonlyMap<string, string>): string {
  // no mutant: every resource whose rules name something has its line above
  const [struct, field] = GO_RULE_NAMES[resource] ?? ["Rule", "Name"];
  const parts = [
    `${field}:${JSON.stringify(name)}`,
    `Policy:${JSON.stringify(attributes.get("policy") ?? "")}`,
    ...(resource === "service" ? [`Intentions:${JSON.stringify(attributes.get("intentions") ?? "")}`] : []),
    ...(PLAIN_STRUCTS.has(resource) ? [] : ["EnterpriseRule:acl.EnterpriseRule{}"]),
  ];
  return `&acl.${struct}{${parts.join(", ")}}`;
}

/** Legacy rules in today's words: names were always prefixes. */
export function translateRules(text: string): Outcome<string> {
  const parsed = parseHcl1(text);
  if (!parsed.ok) return refuse(serverError("acl-rules-to-translate-unreadable", String(parsed.error)));
  const { items, below } = attachComments(parsed.root, parsed.comments, parsed.text);
  return printHcl1(items.map(translated), below);
}

function translated(item: PrintedItem): PrintedItem {
  const [first, ...labels] = item.keys;
  if (first === undefined || !NAMED.has(first.name)) return item;
  return { ...item, keys: [{ name: `${first.name}_prefix`, quoted: first.quoted }, ...labels] };
}
