import type { RouteId } from "@tutti/agent-api";
import { serviceChanges } from "../catalog/changes.ts";
import { listReply } from "../catalog/list-reply.ts";
import { hasMeta, type MetaFilter } from "../catalog/node-meta.ts";
import { hasTags, type ReadParameters, readParameters } from "../catalog/read-parameters.ts";
import type { CheckRecord, ServiceInstance } from "../catalog/records.ts";
import { checkRights, instanceRights } from "../catalog/rights.ts";
import { checkShape, healthServiceShape } from "../catalog/shape.ts";
import { type CatalogView, CHECKS_TOPIC, NODES_TOPIC, nodeTopic, serviceTopic } from "../catalog/view.ts";
import type { ReadOptions } from "../endpoint/blocking.ts";
import { deltasReply } from "../endpoint/deltas.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { compileFilter } from "../filter/filter.ts";
import { checkSelectors, healthSelectors } from "../filter/selectors.ts";
import type { InstancesBy } from "../gateway/instance-reads.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";

/** `/v1/health`: checks, and services with how they are. */
export function createHealthPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "health.node": checksEndpoint(context, ofNode(context)),
      "health.checks": checksEndpoint(context, ofService(context)),
      "health.state": checksEndpoint(context, inState(context)),
      "health.service": instancesEndpoint(context, "health.service"),
      "health.connect": instancesEndpoint(context, "health.connect"),
      "health.ingress": instancesEndpoint(context, "health.ingress"),
    },
  };
}

type ChecksRead = ReadParameters & { readonly of: string };

/** A list of checks: what is asked for, what changes it, and which it is. */
interface ChecksList {
  readonly decode: (request: ApiRequest) => Outcome<ChecksRead>;
  readonly topics: (asked: ChecksRead) => readonly string[];
  readonly list: (asked: ChecksRead) => {
    readonly index: number;
    readonly rows: readonly Row<CheckRecord>[];
  };
}

function checksEndpoint(context: ServerContext, { decode, topics, list }: ChecksList): Endpoint {
  return endpoint<ChecksRead, Row<CheckRecord>>({
    decode,
    rights: openToAll,
    visible: (row) => checkRights(row.value),
    answer: (asked, granted) =>
      listReply(context, asked, granted, {
        topics: topics(asked),
        of: asked.of,
        find: () => list(asked),
        nodeOf: (row) => row.value.Node,
        show: checkShape,
      }),
  });
}

function ofNode({ state: { catalog } }: ServerContext): ChecksList {
  return {
    decode({ rest, query }) {
      if (rest === "") return refuse(serverError("node-name-missing"), 400);
      const filter = compileFilter(query.of("health.node").text("filter"), checkSelectors);
      return filter instanceof Refusal ? filter : { of: rest, filter, near: "", meta: [] };
    },
    topics: ({ of }) => [nodeTopic(of)],
    list: ({ of }) => ({ index: catalog.checks.index, rows: catalog.checksOf(of) }),
  };
}

function ofService({ state: { catalog } }: ServerContext): ChecksList {
  return {
    decode({ rest, query }) {
      if (rest === "") return refuse(serverError("service-name-missing"), 400);
      const parameters = readParameters(query.of("health.checks"), checkSelectors);
      return parameters instanceof Refusal ? parameters : { of: rest, ...parameters };
    },
    topics: ({ of, meta }) => (meta.length === 0 ? [serviceTopic(of)] : [serviceTopic(of), NODES_TOPIC]),
    list: ({ of, meta }) => ({
      index: indexOfChecks(catalog, meta),
      rows: catalog.checksOfService(of).filter((row) => isOnNodeWith(catalog, row, meta)),
    }),
  };
}

/** The index of checks, and of nodes where these are asked about. */
function indexOfChecks({ nodes, checks }: CatalogView, meta: MetaFilter): number {
  return meta.length === 0 ? checks.index : Math.max(nodes.index, checks.index);
}

function isOnNodeWith(catalog: CatalogView, row: Row<CheckRecord>, meta: MetaFilter): boolean {
  return meta.length === 0 || hasMeta(catalog.node(row.value.Node)?.value.Meta ?? null, meta);
}

function inState({ state: { catalog } }: ServerContext): ChecksList {
  return {
    decode({ rest, query }) {
      if (rest === "") return refuse(serverError("check-state-missing"), 400);
      const parameters = readParameters(query.of("health.state"), checkSelectors);
      return parameters instanceof Refusal ? parameters : { of: rest, ...parameters };
    },
    topics: ({ meta }) => (meta.length === 0 ? [CHECKS_TOPIC] : [CHECKS_TOPIC, NODES_TOPIC]),
    list: ({ of, meta }) => ({
      index: indexOfChecks(catalog, meta),
      rows: [...catalog.checks.list()].filter(
        (row) => (of === "any" || row.value.Status === of) && isOnNodeWith(catalog, row, meta),
      ),
    }),
  };
}

interface InstancesRead extends ReadParameters {
  readonly name: string;
  readonly tags: readonly string[];
  /** Said only where the instances are read, as Consul does. */
  readonly onlyPassing: Outcome<boolean>;
  /** What changed of it, in place of what is there. */
  readonly deltas: boolean;
  readonly reading: ReadOptions | undefined;
}

type InstancesRoute = Extract<RouteId, "health.service" | "health.connect" | "health.ingress">;

const BY: Readonly<Record<InstancesRoute, InstancesBy>> = {
  "health.service": "service",
  "health.connect": "connect",
  "health.ingress": "ingress",
};

/** Instances with their checks: of a service, or of what leads to it in the mesh. */
function instancesEndpoint(context: ServerContext, route: InstancesRoute): Endpoint {
  const { topics, index: indexOf, list } = context.state.instances[BY[route]];
  return endpoint<InstancesRead, ServiceInstance>({
    decode({ query, rest: name, reading }) {
      if (name === "") return refuse(serverError("service-name-missing"), 400);
      const parameters = readParameters(query.of(route), healthSelectors);
      if (parameters instanceof Refusal) return parameters;
      const passing = query.of(route).boolean("passing", true) ?? false;
      const onlyPassing =
        passing instanceof Refusal ? refuse(serverError("passing-is-no-bool"), 400) : passing;
      const ofService = query.of("health.service");
      const deltas = route === "health.service" && ofService.flag("deltas");
      const chosen = ["tag", "near", "node-meta", "passing", "filter"] as const;
      const more = deltas ? chosen.find((one) => ofService.given(one)) : undefined;
      if (more !== undefined) return refuse(serverError("deltas-with-more", more), 400);
      const { filter, near, meta } = parameters;
      const tags = query.of(route).texts("tag");
      return { filter, near, meta, name, tags, onlyPassing, deltas, reading };
    },
    rights: openToAll,
    visible: instanceRights,
    answer(asked, granted) {
      if (asked.deltas) {
        const source = serviceChanges(context.state.catalog, asked.name);
        return deltasReply(context.state, { source, reading: asked.reading, granted });
      }
      return listReply(context, asked, granted, {
        topics: topics(asked.name, true),
        of: asked.name,
        find() {
          const { name, tags, meta, onlyPassing } = asked;
          const index = indexOf(name, true);
          if (onlyPassing instanceof Refusal) return { index, rows: onlyPassing };
          const rows = list(name)
            .filter((one) => !onlyPassing || one.checks.every((check) => check.value.Status === "passing"))
            .filter((one) => hasTags(one, tags) && hasMeta(one.node.value.Meta, meta));
          return { index, rows };
        },
        nodeOf: ({ node }) => node.value.Node,
        show: healthServiceShape,
      });
    },
  });
}
