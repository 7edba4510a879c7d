import type { RouteId } from "@tutti/agent-api";
import type { Runtime } from "@tutti/runtime";
import type { AgentTokens } from "./acl/agent-tokens.ts";
import type { Authorizer } from "./acl/authorizer.ts";
import type { AgentConfig } from "./agent-config.ts";
import type { Reply } from "./http/reply.ts";
import type { ApiRequest } from "./http/request.ts";
import type { AgentState } from "./state/agent-state.ts";
import type { Outcome } from "./state/refusal.ts";

/** Answers one route. */
export type Handler = (request: ApiRequest) => Reply | Promise<Reply>;

/** The handlers of a part, by the route's name; a route without one answers 404. */
export type Endpoints = Readonly<Partial<Record<RouteId, Handler>>>;

/** What every part of the agent gets. */
export interface AgentContext {
  readonly config: AgentConfig;
  readonly runtime: Runtime;
  /** The views, and what commands are decided on. */
  readonly state: AgentState;
  /** This node's ID. */
  readonly nodeId: string;
  /** What a token allows; the anonymous token is "". */
  authorize(token: string): Authorizer | undefined;
  /** The tokens that the agent itself uses. */
  readonly tokens: AgentTokens;
  /** One line for the log. */
  log(level: "debug" | "info" | "warn" | "error", line: string): void;
  /** Reads the configuration anew, where whoever started the agent can. */
  readonly reload?: () => Promise<Outcome<true>>;
  /** Ends the agent in good order, soon; for `leave`. */
  shutdown(): void;
}

/** A part of the agent: its endpoints, and what runs while the agent does. */
export interface AgentPart {
  readonly endpoints: Endpoints;
  /** In the order of `parts.ts`; HTTP listens after all have started. */
  start?(): Promise<void>;
  /** Takes over what of a configuration can change while it runs. */
  reconfigure?(config: AgentConfig): Promise<Outcome<true>>;
  /** In reverse order. */
  stop?(): Promise<void>;
}

/** Makes a part; `parts.ts` lists them all. */
export type CreatePart = (context: AgentContext) => AgentPart;
