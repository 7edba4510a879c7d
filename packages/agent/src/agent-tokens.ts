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

  /** Sets a token by its name in the API; false when there is no such name. */
  set(name: string, token: string): boolean {
    const use = USES.get(name);
    if (use === undefined) return false;
    this.#tokens.set(use, token);
    return true;
  }
}
