import type { AgentContext, AgentPart } from "../agent-part.ts";
import { checkEndpoints } from "./check-endpoints.ts";
import { healthEndpoints } from "./health-endpoints.ts";
import { maintenanceEndpoints } from "./maintenance-endpoints.ts";
import { createRegistry } from "./registry.ts";
import { selfEndpoints } from "./self-endpoints.ts";
import { serviceEndpoints } from "./service-endpoints.ts";

/** `/v1/agent`: the agent's own services and checks, what runs them, and what it says of itself. */
export function createLocalPart(context: AgentContext): AgentPart {
  const registry = createRegistry(context);
  return {
    endpoints: {
      ...serviceEndpoints(context, registry),
      ...checkEndpoints(context, registry),
      ...healthEndpoints(context, registry),
      ...maintenanceEndpoints(context, registry),
      ...selfEndpoints(context, registry),
    },
    start: () => registry.start(),
    reconfigure: (config) => registry.reconfigure(config),
    stop: () => registry.stop(),
  };
}
