import { Buffer } from "node:buffer";
import { EMPTY_CHECK_DEFINITION, type RouteId } from "@tutti/agent-api";
import type { Answer, ApiRequest, CheckRecord, Endpoint, LocalGranted, Outcome } from "@tutti/server";
import { json, localEndpoint, refuse } from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import { agentError } from "../errors.ts";
import { aggregateStatus } from "./aggregate-status.ts";
import type { LocalService } from "./local-records.ts";
import type { Registry } from "./registry.ts";
import { rightsToSeeService, rightToCheck } from "./rights.ts";
import { agentServiceJson } from "./service-record.ts";

/** The status says how the service is: for load balancers that ask HTTP. */
const STATUS_CODES: Readonly<Record<string, number>> = {
  passing: 200,
  warning: 429,
  critical: 503,
  maintenance: 503,
};

/** `/v1/agent/health/service/…`: health as this agent sees it, without asking the catalog. */
export function healthEndpoints(context: AgentContext, registry: Registry): Endpoints {
  return {
    "agent.health-by-id": byIdEndpoint(context, registry),
    "agent.health-by-name": byNameEndpoint(context, registry),
  };
}

interface HealthRequest {
  /** An ID or a name. */
  readonly of: string;
  readonly asText: boolean;
}

type HealthRoute = Extract<RouteId, "agent.health-by-id" | "agent.health-by-name">;

function decode(request: ApiRequest, route: HealthRoute, missing: string): Outcome<HealthRequest> {
  const { rest, query, accept = "" } = request;
  if (rest === "") return refuse(agentError("agent-request-incomplete", missing));
  // Whoever wants text first gets it, whatever `format` says.
  return { of: rest, asText: query.of(route).text("format") === "text" || accept.startsWith("text/plain") };
}

function byIdEndpoint(context: AgentContext, registry: Registry): Endpoint {
  const { services } = registry.local;
  return localEndpoint<HealthRequest, CheckRecord>({
    decode: (request) => decode(request, "agent.health-by-id", "Missing serviceID"),
    rights({ of }) {
      const record = services.get(of)?.record;
      return record === undefined ? [] : rightsToSeeService(record);
    },
    visible: (check) => [rightToCheck(context.config, check, "read")],
    answer({ of, asText }, granted) {
      const service = services.get(of);
      if (service === undefined) {
        const reason = `ServiceId ${of} not found`;
        const body = asText ? reason : { AggregatedStatus: "critical", Service: null, Checks: null };
        return json(body, { status: 404, headers: { "X-Consul-Reason": reason } });
      }
      const health = healthOf(context, registry, service, granted);
      return answer(health.AggregatedStatus, health, asText);
    },
  });
}

function byNameEndpoint(context: AgentContext, registry: Registry): Endpoint {
  return localEndpoint<HealthRequest, CheckRecord>({
    decode: (request) => decode(request, "agent.health-by-name", "Missing service Name"),
    rights: ({ of }) => rightsToSeeService({ Service: of }),
    visible: (check) => [rightToCheck(context.config, check, "read")],
    answer({ of, asText }, granted) {
      const all = [...registry.local.services.values()]
        .filter((service) => service.record.Service === of)
        .map((service) => healthOf(context, registry, service, granted));
      if (all.length === 0) {
        const reason = `ServiceName ${of} Not Found`;
        const headers = { "X-Consul-Reason": reason };
        return asText ? plain(404, reason, headers) : json([], { status: 404, headers });
      }
      const worst = aggregateStatus(all.map((one) => ({ CheckID: "", Status: one.AggregatedStatus })));
      return answer(worst, all, asText);
    },
  });
}

interface ServiceHealth {
  readonly AggregatedStatus: string;
  readonly Service: unknown;
  readonly Checks: readonly unknown[];
}

/** The status counts all checks; those of the node are shown to who may read it. */
function healthOf(
  context: AgentContext,
  { local }: Registry,
  { record, registration }: LocalService,
  granted: LocalGranted<CheckRecord>,
): ServiceHealth {
  const checks = [...local.checksOfService(""), ...local.checksOfService(record.ID)].map(
    (check) => check.record,
  );
  return {
    AggregatedStatus: aggregateStatus(checks),
    Service: agentServiceJson(record, registration, context.config.datacenter),
    Checks: granted.visible(checks).map(checkJson),
  };
}

/** Here, and only here, the API shows a definition's fields although they are empty. */
function checkJson(record: CheckRecord): unknown {
  return {
    ...record,
    Type: "",
    Definition: EMPTY_CHECK_DEFINITION,
    CreateIndex: 0,
    ModifyIndex: 0,
  };
}

function answer(status: string, body: unknown, asText: boolean): Answer {
  const headers = { "X-Consul-Reason": status };
  const code = STATUS_CODES[status] ?? 503;
  return asText ? plain(code, status, headers) : json(body, { status: code, headers });
}

function plain(status: number, line: string, headers: Readonly<Record<string, string>>): Answer {
  return {
    kind: "whole",
    status,
    headers: { "Content-Type": "text/plain", ...headers },
    body: Buffer.from(line),
  };
}
