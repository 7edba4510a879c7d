import type { RouteId } from "@tutti/agent-api";
import type { ApiRequest, CheckRecord, Endpoint } from "@tutti/server";
import {
  checkSelectors,
  compileLate,
  empty,
  json,
  type LateFilter,
  localEndpoint,
  namespaceNamed,
  openToAll,
  Refusal,
  readBodyAs,
  refusal,
  refuse,
} from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import type { CheckStatus } from "../checks/index.ts";
import { agentError } from "../errors.ts";
import { CHECK_DEFINITION, CHECK_UPDATE } from "./bodies.ts";
import { checkRegistration } from "./read-registration.ts";
import type { CheckRegistration } from "./registration.ts";
import type { Registry } from "./registry.ts";
import {
  missingOnAgent,
  rightsToChangeCheck,
  rightsToRegisterCheck,
  rightToCheck,
  unknownCheck,
} from "./rights.ts";
import { isStatus } from "./service-mistake.ts";

type NoteRoute = Extract<RouteId, "agent.check-pass" | "agent.check-warn" | "agent.check-fail">;

/** `/v1/agent/checks` and `/v1/agent/check/…`. */
export function checkEndpoints(context: AgentContext, registry: Registry): Endpoints {
  const set = (route: NoteRoute, status: CheckStatus): Endpoint =>
    updateEndpoint(context, registry, ({ rest, query }) => ({
      id: rest,
      status,
      output: query.of(route).text("note"),
    }));
  return {
    "agent.checks": listEndpoint(context, registry),
    "agent.check-register": registerEndpoint(context, registry),
    "agent.check-deregister": deregisterEndpoint(context, registry),
    "agent.check-pass": set("agent.check-pass", "passing"),
    "agent.check-warn": set("agent.check-warn", "warning"),
    "agent.check-fail": set("agent.check-fail", "critical"),
    "agent.check-update": updateEndpoint(context, registry, async (request) => {
      const body = await readBodyAs(request, CHECK_UPDATE);
      if (body instanceof Refusal) return body;
      const status = body.Status;
      if (!isStatus(status)) return refuse(agentError("check-status-unknown", status), 400);
      return namespaceNamed(request.query) ?? { id: request.rest, status, output: body.Output };
    }),
  };
}

/** As Consul does, the filter's fields are looked at only where there is a check to ask about. */
function listEndpoint({ config }: AgentContext, { local }: Registry): Endpoint {
  return localEndpoint<LateFilter, CheckRecord>({
    decode: ({ query }) => compileLate(query.of("agent.checks").text("filter")),
    rights: openToAll,
    visible: (check) => [rightToCheck(config, check, "read")],
    answer(late, granted) {
      const all = granted.visible([...local.checks.values()].map(({ record }) => record));
      const filter = all.length === 0 ? () => true : late(checkSelectors);
      if (filter instanceof Refusal) return refusal(filter);
      const entries = all.filter(filter).map((record) => [record.CheckID, shown(record)] as const);
      // no mutant: no two have one ID
      return json(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
    },
  });
}

function shown(record: CheckRecord): unknown {
  return { ...record, ServiceTags: record.ServiceTags ?? [], CreateIndex: 0, ModifyIndex: 0 };
}

function registerEndpoint({ config }: AgentContext, registry: Registry): Endpoint {
  return localEndpoint<CheckRegistration>({
    async decode(request) {
      const body = await readBodyAs(request, CHECK_DEFINITION);
      return body instanceof Refusal
        ? body
        : { ...checkRegistration(body), Token: body.Token || request.token };
    },
    rights: (check) => rightsToRegisterCheck({ local: registry.local, nodeName: config.nodeName }, check),
    denied: missingOnAgent,
    async answer(check) {
      const outcome = await registry.registerCheck(check, "api");
      if (outcome instanceof Refusal) return refusal(outcome);
      await registry.sync();
      return empty();
    },
  });
}

function deregisterEndpoint({ config }: AgentContext, registry: Registry): Endpoint {
  return localEndpoint<string>({
    decode({ rest }) {
      const unknown = unknownCheck(config, registry.local, rest);
      return unknown ?? (rest === "" ? refuse(agentError("check-id-missing")) : rest);
    },
    rights: (id) => rightsToChangeCheck({ local: registry.local, nodeName: config.nodeName }, id),
    denied: missingOnAgent,
    async answer(id) {
      const outcome = await registry.deregisterCheck(id);
      if (outcome instanceof Refusal) return refusal(outcome);
      await registry.sync();
      return empty();
    },
  });
}

interface CheckUpdate {
  readonly id: string;
  readonly status: CheckStatus;
  readonly output: string;
}

function updateEndpoint(
  { config }: AgentContext,
  registry: Registry,
  decode: (request: ApiRequest) => CheckUpdate | Promise<CheckUpdate | Refusal>,
): Endpoint {
  return localEndpoint<CheckUpdate>({
    async decode(request) {
      const update = await decode(request);
      if (update instanceof Refusal) return update;
      return unknownCheck(config, registry.local, update.id) ?? update;
    },
    rights: ({ id }) => rightsToChangeCheck({ local: registry.local, nodeName: config.nodeName }, id),
    denied: missingOnAgent,
    async answer({ id, status, output }) {
      if (!registry.local.updateTtl(id, { status, output }))
        return refusal(refuse(agentError("check-has-no-ttl", JSON.stringify(id))));
      await registry.sync();
      return empty();
    },
  });
}
