import type { AclConfig } from "../agent-config.ts";
import type { AgentState } from "../state/agent-state.ts";
import type { Authorizer } from "./authorizer.ts";
import { allowAll } from "./authorizer.ts";

/** What a token allows; undefined when there is no such token. */
export function resolveToken(acl: AclConfig, _state: AgentState, _token: string): Authorizer | undefined {
  if (!acl.enabled) return allowAll;
  return undefined;
}
