import { createHash } from "node:crypto";
import type { Endpoint, LocalGranted } from "@tutti/server";
import {
  type Answer,
  compileFilter,
  empty,
  json,
  localEndpoint,
  namespaceNamed,
  openToAll,
  parseWait,
  Refusal,
  readBodyAs,
  refusal,
  refuse,
  serverError,
  serviceSelectors,
} from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import { agentError } from "../errors.ts";
import { SERVICE_DEFINITION } from "./bodies.ts";
import type { LocalService } from "./local-records.ts";
import { serviceRegistration } from "./read-registration.ts";
import type { ServiceRegistration } from "./registration.ts";
import type { Registry } from "./registry.ts";
import {
  missingOnAgent,
  rightsToDeregisterService,
  rightsToRegisterService,
  rightsToSeeService,
  unknownService,
} from "./rights.ts";
import { serviceMistake } from "./service-mistake.ts";
import { agentServiceJson } from "./service-record.ts";

/** `/v1/agent/services` and `/v1/agent/service/…`. */
export function serviceEndpoints(context: AgentContext, registry: Registry): Endpoints {
  return {
    "agent.services": listEndpoint(context, registry),
    "agent.service": readEndpoint(context, registry),
    "agent.service-register": registerEndpoint(context, registry),
    "agent.service-deregister": deregisterEndpoint(context, registry),
  };
}

function listEndpoint({ config }: AgentContext, { local }: Registry): Endpoint {
  return localEndpoint<(shown: unknown) => boolean, LocalService>({
    decode: ({ query }) => compileFilter(query.of("agent.services").text("filter"), serviceSelectors),
    rights: openToAll,
    visible: ({ record }) => rightsToSeeService(record),
    answer(filter, granted) {
      const all = granted
        .visible(local.services.values())
        .map(({ record, registration }) => agentServiceJson(record, registration, config.datacenter))
        .filter(filter)
        .map((shown) => [String(shown["ID"]), shown] as const);
      // no mutant: no two have one ID
      return json(Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))));
    },
  });
}

interface ServiceWrite {
  readonly registration: ServiceRegistration;
  readonly replaceChecks: boolean;
}

function registerEndpoint({ config }: AgentContext, registry: Registry): Endpoint {
  return localEndpoint<ServiceWrite>({
    async decode(request) {
      const body = await readBodyAs(request, SERVICE_DEFINITION);
      if (body instanceof Refusal) return body;
      const service = serviceRegistration(body);
      // Nobody has a right to a service without a name, and it is no service.
      if ((service.Name ?? "") === "") return refuse(serverError("service-name-missing"), 400);
      const mistake = serviceMistake(service);
      if (mistake !== undefined) return refuse(agentError("service-definition-invalid", mistake), 400);
      return {
        registration: { ...service, Token: service.Token || request.token },
        replaceChecks: request.query.of("agent.service-register").flag("replace-existing-checks"),
      };
    },
    rights: ({ registration }) =>
      rightsToRegisterService({ local: registry.local, nodeName: config.nodeName }, registration),
    denied: missingOnAgent,
    async answer({ registration, replaceChecks }) {
      const outcome = await registry.registerService(registration, "api", replaceChecks);
      if (outcome instanceof Refusal) return refusal(outcome);
      await registry.sync();
      return empty();
    },
  });
}

function deregisterEndpoint({ config }: AgentContext, registry: Registry): Endpoint {
  return localEndpoint<string>({
    decode({ rest }) {
      const unknown = unknownService(config, registry.local, rest);
      return unknown ?? (rest === "" ? refuse(agentError("service-id-missing")) : rest);
    },
    rights: (id) => rightsToDeregisterService({ local: registry.local, nodeName: config.nodeName }, id),
    denied: missingOnAgent,
    async answer(id) {
      const outcome = await registry.deregisterService(id);
      if (outcome instanceof Refusal) return refusal(outcome);
      await registry.sync();
      return empty();
    },
  });
}

interface ServiceRead {
  readonly id: string;
  /** Answer once it is another. */
  readonly hash: string;
  readonly waitMs: number;
  readonly gone: AbortSignal;
}

function readEndpoint(context: AgentContext, registry: Registry): Endpoint {
  const { services } = registry.local;
  return localEndpoint<ServiceRead>({
    decode(request) {
      const wait = parseWait(request.query);
      if (wait instanceof Refusal) return wait;
      const namespaced = namespaceNamed(request.query);
      if (namespaced !== undefined) return namespaced;
      const hash = request.query.of("agent.service").text("hash");
      return { id: request.rest, hash, waitMs: wait.waitMs, gone: request.gone };
    },
    rights({ id }) {
      const record = services.get(id)?.record;
      return record === undefined ? [] : rightsToSeeService(record);
    },
    answer: (asked, granted) => readService(context, registry, asked, granted),
  });
}

/** One service; with `hash`, once it differs from that. */
async function readService(
  context: AgentContext,
  registry: Registry,
  { id, hash, waitMs: limit, gone }: ServiceRead,
  granted: LocalGranted,
): Promise<Answer> {
  const end = context.runtime.clock.monotonic() + limit;
  for (;;) {
    const service = registry.local.services.get(id);
    if (service === undefined) return refusal(refuse(agentError("service-unknown-to-agent", id), 404));
    // While somebody waited the ID may have been given to another service.
    const refused = granted.refusal(rightsToSeeService(service.record));
    if (refused !== undefined) return refusal(refused);
    const shown = agentServiceJson(service.record, service.registration, context.config.datacenter);
    const found = createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 16);
    const left = end - context.runtime.clock.monotonic();
    if (found !== hash || left <= 0 || gone.aborted) {
      return json({ ...shown, ContentHash: found }, { headers: { "X-Consul-ContentHash": found } });
    }
    await serviceChange(context, registry, id, left, gone);
  }
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
