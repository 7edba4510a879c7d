import type { CheckRecord, NodeRecord, ServiceInstance, ServiceRecord } from "../catalog/records.ts";
import { checkRights, instanceRights, nodeRights, serviceRights } from "../catalog/rights.ts";
import { NODES_TOPIC, nodeTopic, SERVICES_TOPIC } from "../catalog/view.ts";
import { resolveServiceConfig } from "../config-entry/service-config.ts";
import { CONFIG_ENTRIES_TOPIC } from "../config-entry/view.ts";
import { isNews, waitForNews } from "../endpoint/wait-for-news.ts";
import { serverError } from "../errors.ts";
import { resolveQuery } from "../query/execute.ts";
import { type QueryViewer, runQuery } from "../query/run.ts";
import type { Authorizer } from "../rights/authorizer.ts";
import { missingRight, type Need } from "../rights/right.ts";
import type { ServerContext } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { COMMIT_TOPIC } from "../state/state-store.ts";
import type { Row } from "../state/table.ts";
import type {
  CatalogAnswer,
  CatalogQuestion,
  CatalogValues,
  QueryResult,
  Servers,
  ServersRead,
} from "./servers.ts";

/** What it takes to answer a kind of question, and to know when the answer is another one. */
interface Reading<Q extends CatalogQuestion> {
  readonly topics: (question: Q) => readonly string[];
  readonly index: (question: Q) => number;
  readonly value: (question: Q, eyes: Eyes) => CatalogValues[Q["kind"]];
}

type Readings = { readonly [K in CatalogQuestion["kind"]]: Reading<Extract<CatalogQuestion, { kind: K }>> };

/** Whose eyes the catalog is seen with. */
interface Eyes {
  readonly authorizer: Authorizer;
  sees(needs: readonly Need[]): boolean;
}

/** Answers questions to the catalog from its view. */
export function createCatalogReader(context: ServerContext): Servers["read"] {
  const readings = readingsOf(context);
  const { runtime, config, state, authorize } = context;
  const parts = { watches: state.watches, clock: runtime.clock, random: runtime.random };
  return async <Q extends CatalogQuestion>(question: Q, asked: ServersRead, gone?: AbortSignal) => {
    const reading = readings[question.kind] as unknown as Reading<Q>;
    // Anew at each look: a token may have gone, or have another policy, since.
    const look = (): CatalogAnswer<Q> | { readonly index: number; readonly refusal: Refusal } => {
      const authorizer = authorize(asked.token);
      if (authorizer === undefined)
        return { index: Number.POSITIVE_INFINITY, refusal: refuse(serverError("acl-token-not-found"), 403) };
      const sees = (needs: readonly Need[]): boolean => missingRight(authorizer, needs) === undefined;
      const value = reading.value(question, { authorizer, sees });
      return { index: Math.max(1, reading.index(question)), value };
    };
    const { index = 0, waitMs = config.waitDefaultMs } = asked;
    const options = { index, waitMs: Math.min(waitMs, config.waitMaxMs) };
    let found = look();
    if (index > 0 && !isNews(found, options)) {
      const waited = await waitForNews({ look, topics: reading.topics(question), options, gone }, parts);
      found = waited ?? found;
    }
    return "refusal" in found ? found.refusal : found;
  };
}

function readingsOf(context: ServerContext): Readings {
  const { state } = context;
  const { catalog, instances } = state;
  const rowsOf = <T>(rows: Iterable<Row<T>>): readonly T[] => [...rows].map((row) => row.value);
  const servicesIn = (services: readonly ServiceRecord[], { sees }: Eyes): readonly ServiceRecord[] =>
    services.filter((one) => sees([...nodeRights({ Node: one.NodeName }), ...serviceRights(one)]));
  return {
    version: {
      topics: () => [COMMIT_TOPIC],
      index: () => state.revision,
      value: (_, { authorizer }) => `${state.revision} ${authorizer.id}`,
    },
    node: {
      topics: ({ node }) => [nodeTopic(node)],
      index: () => catalog.nodes.index,
      value({ node }, { sees }): NodeRecord | undefined {
        const found = catalog.node(node)?.value;
        return found !== undefined && sees(nodeRights(found)) ? found : undefined;
      },
    },
    nodes: {
      topics: () => [NODES_TOPIC],
      index: () => catalog.nodes.index,
      value: (_, { sees }) => rowsOf(catalog.nodes.list()).filter((node) => sees(nodeRights(node))),
    },
    "service-names": {
      topics: () => [SERVICES_TOPIC],
      index: () => catalog.services.index,
      value: (_, { sees }) =>
        [...catalog.serviceNames()].filter((Service) => sees(serviceRights({ Service }))),
    },
    services: {
      topics: () => [SERVICES_TOPIC],
      index: () => catalog.services.index,
      value: (_, eyes) => servicesIn(rowsOf(catalog.services.list()), eyes),
    },
    "services-of": {
      topics: ({ node }) => [nodeTopic(node)],
      index: () => catalog.services.index,
      value: ({ node }, eyes) => servicesIn(rowsOf(catalog.servicesOf(node)), eyes),
    },
    "checks-of": {
      topics: ({ node }) => [nodeTopic(node)],
      index: () => catalog.checks.index,
      value: ({ node }, { sees }): readonly CheckRecord[] =>
        rowsOf(catalog.checksOf(node)).filter((check) => sees(checkRights(check))),
    },
    instances: {
      topics: ({ service, by }) => instances[by].topics(service, true),
      index: ({ service, by }) => instances[by].index(service, true),
      value: ({ service, by }, { sees }): readonly ServiceInstance[] =>
        instances[by].list(service).filter((instance) => sees(instanceRights(instance))),
    },
    "service-config": {
      topics: () => [CONFIG_ENTRIES_TOPIC],
      index: () => state.configEntries.table.index,
      value: ({ service, upstreams }, { sees }) =>
        sees(serviceRights({ Service: service }))
          ? resolveServiceConfig(state.configEntries, service, upstreams)
          : undefined,
    },
    query: {
      // What a query finds may hang on anything.
      topics: () => [COMMIT_TOPIC],
      index: () => state.revision,
      value: ({ query }, { authorizer }) => resultOf(context, query, authorizer),
    },
  };
}

function resultOf(context: ServerContext, name: string, authorizer: Authorizer): QueryResult | undefined {
  const { state, runtime } = context;
  const resolved = resolveQuery(state, name);
  if (resolved === undefined) return undefined;
  const answer = runQuery(state, resolved, viewerFor(context, authorizer), (below) =>
    runtime.random.integer(below),
  );
  if (answer instanceof Refusal) return undefined;
  const { query, instances, dnsTtl } = answer;
  return { service: query.Service.Service, instances, dnsTtl };
}

function viewerFor(context: ServerContext, authorizer: Authorizer): QueryViewer {
  return {
    visible: (rows) =>
      [...rows].filter((instance) => missingRight(authorizer, instanceRights(instance)) === undefined),
    as(token) {
      const other = context.authorize(token);
      return other === undefined ? undefined : viewerFor(context, other);
    },
  };
}
