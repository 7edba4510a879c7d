import type { RouteId } from "@tutti/agent-api";
import type { Runtime } from "@tutti/runtime";
import type { Metrics } from "@tutti/telemetry";
import type { Endpoint } from "./endpoint/endpoint.ts";
import type { Authorizer } from "./rights/authorizer.ts";
import type { ServerConfig } from "./server-config.ts";
import type { ServerState } from "./server-state.ts";

/** The endpoints of a part, by the route's name; a route without one answers 404. */
export type Endpoints = Readonly<Partial<Record<RouteId, Endpoint>>>;

/** What every noun of the server gets. */
export interface ServerContext {
  readonly config: ServerConfig;
  readonly runtime: Runtime;
  /** The views, and what commands are decided on. */
  readonly state: ServerState;
  /** The ID of the node that this server is on. */
  readonly nodeId: string;
  /** What a token allows; the anonymous token is "". */
  authorize(token: string): Authorizer | undefined;
  /** The endpoint of a route; undefined where the servers have none. */
  endpointOf(route: RouteId): Endpoint | undefined;
  /** Sees to it that there is what every part needs, after all was replaced. */
  settle(): Promise<void>;
  /** Where it is told what is done here, and how long it takes. */
  readonly metrics: Metrics;
  /** One line for the log. */
  log(level: "debug" | "info" | "warn" | "error", line: string): void;
}

/** A noun of the server: its endpoints, and what runs while the server does. */
export interface ServerPart {
  readonly endpoints: Endpoints;
  /** In the order of `server-parts.ts`; nothing listens before all have started. */
  start?(): Promise<void>;
  /** Puts what must be there where it is missing: after a restore, once all have started. */
  settle?(): Promise<void>;
  /** In reverse order. */
  stop?(): Promise<void>;
}

/** Makes a noun; `server-parts.ts` lists them all. */
export type CreateServerPart = (context: ServerContext) => ServerPart;
