import type { Runtime } from "@tutti/runtime";
import type { Authorizer, Endpoints, Outcome } from "@tutti/server";
import type { MetricRegistry } from "@tutti/telemetry";
import type { AgentConfig } from "./agent-config.ts";
import type { AgentTokens } from "./agent-tokens.ts";
import type { AskedServers } from "./asked-servers.ts";
import type { LogReaders } from "./monitor/log-readers.ts";
import type { TraceExporter } from "./telemetry/trace-exporter.ts";

export type { Endpoints } from "@tutti/server";

/** What every part of the agent gets. */
export interface AgentContext {
  readonly config: AgentConfig;
  readonly runtime: Runtime;
  /** The ID of this node. */
  readonly nodeId: string;
  /** Whom everything is asked that is not this machine's own. */
  readonly servers: AskedServers;
  /** The tokens that the agent itself uses. */
  readonly tokens: AgentTokens;
  /** Decides for a token about what is this machine's own; refused where there is no such token. */
  authorize(token: string): Promise<Outcome<Authorizer>>;
  /** One line for the log. */
  log(level: "debug" | "info" | "warn" | "error", line: string): void;
  /** Those who read it over HTTP. */
  readonly logReaders: LogReaders;
  /** Reads the configuration anew, where whoever started the agent can. */
  readonly reload?: () => Promise<Outcome<true>>;
  /** Where it is told what is done here, and how long it takes; and where that is read. */
  readonly metrics: MetricRegistry;
  /** Where requests are told of one by one; left out where nobody asks for that. */
  readonly traces?: TraceExporter;
  /** Ends the agent in good order, soon; for `leave`. */
  shutdown(): void;
}

/** A part of the agent: its endpoints, and what runs while the agent does. */
export interface AgentPart {
  readonly endpoints: Endpoints;
  /** In the order of `parts.ts`; nothing listens before all have started. */
  start?(): Promise<void>;
  /** Once the agent listens; what calls it back begins here. */
  opened?(): void;
  /** In reverse order. */
  stop?(): Promise<void>;
  /** Takes over what of a configuration can change while it runs. */
  reconfigure?(config: AgentConfig): Promise<Outcome<true>>;
}

/** Makes a part; `parts.ts` lists them all. */
export type CreatePart = (context: AgentContext) => AgentPart;
