import type { AclConfig } from "@tutti/server";

/** The uses an agent has for tokens of its own. */
export type AgentTokenUse = "default" | "agent" | "agentMaster" | "replication";

/** Names of these in `/v1/agent/token/…`, today's and older ones. */
const USES: ReadonlyMap<string, AgentTokenUse> = new Map<string, AgentTokenUse>([
  ["default", "default"],
  ["acl_token", "default"],
  ["agent", "agent"],
  ["acl_agent_token", "agent"],
  ["agent_master", "agentMaster"],
  ["acl_agent_master_token", "agentMaster"],
  ["replication", "replication"],
  ["acl_replication_token", "replication"],
]);

/** The use that a name in the API stands for; undefined when there is no such name. */
export function agentTokenUse(name: string): AgentTokenUse | undefined {
  return USES.get(name);
}

/** The agent's own tokens: the configured ones, until the API sets others. */
export class AgentTokens {
  readonly #tokens = new Map<AgentTokenUse, string>();

  constructor(configured: AclConfig["tokens"]) {
    for (const use of ["default", "agent", "agentMaster", "replication"] as const)
      this.#tokens.set(use, configured[use] ?? "");
  }

  /** The token for a use, or "". */
  get(use: AgentTokenUse): string {
    return this.#tokens.get(use) ?? "";
  }

  set(use: AgentTokenUse, token: string): void {
    this.#tokens.set(use, token);
  }
}
