import { type AclConfig, DEFAULT_AGENT_CONFIG } from "../agent-config.ts";
import type { Settings } from "./settings.ts";
import type { WorkingKey } from "./working-keys.ts";

/** The keys of access control as they were called until Consul 1.4, each with today's. */
const LEGACY_ACL_KEYS = [
  ["acl_datacenter", "primary_datacenter"],
  ["acl_default_policy", "acl.default_policy"],
  ["acl_master_token", "acl.tokens.master"],
  ["acl_agent_token", "acl.tokens.agent"],
  ["acl_agent_master_token", "acl.tokens.agent_master"],
  ["acl_token", "acl.tokens.default"],
  ["acl_replication_token", "acl.tokens.replication"],
  ["acl_enable_key_list_policy", "acl.enable_key_list_policy"],
] as const satisfies readonly (readonly [WorkingKey, WorkingKey])[];

/** The `acl` block; where it says nothing, the older keys. `acl_datacenter` alone switches access control on. */
export function buildAcl(given: Settings): AclConfig {
  const base = DEFAULT_AGENT_CONFIG.acl;
  const tokens = {
    master:
      given.said("acl.tokens.initial_management") ??
      given.said("acl.tokens.master") ??
      given.said("acl_master_token"),
    agent: given.said("acl.tokens.agent") ?? given.said("acl_agent_token"),
    agentMaster:
      given.said("acl.tokens.agent_recovery") ??
      given.said("acl.tokens.agent_master") ??
      given.said("acl_agent_master_token"),
    default: given.said("acl.tokens.default") ?? given.said("acl_token"),
    replication: given.said("acl.tokens.replication") ?? given.said("acl_replication_token"),
  };
  return {
    enabled: given.get("acl.enabled") ?? given.get("acl_datacenter") !== undefined,
    defaultPolicy: policyOf(given) === "deny" ? "deny" : "allow",
    enableKeyListPolicy:
      given.get("acl.enable_key_list_policy") ??
      given.get("acl_enable_key_list_policy") ??
      base.enableKeyListPolicy,
    enableTokenPersistence: given.get("acl.enable_token_persistence") ?? base.enableTokenPersistence,
    tokens: withoutEmpty(tokens),
  };
}

/** Why the block cannot be; undefined where it can. */
export function aclMistake(given: Settings): string | undefined {
  const policy = policyOf(given);
  return policy === "allow" || policy === "deny"
    ? undefined
    : `invalid acl.default_policy: ${JSON.stringify(policy)}`;
}

/** What was said of access control that will not be as its author may think. */
export function aclWarnings(given: Settings): readonly string[] {
  const out: string[] = [];
  for (const [old, today] of LEGACY_ACL_KEYS) {
    if (given.get(old) === undefined) continue;
    out.push(`The '${old}' field is deprecated. Use the '${today}' field instead.`);
  }
  if (policyOf(given) === "deny" && !buildAcl(given).enabled) {
    out.push(
      "the default policy is deny, but nothing is denied: access control is off until acl.enabled is true",
    );
  }
  return out;
}

function policyOf(given: Settings): string {
  return given.get("acl.default_policy") ?? given.get("acl_default_policy") ?? "allow";
}

/** "" says that there is none, not even under the older name. */
function withoutEmpty(record: Readonly<Record<string, string | undefined>>): AclConfig["tokens"] {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => (value ?? "") !== ""));
}
