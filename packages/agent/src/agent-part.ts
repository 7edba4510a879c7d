import type { Outcome, ServerContext, ServerPart, Servers } from "@tutti/server";
import type { AgentConfig } from "./agent-config.ts";

export type { Endpoints } from "@tutti/server";

/** What every part of the agent gets. */
export interface AgentContext extends ServerContext {
  readonly config: AgentConfig;
  /** Whom local services and checks, and DNS, ask and tell. */
  readonly servers: Servers;
  /** Reads the configuration anew, where whoever started the agent can. */
  readonly reload?: () => Promise<Outcome<true>>;
  /** Ends the agent in good order, soon; for `leave`. */
  shutdown(): void;
}

/** A part of the agent: its endpoints, and what runs while the agent does. */
export interface AgentPart extends ServerPart {
  /** Takes over what of a configuration can change while it runs. */
  reconfigure?(config: AgentConfig): Promise<Outcome<true>>;
}

/** Makes a part; `parts.ts` lists them all. */
export type CreatePart = (context: AgentContext) => AgentPart;
