import { Buffer } from "node:buffer";
import type { ApiRequest, CheckRecord } from "@tutti/server";
import { json, PERMISSION_DENIED, type Reply, text } from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import { aggregateStatus } from "./aggregate-status.ts";
import type { LocalService } from "./local-state.ts";
import type { Registry } from "./registry.ts";
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
    "agent.health-by-id": (request) => byId(context, registry, request),
    "agent.health-by-name": (request) => byName(context, registry, request),
  };
}

function byId(context: AgentContext, registry: Registry, request: ApiRequest): Reply {
  const id = request.rest;
  if (id === "") return text(500, "Bad request: Missing serviceID");
  const service = registry.local.services.get(id);
  const asText = request.query.get("format") === "text";
  if (service === undefined) {
    const reason = `ServiceId ${id} not found`;
    const body = asText ? reason : { AggregatedStatus: "critical", Service: null, Checks: null };
    return json(body, { status: 404, headers: { "X-Consul-Reason": reason } });
  }
  if (!request.authorizer.allows("service", "read", service.record.Service)) {
    return text(403, PERMISSION_DENIED);
  }
  const health = healthOf(context, registry, service);
  return answer(health.AggregatedStatus, health, asText);
}

function byName(context: AgentContext, registry: Registry, request: ApiRequest): Reply {
  const name = request.rest;
  if (name === "") return text(500, "Bad request: Missing service Name");
  if (!request.authorizer.allows("service", "read", name)) return text(403, PERMISSION_DENIED);
  const asText = request.query.get("format") === "text";
  const all = [...registry.local.services.values()]
    .filter((service) => service.record.Service === name)
    .map((service) => healthOf(context, registry, service));
  if (all.length === 0) {
    const reason = `ServiceName ${name} Not Found`;
    const headers = { "X-Consul-Reason": reason };
    return asText ? plain(404, reason, headers) : json([], { status: 404, headers });
  }
  const worst = aggregateStatus(all.map((health) => ({ CheckID: "", Status: health.AggregatedStatus })));
  return answer(worst, all, asText);
}

interface ServiceHealth {
  readonly AggregatedStatus: string;
  readonly Service: unknown;
  readonly Checks: readonly unknown[];
}

function healthOf(context: AgentContext, registry: Registry, service: LocalService): ServiceHealth {
  const { record, registration } = service;
  const checks = [...registry.local.checksOfService(""), ...registry.local.checksOfService(record.ID)];
  return {
    AggregatedStatus: aggregateStatus(checks.map((check) => check.record)),
    Service: agentServiceJson(record, registration, context.config.datacenter),
    Checks: checks.map((check) => checkJson(check.record)),
  };
}

/** Here, and only here, the API shows a definition's fields although they are empty. */
function checkJson(record: CheckRecord): unknown {
  return {
    ...record,
    ServiceTags: record.ServiceTags.length === 0 ? null : record.ServiceTags,
    Type: "",
    Definition: {
      Interval: "0s",
      Timeout: "0s",
      DeregisterCriticalServiceAfter: "0s",
      HTTP: "",
      Header: null,
      Method: "",
      Body: "",
      TLSSkipVerify: false,
      TCP: "",
    },
    CreateIndex: 0,
    ModifyIndex: 0,
  };
}

function answer(status: string, body: unknown, asText: boolean): Reply {
  const headers = { "X-Consul-Reason": status };
  const code = STATUS_CODES[status] ?? 503;
  return asText ? plain(code, status, headers) : json(body, { status: code, headers });
}

function plain(status: number, line: string, headers: Readonly<Record<string, string>>): Reply {
  return {
    kind: "whole",
    status,
    headers: { "Content-Type": "text/plain", ...headers },
    body: Buffer.from(line),
  };
}
