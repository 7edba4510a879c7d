import type { RouteId } from "@tutti/agent-api";
import type { ApiRequest, Endpoint, Outcome, Right } from "@tutti/server";
import { empty, localEndpoint, namespaceNamed, Refusal, refusal, refuse, right } from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import { agentError } from "../errors.ts";
import type { Registry } from "./registry.ts";
import { missingOnAgent, unknownService } from "./rights.ts";

/** Who or what goes out of service, or comes back; the node where no service is named. */
interface Maintenance {
  readonly service: string | undefined;
  readonly enable: boolean;
  readonly reason: string;
  readonly token: string;
}

/** `/v1/agent/maintenance` and `/v1/agent/service/maintenance/…`. */
export function maintenanceEndpoints({ config }: AgentContext, registry: Registry): Endpoints {
  const { services } = registry.local;
  return {
    "agent.maintenance": maintenance(
      registry,
      (request) => decode(request, "agent.maintenance", undefined),
      () => [right("node", "write", config.nodeName)],
    ),
    "agent.service-maintenance": maintenance(
      registry,
      (request) => {
        if (request.rest === "") return refuse(agentError("maintenance-without-service-id"), 400);
        const asked = decode(request, "agent.service-maintenance", request.rest);
        if (asked instanceof Refusal) return asked;
        const namespaced = namespaceNamed(request.query);
        if (namespaced !== undefined) return namespaced;
        return unknownService(config, registry.local, request.rest) ?? asked;
      },
      ({ service }) => {
        const record = services.get(service ?? "")?.record;
        return record === undefined ? [] : [right("service", "write", record.Service)];
      },
      missingOnAgent,
    ),
  };
}

function maintenance(
  { local, sync }: Registry,
  decodeRequest: (request: ApiRequest) => Outcome<Maintenance>,
  rights: (asked: Maintenance) => readonly Right[],
  denied?: (missing: Right) => Refusal,
): Endpoint {
  return localEndpoint<Maintenance>({
    decode: decodeRequest,
    rights,
    ...(denied === undefined ? {} : { denied }),
    async answer({ service, enable, reason, token }) {
      if (service !== undefined && !local.services.has(service))
        return refusal(refuse(agentError("service-of-maintenance-not-found", JSON.stringify(service)), 404));
      local.setMaintenance(service, enable, reason, token);
      await sync();
      return empty();
    },
  });
}

type MaintenanceRoute = Extract<RouteId, "agent.maintenance" | "agent.service-maintenance">;

function decode(
  { query: asked, token }: ApiRequest,
  route: MaintenanceRoute,
  service: string | undefined,
): Outcome<Maintenance> {
  const query = asked.of(route);
  const enable = query.boolean("enable");
  if (enable === undefined) return refuse(agentError("maintenance-enable-missing"), 400);
  if (enable instanceof Refusal) {
    const [given] = query.raw("enable");
    return refuse(agentError("maintenance-enable-is-no-bool", JSON.stringify(given?.[1])), 400);
  }
  return { service, enable, reason: query.text("reason"), token };
}
