import type { ApiRequest } from "@tutti/server";
import { empty, PERMISSION_DENIED, type Reply, text } from "@tutti/server";
import type { AgentContext, Endpoints } from "../agent-part.ts";
import type { Registry } from "./registry.ts";

/** `/v1/agent/maintenance` and `/v1/agent/service/maintenance/…`. */
export function maintenanceEndpoints(context: AgentContext, registry: Registry): Endpoints {
  return {
    "agent.maintenance": async (request) => {
      const enable = enableOf(request);
      if (typeof enable !== "boolean") return enable;
      if (!request.authorizer.allows("node", "write", context.config.nodeName))
        return text(403, PERMISSION_DENIED);
      registry.local.setMaintenance(undefined, enable, request.query.get("reason"), request.token);
      await registry.sync();
      return empty();
    },
    "agent.service-maintenance": async (request) => {
      if (request.rest === "") return text(400, "Missing service ID");
      const enable = enableOf(request);
      if (typeof enable !== "boolean") return enable;
      const service = registry.local.services.get(request.rest);
      if (service === undefined)
        return text(404, `No service registered with ID ${JSON.stringify(request.rest)}`);
      if (!request.authorizer.allows("service", "write", service.record.Service))
        return text(403, PERMISSION_DENIED);
      registry.local.setMaintenance(request.rest, enable, request.query.get("reason"), request.token);
      await registry.sync();
      return empty();
    },
  };
}

/** Go's booleans. */
const BOOLEANS = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false] as const),
]);

function enableOf(request: ApiRequest): boolean | Reply {
  if (!request.query.has("enable")) return text(400, "Missing value for enable");
  const given = request.query.get("enable");
  return BOOLEANS.get(given) ?? text(400, `Invalid value for enable: ${JSON.stringify(given)}`);
}
