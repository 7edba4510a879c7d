import { type CatalogQuestion, type CatalogValues, type CheckRecord, ownNode, Refusal } from "@tutti/server";
import type { AgentContext } from "../agent-part.ts";
import { Unanswered } from "../asked-servers.ts";
import type { NodeCatalog } from "./anti-entropy.ts";

/** This node's part of the catalog, and what alias checks ask of the others. Where nobody answered, that is said. */
export interface LocalCatalog extends NodeCatalog {
  /** Of a service on another node, or of all that node; undefined where there is none that the token may see. */
  remoteChecks(
    node: string,
    service: string,
    token: string,
  ): Promise<readonly CheckRecord[] | Unanswered | undefined>;
}

/**
 * Each write goes with the token of what is written, else with the agent's
 * default token; what the agent does for itself goes with its `agent` token.
 */
export function createNodeCatalog(context: AgentContext): LocalCatalog {
  const { config, servers, tokens } = context;
  const own = config.nodeName;
  const agentToken = (): string => tokens.get("agent") || tokens.get("default");
  /** What a token sees; undefined where there is no such token. */
  async function read<Q extends CatalogQuestion>(
    question: Q,
    token: string,
  ): Promise<CatalogValues[Q["kind"]] | Unanswered | undefined> {
    const answer = await servers.read(question, { token });
    if (answer instanceof Unanswered) return answer;
    return answer instanceof Refusal ? undefined : answer.value;
  }
  return {
    async services() {
      const all = (await read({ kind: "services-of", node: own }, agentToken())) ?? [];
      if (all instanceof Unanswered) return all;
      return new Map(all.map((service) => [service.ID, service]));
    },
    async checks() {
      const all = (await read({ kind: "checks-of", node: own }, agentToken())) ?? [];
      if (all instanceof Unanswered) return all;
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
    async remoteChecks(node, service, token) {
      const found = await read({ kind: "node", node }, token);
      if (found === undefined || found instanceof Unanswered) return found;
      const services = (await read({ kind: "services-of", node }, token)) ?? [];
      if (services instanceof Unanswered) return services;
      if (service !== "" && !services.some((one) => one.ID === service)) return undefined;
      const checks = (await read({ kind: "checks-of", node }, token)) ?? [];
      if (checks instanceof Unanswered) return checks;
      return checks.filter((check) => check.ServiceID === "" || check.ServiceID === service);
    },
  };
}
