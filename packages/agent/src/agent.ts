import type { Runtime } from "@tutti/runtime";
import { fromUnknown } from "@tutti/runtime";
import { createServer, type Outcome, Refusal, type Server, type Servers } from "@tutti/server";
import type { Store } from "@tutti/store";
import { createMemoryStore, openEmbeddedStore } from "@tutti/store";
import type { AgentConfig } from "./agent-config.ts";
import type { AgentContext, AgentPart } from "./agent-part.ts";
import { AgentTokens } from "./agent-tokens.ts";
import { askServers } from "./asked-servers.ts";
import { createAuditTrail } from "./audit/audit-trail.ts";
import { createAuthorize } from "./authorize.ts";
import { createHttpApi } from "./http/server.ts";
import { loadTokens } from "./kept-tokens.ts";
import { LogReaders } from "./monitor/log-readers.ts";
import { loadNodeId } from "./node-id.ts";
import { parts } from "./parts.ts";
import { keepPrivate, PRIVATE_FOLDER } from "./private-folder.ts";
import { createTelemetry } from "./telemetry/create-telemetry.ts";
import { createTraceExporter } from "./telemetry/trace-exporter.ts";

/** An agent that was made and not yet started. */
export interface Agent {
  readonly context: AgentContext;
  /** The server that runs in the same process. */
  readonly server: Server;
  /** Listens and serves; rejects with a RuntimeError when a port or the data folder is not to be had. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Takes over what can change while the agent runs: the configured services and checks, DNS; or says what of it cannot be. */
  reconfigure(config: AgentConfig): Promise<Outcome<true>>;
  /** Resolves when something (a leave, a signal) asked the agent to end. */
  readonly ended: Promise<void>;
  /** Where HTTP listens, once started; HTTPS where there is no HTTP. */
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** What else the caller may say. */
export interface AgentOptions {
  /** Where log lines go; default: nowhere. */
  readonly log?: AgentContext["log"];
  /** What `/v1/agent/reload` does; default: nothing. */
  readonly reload?: () => Promise<Outcome<true>>;
  /** Instead of the engine that the configuration asks for. */
  readonly store?: Store;
  /** What lies between the agent and the servers; default: nothing. */
  readonly link?: (servers: Servers) => Servers;
}

/** Composes an agent out of its parts. */
export async function createAgent(
  config: AgentConfig,
  runtime: Runtime,
  options: AgentOptions = {},
): Promise<Agent> {
  const store = options.store ?? (await openStore(config, runtime));
  const tokens = new AgentTokens(await loadTokens(config, runtime.disk));
  const nodeId = await loadNodeId(config, runtime);
  const logReaders = new LogReaders();
  const log: AgentContext["log"] = (level, text) => {
    options.log?.(level, text);
    logReaders.tell({ level, atMs: runtime.clock.now(), text });
  };
  const telemetry = createTelemetry(config, runtime, (line) => log("warn", line));
  const { metrics } = telemetry;
  const server = await createServer({ config, runtime, store, nodeId, tokens, log, metrics });
  const servers = askServers(options.link?.(server.servers) ?? server.servers, log, metrics);
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const traces = createTraceExporter(runtime, (line) => log("warn", line));
  const context: AgentContext = {
    config,
    runtime,
    nodeId,
    servers,
    tokens,
    authorize: createAuthorize(servers),
    log,
    logReaders,
    metrics,
    ...(traces === undefined ? {} : { traces }),
    ...(options.reload === undefined ? {} : { reload: options.reload }),
    shutdown: () => end(),
  };
  const made = parts.map((create) => create(context));
  const trail = createAuditTrail(context);
  const api = createHttpApi(context, made, trail);
  return {
    context,
    server,
    ended,
    get httpPort() {
      return api.port;
    },
    get httpsPort() {
      return api.securePort;
    },
    async start() {
      await server.start();
      for (const part of made) await part.start?.();
      await api.open();
      for (const part of made) part.opened?.();
    },
    async reconfigure(changed) {
      server.reconfigure(changed);
      for (const part of made) {
        const outcome = (await part.reconfigure?.(changed)) ?? true;
        if (outcome instanceof Refusal) return outcome;
      }
      return api.renew(changed);
    },
    async stop() {
      await api.close();
      for (const part of [...made].reverse()) await stopPart(part, context);
      await trail?.close();
      await telemetry.stop();
      await traces?.close();
      await server.stop();
      await store.close();
      end();
    },
  };
}

async function openStore(config: AgentConfig, runtime: Runtime): Promise<Store> {
  const pause = (): Promise<void> => runtime.clock.sleep(0);
  if (config.dataDirectory === undefined) return createMemoryStore(pause);
  await runtime.disk.makeDirectory(config.dataDirectory, { mode: PRIVATE_FOLDER });
  const folder = `${config.dataDirectory}/store`;
  const store = await openEmbeddedStore(folder, runtime.disk, pause);
  await keepPrivate(folder, runtime.disk);
  return store;
}

/** One part that cannot stop must not keep the others from it. */
async function stopPart(part: AgentPart, context: AgentContext): Promise<void> {
  try {
    await part.stop?.();
  } catch (error) {
    context.log("error", fromUnknown(error, "stop").message);
  }
}
