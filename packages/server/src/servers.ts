import type { Deregistration, Registration } from "./catalog/commands.ts";
import { deleteCheck, deleteNode, deleteService, registerInDraft } from "./catalog/commands.ts";
import type { CheckRecord, NodeRecord, ServiceInstance, ServiceRecord } from "./catalog/records.ts";
import {
  checkRights,
  instanceRights,
  nodeRights,
  rightsToDeregister,
  rightsToRegister,
  serviceRights,
} from "./catalog/rights.ts";
import type { QueryAnswer } from "./query/execute.ts";
import { resolveQuery } from "./query/execute.ts";
import { type QueryViewer, runQuery } from "./query/run.ts";
import type { Authorizer } from "./rights/authorizer.ts";
import { PERMISSION_DENIED } from "./rights/authorizer.ts";
import { missingRight, type Need } from "./rights/right.ts";
import type { ServerContext } from "./server-context.ts";
import type { Draft } from "./state/draft.ts";
import type { Outcome } from "./state/refusal.ts";
import { Refusal, refuse } from "./state/refusal.ts";

/**
 * What an agent asks of the servers of its datacenter: plain data, with a
 * token each time. In the same process today; over the network it is the same
 * questions.
 */
export interface Servers {
  /** The catalog as a token may see it, "" being the agent's default; undefined where there is no such token. */
  catalog(token: string): CatalogReader | undefined;
  /** Registers what the token may; writes nothing else. */
  register(registration: Registration, token: string): Promise<Outcome<true>>;
  /** Deregisters what the token may; what is not there is no error. */
  deregister(deregistration: Deregistration, token: string): Promise<Outcome<true>>;
}

/** The catalog with the eyes of one token. What it may not see is not there. */
export interface CatalogReader {
  /** Readers of equal versions see the same. */
  readonly version: string;
  node(name: string): NodeRecord | undefined;
  nodes(): readonly NodeRecord[];
  /** Of all nodes, in no order. */
  serviceNames(): readonly string[];
  /** Of all nodes, by node and ID. */
  services(): readonly ServiceRecord[];
  service(node: string, id: string): ServiceRecord | undefined;
  servicesOf(node: string): readonly ServiceRecord[];
  checksOf(node: string): readonly CheckRecord[];
  instances(service: string, kind: "service" | "connect"): readonly ServiceInstance[];
  /** A prepared query by name or ID, run; undefined where there is none or it cannot be run. */
  query(name: string): QueryAnswer | undefined;
}

type Context = Pick<ServerContext, "state" | "authorize" | "runtime" | "config">;

/** Servers in the same process. */
export function createServers(context: Context): Servers {
  const { state, authorize } = context;
  const guarded =
    (token: string, rights: (draft: Draft) => readonly Need[], decide: (draft: Draft) => Outcome<true>) =>
    (draft: Draft): Outcome<true> => {
      const authorizer = authorize(token);
      if (authorizer === undefined) return refuse("ACL not found", 403);
      const missing = missingRight(authorizer, rights(draft));
      return missing === undefined ? decide(draft) : refuse(PERMISSION_DENIED, 403);
    };
  return {
    catalog(token) {
      const authorizer = authorize(token);
      return authorizer === undefined ? undefined : readerFor(context, authorizer);
    },
    async register(registration, token) {
      const decide = guarded(
        token,
        (draft) => rightsToRegister(state, draft, registration),
        (draft) => registerInDraft(state, draft, registration),
      );
      const written = await state.writeInSteps(decide);
      return written instanceof Refusal ? written : true;
    },
    async deregister(deregistration, token) {
      const { node, serviceId, checkId } = deregistration;
      const decide = guarded(
        token,
        (draft) => rightsToDeregister(state, draft, deregistration),
        (draft) => {
          if (serviceId !== undefined) deleteService(state, draft, node, serviceId);
          else if (checkId !== undefined) deleteCheck(state, draft, node, checkId);
          else deleteNode(state, draft, node);
          return true;
        },
      );
      const written = await state.writeInSteps(decide);
      return written instanceof Refusal ? written : true;
    },
  };
}

function readerFor(context: Context, authorizer: Authorizer): CatalogReader {
  const { state, runtime, config } = context;
  const { catalog } = state;
  const sees = (needs: readonly Need[]): boolean => missingRight(authorizer, needs) === undefined;
  return {
    version: `${state.revision} ${authorizer.id}`,
    node(name) {
      const node = catalog.node(name)?.value;
      return node !== undefined && sees(nodeRights(node)) ? node : undefined;
    },
    nodes: () => [...catalog.nodes.list()].map((row) => row.value).filter((node) => sees(nodeRights(node))),
    serviceNames: () => [...catalog.serviceNames()].filter((Service) => sees(serviceRights({ Service }))),
    services: () => visibleServices([...catalog.services.list()].map((row) => row.value)),
    service(node, id) {
      const service = catalog.service(node, id)?.value;
      return service === undefined ? undefined : visibleServices([service])[0];
    },
    servicesOf: (node) => visibleServices(catalog.servicesOf(node).map((row) => row.value)),
    checksOf: (node) =>
      catalog
        .checksOf(node)
        .map((row) => row.value)
        .filter((check) => sees(checkRights(check))),
    instances(service, kind) {
      const all = kind === "connect" ? catalog.connectInstancesOf(service) : catalog.instancesOf(service);
      return all.filter((instance) => sees(instanceRights(instance)));
    },
    query(name) {
      const resolved = resolveQuery(state, name, config.nodeName);
      if (resolved === undefined) return undefined;
      const answer = runQuery(state, resolved, viewerFor(context, authorizer), (below) =>
        runtime.random.integer(below),
      );
      return answer instanceof Refusal ? undefined : answer;
    },
  };

  function visibleServices(services: readonly ServiceRecord[]): readonly ServiceRecord[] {
    return services.filter((one) => sees([...nodeRights({ Node: one.NodeName }), ...serviceRights(one)]));
  }
}

function viewerFor(context: Context, authorizer: Authorizer): QueryViewer {
  return {
    visible: (rows) =>
      [...rows].filter((instance) => missingRight(authorizer, instanceRights(instance)) === undefined),
    as(token) {
      const other = context.authorize(token);
      return other === undefined ? undefined : viewerFor(context, other);
    },
  };
}
