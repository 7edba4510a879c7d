import type { ApiRequest, Endpoint, Outcome, Right } from "@tutti/server";
import { empty, endpoint, Refusal, refuse, right, text } from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import type { Registry } from "./registry.ts";

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
      (request) => decode(request, undefined),
      () => [right("node", "write", config.nodeName)],
    ),
    "agent.service-maintenance": maintenance(
      registry,
      (request) => (request.rest === "" ? refuse("Missing service ID", 400) : decode(request, request.rest)),
      ({ service }) => {
        const record = services.get(service ?? "")?.record;
        return record === undefined ? [] : [right("service", "write", record.Service)];
      },
    ),
  };
}

function maintenance(
  { local, sync }: Registry,
  decodeRequest: (request: ApiRequest) => Outcome<Maintenance>,
  rights: (asked: Maintenance) => readonly Right[],
): Endpoint {
  return endpoint<Maintenance>({
    decode: decodeRequest,
    rights,
    async answer({ service, enable, reason, token }) {
      if (service !== undefined && !local.services.has(service))
        return text(404, `No service registered with ID ${JSON.stringify(service)}`);
      local.setMaintenance(service, enable, reason, token);
      await sync();
      return empty();
    },
  });
}

function decode({ query, token }: ApiRequest, service: string | undefined): Outcome<Maintenance> {
  const enable = enableOf(query);
  return enable instanceof Refusal ? enable : { service, enable, reason: query.get("reason"), token };
}

/** Go's booleans. */
const BOOLEANS = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false] as const),
]);

function enableOf(query: ApiRequest["query"]): Outcome<boolean> {
  if (!query.has("enable")) return refuse("Missing value for enable", 400);
  const given = query.get("enable");
  return BOOLEANS.get(given) ?? refuse(`Invalid value for enable: ${JSON.stringify(given)}`, 400);
}
