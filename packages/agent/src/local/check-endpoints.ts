import type { ApiRequest, CheckRecord } from "@tutti/server";
import {
  checkSelectors,
  compileFilter,
  empty,
  json,
  PERMISSION_DENIED,
  Refusal,
  type Reply,
  readFields,
  refusal,
  text,
} from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import type { CheckStatus } from "../checks/index.ts";
import { readRegistration } from "./read-registration.ts";
import { CHECK_FIELDS, type CheckRegistration } from "./registration.ts";
import type { Registry } from "./registry.ts";
import { isStatus } from "./service-mistake.ts";

/** `/v1/agent/checks` and `/v1/agent/check/…`. */
export function checkEndpoints(context: AgentContext, registry: Registry): Endpoints {
  const set =
    (status: CheckStatus) =>
    (request: ApiRequest): Promise<Reply> =>
      update(context, registry, request, status, request.query.get("note"));
  return {
    "agent.checks": (request) => listChecks(context, registry, request),
    "agent.check-register": (request) => register(context, registry, request),
    "agent.check-deregister": (request) => deregister(context, registry, request),
    "agent.check-pass": set("passing"),
    "agent.check-warn": set("warning"),
    "agent.check-fail": set("critical"),
    "agent.check-update": (request) => updateByBody(context, registry, request),
  };
}

function listChecks(context: AgentContext, registry: Registry, request: ApiRequest): Reply {
  const filter = compileFilter(request.query.get("filter"), checkSelectors);
  if (filter instanceof Refusal) return refusal(filter);
  const all: [string, unknown][] = [];
  for (const [id, { record }] of registry.local.checks) {
    if (!allowed(context, request, record, "read") || !filter(record)) continue;
    all.push([id, { ...record, CreateIndex: 0, ModifyIndex: 0 }]);
  }
  return json(Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** A service's check belongs to the service, any other to the node. */
function allowed(
  context: AgentContext,
  request: ApiRequest,
  check: Pick<CheckRecord, "ServiceName">,
  access: "read" | "write",
): boolean {
  return check.ServiceName === ""
    ? request.authorizer.allows("node", access, context.config.nodeName)
    : request.authorizer.allows("service", access, check.ServiceName);
}

async function register(context: AgentContext, registry: Registry, request: ApiRequest): Promise<Reply> {
  const check = await readRegistration<CheckRegistration>(request, CHECK_FIELDS);
  if (check instanceof Refusal) return refusal(check);
  const service = registry.local.services.get(check.ServiceID ?? "")?.record.Service ?? "";
  if (!allowed(context, request, { ServiceName: service }, "write")) return text(403, PERMISSION_DENIED);
  const outcome = await registry.registerCheck({ ...check, Token: check.Token ?? request.token }, "api");
  if (outcome instanceof Refusal) return refusal(outcome);
  await registry.sync();
  return empty();
}

async function deregister(context: AgentContext, registry: Registry, request: ApiRequest): Promise<Reply> {
  const check = registry.local.checks.get(request.rest)?.record ?? { ServiceName: "" };
  if (!allowed(context, request, check, "write")) return text(403, PERMISSION_DENIED);
  await registry.deregisterCheck(request.rest);
  await registry.sync();
  return empty();
}

async function update(
  context: AgentContext,
  registry: Registry,
  request: ApiRequest,
  status: CheckStatus,
  output: string,
): Promise<Reply> {
  const id = request.rest;
  const check = registry.local.checks.get(id)?.record ?? { ServiceName: "" };
  if (!allowed(context, request, check, "write")) return text(403, PERMISSION_DENIED);
  if (!registry.local.updateTtl(id, { status, output })) {
    return text(500, `CheckID ${JSON.stringify(id)} does not have associated TTL`);
  }
  await registry.sync();
  return empty();
}

async function updateByBody(context: AgentContext, registry: Registry, request: ApiRequest): Promise<Reply> {
  const body = await readFields(request);
  if (body instanceof Refusal) return refusal(body);
  const status = body.string("Status");
  if (!isStatus(status)) return text(400, `Invalid check status: '${status}'`);
  return update(context, registry, request, status, body.string("Output"));
}
