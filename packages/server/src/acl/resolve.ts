import type { Clock } from "@tutti/runtime";
import type { Authorizer } from "../rights/authorizer.ts";
import { allowAll } from "../rights/authorizer.ts";
import type { AclConfig } from "../server-config.ts";
import type { ServerState } from "../server-state.ts";
import { Refusal } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import type { AgentTokens } from "./agent-tokens.ts";
import type { AclGrants, PolicyRecord, TokenRecord } from "./records.ts";
import { ANONYMOUS_SECRET, MANAGEMENT_POLICY_ID } from "./records.ts";
import { createRuleSet } from "./rule-set.ts";
import type { Rule } from "./rules.ts";
import { parseRules } from "./rules.ts";
import { equalSecrets } from "./secret.ts";

/** Most authorisers kept; beyond it all are made anew. */
export const AUTHORIZERS_MAX = 4096;

/** Turns tokens into authorisers, once for each state of the rules. */
export class TokenResolver {
  readonly #acl: AclConfig;
  readonly #agentTokens: AgentTokens;
  readonly #state: ServerState;
  readonly #clock: Clock;
  readonly #own: { readonly node: string; readonly datacenter: string };
  readonly #authorizers = new Map<string, Authorizer>();
  #version = -1;

  constructor(
    acl: AclConfig,
    agentTokens: AgentTokens,
    state: ServerState,
    clock: Clock,
    own: { readonly node: string; readonly datacenter: string },
  ) {
    this.#acl = acl;
    this.#agentTokens = agentTokens;
    this.#state = state;
    this.#clock = clock;
    this.#own = own;
  }

  /** What a token allows; "" is the agent's default token. Undefined when there is no such token. */
  resolve(given: string): Authorizer | undefined {
    if (!this.#acl.enabled) return allowAll;
    const token = given === "" ? this.#agentTokens.get("default") : given;
    if (token !== "" && equalSecrets(token, this.#agentTokens.get("agentMaster"))) return this.#agentMaster();
    const row = this.#state.acl.tokenBySecret(token === "" ? ANONYMOUS_SECRET : token);
    if (row === undefined) return token === "" ? this.#ruleSet("", []) : undefined;
    if (isExpired(row.value, this.#clock)) return undefined;
    if (this.#version !== this.#state.acl.version || this.#authorizers.size > AUTHORIZERS_MAX) {
      this.#authorizers.clear();
      this.#version = this.#state.acl.version;
    }
    let authorizer = this.#authorizers.get(row.id);
    if (authorizer === undefined) {
      authorizer = this.#authorizerOf(row);
      this.#authorizers.set(row.id, authorizer);
    }
    return authorizer;
  }

  #authorizerOf(row: Row<TokenRecord>): Authorizer {
    const grants: AclGrants[] = [row.value];
    for (const { ID } of row.value.Roles) {
      const role = this.#state.acl.roles.get(ID);
      if (role !== undefined) grants.push(role.value);
    }
    if (grants.some((grant) => grant.Policies.some((link) => link.ID === MANAGEMENT_POLICY_ID)))
      return allowAll;
    // Its answers hold as long as the rules do, so the rules' version is a part of its name.
    return this.#ruleSet(
      `${row.id}@${this.#version}`,
      grants.flatMap((grant) => this.#rulesOf(grant)),
    );
  }

  #rulesOf(grants: AclGrants): readonly Rule[] {
    const rules = grants.Policies.flatMap(({ ID }) =>
      this.#rulesOfPolicy(this.#state.acl.policies.get(ID)?.value),
    );
    const { datacenter } = this.#own;
    for (const { ServiceName, Datacenters } of grants.ServiceIdentities) {
      if (Datacenters === undefined || Datacenters.length === 0 || Datacenters.includes(datacenter))
        rules.push(...serviceIdentityRules(ServiceName));
    }
    for (const { NodeName, Datacenter } of grants.NodeIdentities) {
      if (Datacenter === datacenter) rules.push(...nodeIdentityRules(NodeName));
    }
    return rules;
  }

  #rulesOfPolicy(policy: PolicyRecord | undefined): Rule[] {
    if (policy === undefined) return [];
    const here = policy.Datacenters;
    if (here !== null && here.length > 0 && !here.includes(this.#own.datacenter)) return [];
    const rules = parseRules(policy.Rules);
    return rules instanceof Refusal ? [] : [...rules];
  }

  #ruleSet(id: string, rules: readonly Rule[]): Authorizer {
    return createRuleSet(id === "" ? "none" : id, rules, this.#acl.defaultPolicy === "allow");
  }

  #agentMaster(): Authorizer {
    return this.#ruleSet("agent-master", [
      { resource: "agent", name: this.#own.node, prefix: false, level: "write" },
      { resource: "node", name: "", prefix: true, level: "read" },
    ]);
  }
}

/** True once the token's time is over. */
export function isExpired(token: TokenRecord, clock: Clock): boolean {
  return token.ExpirationTime !== undefined && Date.parse(token.ExpirationTime) <= clock.now();
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
