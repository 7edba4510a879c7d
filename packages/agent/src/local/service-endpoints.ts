import { createHash } from "node:crypto";
import type { ApiRequest } from "@tutti/server";
import {
  compileFilter,
  empty,
  json,
  PERMISSION_DENIED,
  parseDurationNs,
  Refusal,
  type Reply,
  refusal,
  serviceSelectors,
  text,
} from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import { readRegistration } from "./read-registration.ts";
import { SERVICE_FIELDS, type ServiceRegistration } from "./registration.ts";
import type { Registry } from "./registry.ts";
import { agentServiceJson } from "./service-record.ts";

/** `/v1/agent/services` and `/v1/agent/service/…`. */
export function serviceEndpoints(context: AgentContext, registry: Registry): Endpoints {
  return {
    "agent.services": (request) => listServices(context, registry, request),
    "agent.service": (request) => readService(context, registry, request),
    "agent.service-register": (request) => register(registry, request),
    "agent.service-deregister": (request) => deregister(registry, request),
  };
}

function listServices(context: AgentContext, registry: Registry, request: ApiRequest): Reply {
  const filter = compileFilter(request.query.get("filter"), serviceSelectors);
  if (filter instanceof Refusal) return refusal(filter);
  const all: [string, unknown][] = [];
  for (const [id, { record, registration }] of registry.local.services) {
    if (!request.authorizer.allows("service", "read", record.Service)) continue;
    const shown = agentServiceJson(record, registration, context.config.datacenter);
    if (filter(shown)) all.push([id, shown]);
  }
  return json(Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))));
}

async function register(registry: Registry, request: ApiRequest): Promise<Reply> {
  const service = await readRegistration<ServiceRegistration>(request, SERVICE_FIELDS);
  if (service instanceof Refusal) return refusal(service);
  if ((service.Name ?? "") !== "" && !request.authorizer.allows("service", "write", service.Name ?? "")) {
    return text(403, `${PERMISSION_DENIED}: Missing service:write on ${service.Name}`);
  }
  const outcome = await registry.registerService(
    { ...service, Token: service.Token ?? request.token },
    "api",
    request.query.has("replace-existing-checks"),
  );
  if (outcome instanceof Refusal) return refusal(outcome);
  await registry.sync();
  return empty();
}

async function deregister(registry: Registry, request: ApiRequest): Promise<Reply> {
  const service = registry.local.services.get(request.rest);
  const name = service?.record.Service ?? request.rest;
  if (!request.authorizer.allows("service", "write", name))
    return text(403, `${PERMISSION_DENIED}: Missing service:write on ${name}`);
  await registry.deregisterService(request.rest);
  await registry.sync();
  return empty();
}

const WAIT_DEFAULT_MS = 300_000;
const WAIT_MAX_MS = 600_000;

/** One service; with `hash`, once it differs from that. */
async function readService(context: AgentContext, registry: Registry, request: ApiRequest): Promise<Reply> {
  const id = request.rest;
  const hash = request.query.get("hash");
  const end = context.runtime.clock.monotonic() + waitMs(request);
  for (;;) {
    const service = registry.local.services.get(id);
    if (service === undefined) return text(404, `unknown service ID: ${id}`);
    if (!request.authorizer.allows("service", "read", service.record.Service)) {
      return text(403, PERMISSION_DENIED);
    }
    const shown = agentServiceJson(service.record, service.registration, context.config.datacenter);
    const found = createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 16);
    const left = end - context.runtime.clock.monotonic();
    if (found !== hash || left <= 0 || request.exchange.gone.aborted) {
      return json({ ...shown, ContentHash: found }, { headers: { "X-Consul-ContentHash": found } });
    }
    await serviceChange(context, registry, id, left, request.exchange.gone);
  }
}

function waitMs(request: ApiRequest): number {
  const ns = parseDurationNs(request.query.get("wait"));
  return ns === undefined || ns <= 0 ? WAIT_DEFAULT_MS : Math.min(ns / 1e6, WAIT_MAX_MS);
}

/** Resolves when the service changes, the time is over or the client went away. */
function serviceChange(
  context: AgentContext,
  registry: Registry,
  id: string,
  timeoutMs: number,
  gone: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      forget();
      timer.cancel();
      gone.removeEventListener("abort", done);
      resolve();
    };
    const timer = context.runtime.clock.after(timeoutMs, done, { unref: true });
    const forget = registry.local.onChange((change) => {
      if (change.kind === "service" && change.id === id) done();
    });
    gone.addEventListener("abort", done, { once: true });
  });
}
