import type { ApiRequest } from "@tutti/server";
import {
  COMPATIBLE_VERSION,
  empty,
  json,
  ownNode,
  PERMISSION_DENIED,
  Refusal,
  type Reply,
  readFields,
  refusal,
  text,
} from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import { keepTokens } from "../kept-tokens.ts";
import { ownMember } from "../members/member.ts";
import { agentStats } from "./agent-stats.ts";
import type { Registry } from "./registry.ts";

/** What the agent says of itself: `/v1/agent/self`, `host`, `metrics`, `reload`, `token`. */
export function selfEndpoints(context: AgentContext, registry: Registry): Endpoints {
  const guarded =
    (access: "read" | "write", answer: (request: ApiRequest) => Reply | Promise<Reply>) =>
    (request: ApiRequest): Reply | Promise<Reply> =>
      request.authorizer.allows("agent", access, context.config.nodeName)
        ? answer(request)
        : text(403, PERMISSION_DENIED);
  return {
    "agent.self": guarded("read", () => json(describe(context, registry))),
    "agent.metrics": guarded("read", (request) => metrics(context, registry, request)),
    "agent.reload": guarded("write", async () => {
      const outcome = (await context.reload?.()) ?? true;
      return outcome instanceof Refusal ? refusal(outcome) : empty();
    }),
    "agent.token": (request) => setToken(context, request),
    "agent.host": (request) =>
      request.authorizer.allows("operator", "read", "") ? json(host(context)) : text(403, PERMISSION_DENIED),
  };
}

function describe(context: AgentContext, registry: Registry): unknown {
  const { config, nodeId } = context;
  return {
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
    Stats: agentStats(context, registry),
    Meta: ownNode(context).Meta,
  };
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

function metrics(context: AgentContext, registry: Registry, request: ApiRequest): Reply {
  if (request.query.get("format") === "prometheus") {
    return text(415, "Prometheus is not enabled since its retention time is not positive");
  }
  const gauge = (name: string, value: number): unknown => ({
    Name: `consul.${name}`,
    Value: value,
    Labels: {},
  });
  const { local } = registry;
  const critical = [...local.checks.values()].filter((check) => check.record.Status === "critical").length;
  return json({
    Timestamp: new Date(Math.floor(context.runtime.clock.now() / 1000) * 1000)
      .toISOString()
      .replace("T", " ")
      .replace(".000Z", " +0000 UTC"),
    Gauges: [
      gauge("agent.services", local.services.size),
      gauge("agent.checks", local.checks.size),
      gauge("agent.checks.critical", critical),
      gauge("state.revision", context.state.revision),
      gauge("state.watches", context.state.watches.size),
    ],
    Points: [],
    Counters: [],
    Samples: [],
  });
}

async function setToken(context: AgentContext, request: ApiRequest): Promise<Reply> {
  if (!context.config.acl.enabled) return text(401, "ACL support disabled");
  if (!request.authorizer.allows("agent", "write", context.config.nodeName))
    return text(403, PERMISSION_DENIED);
  const body = await readFields(request);
  if (body instanceof Refusal) return refusal(body);
  if (!context.tokens.set(request.rest, body.string("Token"))) {
    return text(404, `Token ${JSON.stringify(request.rest)} is unknown`);
  }
  await keepTokens(context.config, context.tokens, context.runtime.disk);
  return empty();
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
