import type { Endpoint } from "@tutti/server";
import {
  type Answer,
  COMPATIBLE_VERSION,
  empty,
  json,
  localEndpoint,
  ownNode,
  Refusal,
  readBodyAs,
  refusal,
  refuse,
  right,
  serverError,
  text,
} from "@tutti/server";
import { PROMETHEUS_CONTENT_TYPE, prometheusText, summarize } from "@tutti/telemetry";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import { agentTokenUse } from "../agent-tokens.ts";
import { agentError } from "../errors.ts";
import { keepTokens } from "../kept-tokens.ts";
import { ownMember } from "../members/member.ts";
import { agentStats } from "./agent-stats.ts";
import { AGENT_TOKEN } from "./bodies.ts";
import type { Registry } from "./registry.ts";

/** What the agent says of itself: `/v1/agent/self`, `host`, `metrics`, `reload`, `token`. */
export function selfEndpoints(context: AgentContext, registry: Registry): Endpoints {
  const { nodeName } = context.config;
  tellLocal(context, registry);
  return {
    "agent.self": localEndpoint<true>({
      decode: () => true,
      rights: () => [right("agent", "read", nodeName)],
      answer: () => describe(context, registry),
    }),
    "agent.metrics": localEndpoint<string>({
      decode: ({ query }) => query.of("agent.metrics").text("format"),
      rights: () => [right("agent", "read", nodeName)],
      answer: (format) => told(context, format),
    }),
    "agent.reload": localEndpoint<true>({
      decode: () => true,
      rights: () => [right("agent", "write", nodeName)],
      async answer() {
        const outcome = (await context.reload?.()) ?? true;
        return outcome instanceof Refusal ? refusal(outcome) : empty();
      },
    }),
    "agent.token": tokenEndpoint(context),
    "agent.host": localEndpoint<true>({
      decode: () => true,
      rights: () => [right("operator", "read")],
      answer: () => json(host(context)),
    }),
  };
}

async function describe(context: AgentContext, registry: Registry): Promise<Answer> {
  const { config, nodeId } = context;
  const status = await context.servers.status();
  if (status instanceof Refusal) return refusal(status);
  return json({
    Config: {
      Datacenter: config.datacenter,
      NodeName: config.nodeName,
      NodeID: nodeId,
      Revision: "",
      Server: config.server,
      Version: COMPATIBLE_VERSION,
    },
    DebugConfig: debugConfig(context),
    Coord: { Vec: [0, 0, 0, 0, 0, 0, 0, 0], Error: 1.5, Adjustment: 0, Height: 0.00001 },
    Member: ownMember(config, nodeId, "lan"),
    Stats: agentStats(context, registry, status),
    Meta: ownNode(context).Meta,
  });
}

/** The whole configuration, without what is secret. */
function debugConfig({ config }: AgentContext): unknown {
  const { acl, services: _services, checks: _checks, ...rest } = config;
  return {
    ...rest,
    dns: { ...rest.dns, serviceTtlMs: Object.fromEntries(rest.dns.serviceTtlMs) },
    acl: { ...acl, tokens: Object.fromEntries(Object.keys(acl.tokens).map((name) => [name, "hidden"])) },
  };
}

/** As JSON, or as Prometheus reads it where the configuration lets it. */
function told({ metrics, config, runtime }: AgentContext, format: string): Answer {
  if (format !== "prometheus") return json(summarize(metrics));
  const { prometheusRetentionMs } = config.telemetry;
  if (prometheusRetentionMs === 0) return refusal(refuse(agentError("prometheus-not-enabled"), 415));
  const body = prometheusText(metrics, runtime.clock.monotonic(), prometheusRetentionMs);
  return text(200, body, { "Content-Type": PROMETHEUS_CONTENT_TYPE });
}

/** What is on this machine, told whenever somebody reads the metrics. */
function tellLocal({ metrics }: AgentContext, { local }: Registry): void {
  metrics.observe(() => {
    metrics.gauge("agent.services", local.services.size);
    metrics.gauge("agent.checks", local.checks.size);
    const critical = [...local.checks.values()].filter((check) => check.record.Status === "critical").length;
    metrics.gauge("agent.checks.critical", critical);
  });
}

function tokenEndpoint({ config, tokens, runtime }: AgentContext): Endpoint {
  return localEndpoint<{ readonly name: string; readonly token: string }>({
    // Who may not is told before what is wrong, but after that there are no tokens here.
    entrance: () => (config.acl.enabled ? [right("agent", "write", config.nodeName)] : []),
    async decode(request) {
      if (!config.acl.enabled) return refuse(serverError("acl-support-disabled"), 401);
      const body = await readBodyAs(request, AGENT_TOKEN);
      return body instanceof Refusal ? body : { name: request.rest, token: body.Token };
    },
    rights: () => [right("agent", "write", config.nodeName)],
    async answer({ name, token }) {
      const use = agentTokenUse(name);
      if (use === undefined)
        return refusal(refuse(agentError("agent-token-kind-unknown", JSON.stringify(name)), 404));
      const before = tokens.get(use);
      tokens.set(use, token);
      const kept = await keepTokens(config, tokens, runtime.disk);
      if (kept === true) return empty();
      // Unless another request has set it meanwhile.
      if (tokens.get(use) === token) tokens.set(use, before);
      return refusal(kept);
    },
  });
}

function host({ runtime }: AgentContext): unknown {
  const { environment } = runtime;
  return {
    Memory: null,
    CPU: Array.from({ length: environment.cores }, (_, cpu) => ({ cpu })),
    Host: { hostname: environment.hostname, os: environment.os, kernelArch: environment.arch },
    Disk: null,
    CollectionTime: Math.round(runtime.clock.now() * 1e6),
    Errors: null,
  };
}
