import { MANAGEMENT_POLICY_ID } from "@tutti/agent-api";
import type { ServerState } from "../server-state.ts";
import { Refusal } from "../state/refusal.ts";
import { parseLegacy } from "./legacy-rules.ts";
import type { AclGrants, PolicyRecord, TokenRecord } from "./records.ts";
import { parseRules, type Rule } from "./rules.ts";
import { rulesOfTemplate, templates } from "./templates.ts";

/** What brings a rule to a token. */
export interface GrantSource {
  readonly Kind: "policy" | "service-identity" | "node-identity" | "templated-policy" | "token-rules";
  /** Of the policy; "" for what is none. */
  readonly ID: string;
  readonly Name: string;
  /** The role by which the token has it; "" where it has it itself. */
  readonly Role: string;
}

/** A rule, and what brings it. */
export interface SourcedRule {
  readonly rule: Rule;
  readonly source: GrantSource;
}

/** Where rules are to count. */
interface Own {
  readonly datacenter: string;
}

/** Policies that grant everything, and the rules of all others. */
export interface SourcedGrants {
  readonly everything: readonly GrantSource[];
  readonly rules: readonly SourcedRule[];
}

/** What a token and its roles grant, and by what. */
export function grantsOf(state: ServerState, token: TokenRecord, own: Own): SourcedGrants {
  const everything: GrantSource[] = [];
  const rules: SourcedRule[] = [];
  const add = (grants: AclGrants, role: string): void => {
    for (const { ID } of grants.Policies) {
      const policy = state.acl.policies.get(ID)?.value;
      const source: GrantSource = { Kind: "policy", ID, Name: policy?.Name ?? "", Role: role };
      if (ID === MANAGEMENT_POLICY_ID) everything.push(source);
      else for (const rule of rulesOfPolicy(policy, own)) rules.push({ rule, source });
    }
    for (const { ServiceName, Datacenters } of grants.ServiceIdentities) {
      if (Datacenters !== undefined && Datacenters.length > 0 && !Datacenters.includes(own.datacenter))
        continue;
      const source: GrantSource = { Kind: "service-identity", ID: "", Name: ServiceName, Role: role };
      for (const rule of serviceIdentityRules(ServiceName)) rules.push({ rule, source });
    }
    for (const { NodeName, Datacenter } of grants.NodeIdentities) {
      if (Datacenter !== own.datacenter) continue;
      const source: GrantSource = { Kind: "node-identity", ID: "", Name: NodeName, Role: role };
      for (const rule of nodeIdentityRules(NodeName)) rules.push({ rule, source });
    }
    for (const { TemplateName, TemplateVariables, Datacenters } of grants.TemplatedPolicies ?? []) {
      if (Datacenters !== undefined && !Datacenters.includes(own.datacenter)) continue;
      const name = TemplateVariables?.Name ?? "";
      const source: GrantSource = {
        Kind: "templated-policy",
        ID: "",
        Name: name === "" ? TemplateName : `${TemplateName} of ${name}`,
        Role: role,
      };
      for (const rule of templateRules(TemplateName, name)) rules.push({ rule, source });
    }
  };
  add(token, "");
  const { Type, Rules } = token;
  const source: GrantSource = { Kind: "token-rules", ID: "", Name: "", Role: "" };
  // Management without its policy is what Consul had before 1.4.
  if (Type === "management" && token.Policies.length === 0) everything.push(source);
  const legacy = Rules === undefined ? [] : parseLegacy(Rules);
  if (!(legacy instanceof Refusal)) for (const rule of legacy) rules.push({ rule, source });
  for (const { ID } of token.Roles) {
    const role = state.acl.roles.get(ID)?.value;
    if (role !== undefined) add(role, role.Name);
  }
  return { everything, rules };
}

function rulesOfPolicy(policy: PolicyRecord | undefined, own: Own): readonly Rule[] {
  if (policy === undefined) return [];
  const here = policy.Datacenters;
  if (here !== null && here.length > 0 && !here.includes(own.datacenter)) return [];
  const rules = parseRules(policy.Rules);
  return rules instanceof Refusal ? [] : rules;
}

/** None of a template that is not there, as in what another version wrote. */
function templateRules(templateName: string, name: string): readonly Rule[] {
  const template = templates.get(templateName);
  const rules = template === undefined ? [] : parseRules(rulesOfTemplate(template, name));
  return rules instanceof Refusal ? [] : rules;
}

function serviceIdentityRules(service: string): readonly Rule[] {
  return [
    { resource: "service", name: service, prefix: false, level: "write" },
    { resource: "service", name: `${service}-sidecar-proxy`, prefix: false, level: "write" },
    { resource: "service", name: "", prefix: true, level: "read" },
    { resource: "node", name: "", prefix: true, level: "read" },
  ];
}

function nodeIdentityRules(node: string): readonly Rule[] {
  return [
    { resource: "node", name: node, prefix: false, level: "write" },
    { resource: "service", name: "", prefix: true, level: "read" },
  ];
}
