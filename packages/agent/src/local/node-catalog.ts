import type { CheckRecord } from "@tutti/server";
import { ownNode, Refusal } from "@tutti/server";
import type { AgentContext } from "../agent-part.ts";
import type { NodeCatalog } from "./anti-entropy.ts";

/** This node's part of the catalog, and what alias checks ask of the others. */
export interface LocalCatalog extends NodeCatalog {
  /** Of a service on another node, or of all that node; undefined where there is none that the token may see. */
  remoteChecks(node: string, service: string, token: string): readonly CheckRecord[] | undefined;
}

/**
 * Each write goes with the token of what is written, else with the agent's
 * default token; what the agent does for itself goes with its `agent` token.
 */
export function createNodeCatalog(context: AgentContext): LocalCatalog {
  const { config, servers, tokens } = context;
  const own = config.nodeName;
  const agentToken = (): string => tokens.get("agent") || tokens.get("default");
  return {
    services() {
      const all = servers.catalog(agentToken())?.servicesOf(own) ?? [];
      return new Map(all.map((service) => [service.ID, service]));
    },
    checks() {
      const all = servers.catalog(agentToken())?.checksOf(own) ?? [];
      return new Map(all.map((check) => [check.CheckID, check]));
    },
    async register(service, checks, token) {
      const outcome = await servers.register(
        {
          node: ownNode(context),
          skipNodeUpdate: true,
          ...(service === undefined ? {} : { service }),
          checks,
        },
        token,
      );
      return outcome instanceof Refusal ? outcome : undefined;
    },
    async deregister(what, token) {
      const outcome = await servers.deregister(
        "service" in what ? { node: own, serviceId: what.service } : { node: own, checkId: what.check },
        token ?? agentToken(),
      );
      return outcome instanceof Refusal ? outcome : undefined;
    },
    remoteChecks(node, service, token) {
      const reader = servers.catalog(token);
      if (reader?.node(node) === undefined) return undefined;
      if (service !== "" && reader.service(node, service) === undefined) return undefined;
      return reader.checksOf(node).filter((check) => check.ServiceID === "" || check.ServiceID === service);
    },
  };
}
