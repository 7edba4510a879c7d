import type { RouteId } from "@tutti/agent-api";
import { fromUnknown, type Runtime } from "@tutti/runtime";
import type { Store } from "@tutti/store";
import { METRICS_OFF, type Metrics } from "@tutti/telemetry";
import { type OwnTokens, TokenResolver } from "./acl/resolve.ts";
import { serverError } from "./errors.ts";
import type { ServerConfig } from "./server-config.ts";
import type { Endpoints, ServerContext } from "./server-context.ts";
import { serverParts } from "./server-parts.ts";
import { ServerState } from "./server-state.ts";
import { createRequestAnswerer } from "./servers/answer-requests.ts";
import { createCatalogReader } from "./servers/read-catalog.ts";
import { tellState, withMetrics } from "./servers/request-metrics.ts";
import { RequestRate } from "./servers/request-rate.ts";
import type { Servers } from "./servers/servers.ts";
import { createCatalogWriter } from "./servers/write-catalog.ts";
import { refuse } from "./state/refusal.ts";

/** A server in this process. */
export interface Server {
  /** What agents ask; before `start` the catalog lacks the server itself. */
  readonly servers: Servers;
  /** What the nouns stand on; agents have no business with it. */
  readonly context: ServerContext;
  /** Puts the server itself into the catalog and starts what runs while it does. */
  start(): Promise<void>;
  /** Takes over what of a configuration can change while it runs. */
  reconfigure(config: Pick<ServerConfig, "requestLimits">): void;
  /** The store is the caller's to close. */
  stop(): Promise<void>;
}

/** What a server is made of. */
export interface ServerOptions extends Pick<ServerContext, "config" | "runtime" | "nodeId" | "log"> {
  readonly config: ServerConfig;
  readonly runtime: Runtime;
  readonly store: Store;
  /** Those of the agent that it runs in. */
  readonly tokens: OwnTokens;
  /** Default: nobody hears. */
  readonly metrics?: Metrics;
}

/** Loads the views from the store and puts the nouns on them. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { config, runtime, store, nodeId, log, metrics = METRICS_OFF } = options;
  const state = new ServerState(store, runtime.clock);
  await state.load();
  const own = { node: config.nodeName, datacenter: config.datacenter };
  const resolver = new TokenResolver(config.acl, options.tokens, state, runtime.clock, own);
  const context: ServerContext = {
    config,
    runtime,
    state,
    nodeId,
    log,
    metrics,
    authorize: (token) => resolver.resolve(token),
    endpointOf: (route) => endpoints[route],
    async settle() {
      for (const part of parts) await part.settle?.();
    },
  };
  tellState(context);
  const rate = new RequestRate(config.requestLimits, {
    clock: runtime.clock,
    metrics,
    log: (line) => log("warn", line),
  });
  const parts = serverParts.map((create) => create(context));
  const endpoints: Endpoints = Object.assign({}, ...parts.map((part) => part.endpoints));
  return {
    context,
    servers: {
      routes: new Set(Object.keys(endpoints) as RouteId[]),
      ...withMetrics(
        { request: createRequestAnswerer(context, endpoints, rate), ...createCatalogWriter(context) },
        context,
      ),
      read: createCatalogReader(context),
      grants: async (token) => resolver.grants(token) ?? refuse(serverError("acl-token-not-found"), 403),
      status: async () => ({ revision: state.revision, waiting: state.watches.size }),
    },
    async start() {
      for (const part of parts) await part.start?.();
    },
    reconfigure: ({ requestLimits }) => rate.renew(requestLimits),
    async stop() {
      // One part that cannot stop must not keep the others from it.
      for (const part of [...parts].reverse()) {
        try {
          await part.stop?.();
        } catch (error) {
          log("error", fromUnknown(error, "stop").message);
        }
      }
    },
  };
}
