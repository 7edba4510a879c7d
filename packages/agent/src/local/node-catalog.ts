import type { CheckRecord, ServiceRecord } from "@tutti/server";
import { deregister, ownNode, PERMISSION_DENIED, Refusal, register } from "@tutti/server";
import type { AgentContext } from "../agent-part.ts";
import type { NodeCatalog } from "./anti-entropy.ts";

/** This node's part of the catalog, and what alias checks ask of the others. */
export interface LocalCatalog extends NodeCatalog {
  /** Of a service on another node, or of all that node; undefined where there is none. */
  remoteChecks(node: string, service: string): readonly CheckRecord[] | undefined;
}

export function createNodeCatalog(context: AgentContext): LocalCatalog {
  const { config, state } = context;
  const own = config.nodeName;
  return {
    services: () => new Map(state.catalog.servicesOf(own).map((row) => [row.value.ID, row.value])),
    checks: () => new Map(state.catalog.checksOf(own).map((row) => [row.value.CheckID, row.value])),
    async register(service, checks, token) {
      const denied = deniedTo(context, token, service, checks);
      if (denied !== undefined) return denied;
      const outcome = await register(state, {
        node: ownNode(context),
        skipNodeUpdate: true,
        ...(service === undefined ? {} : { service }),
        checks,
      });
      return outcome instanceof Refusal ? outcome.text : undefined;
    },
    async deregister(what) {
      const outcome = await deregister(
        state,
        "service" in what ? { node: own, serviceId: what.service } : { node: own, checkId: what.check },
      );
      return outcome instanceof Refusal ? outcome.text : undefined;
    },
    remoteChecks(node, service) {
      if (state.catalog.node(node) === undefined) return undefined;
      if (service !== "" && state.catalog.service(node, service) === undefined) return undefined;
      return state.catalog
        .checksOf(node)
        .map((row) => row.value)
        .filter((check) => check.ServiceID === "" || check.ServiceID === service);
    },
  };
}

/** Why a token may not write these; undefined where it may. A service's checks need the right of the service. */
function deniedTo(
  { config, authorize, tokens }: AgentContext,
  token: string,
  service: ServiceRecord | undefined,
  checks: readonly CheckRecord[],
): string | undefined {
  const authorizer = authorize(token === "" ? tokens.get("default") : token);
  if (authorizer === undefined) return "ACL not found";
  const names = new Set(checks.map((check) => check.ServiceName));
  if (service !== undefined) names.add(service.Service);
  for (const name of names) {
    const allowed =
      name === ""
        ? authorizer.allows("node", "write", config.nodeName)
        : authorizer.allows("service", "write", name);
    if (!allowed) return PERMISSION_DENIED;
  }
  return undefined;
}
