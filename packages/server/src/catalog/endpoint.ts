import type { RouteId } from "@tutti/agent-api";
import { AskedBefore } from "../endpoint/asked-before.ts";
import { type Freshness, parseFreshness } from "../endpoint/blocking.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import type { Filter } from "../filter/filter.ts";
import { compileFilter } from "../filter/filter.ts";
import { catalogServiceSelectors, nodeSelectors, serviceSelectors } from "../filter/selectors.ts";
import { type Need, right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { DEREGISTER_REQUEST, REGISTER_REQUEST } from "./bodies.ts";
import type { Deregistration, Registration } from "./commands.ts";
import { deregisterInDraft, registerInDraft } from "./commands.ts";
import { decodeDeregistration, decodeRegistration } from "./decode.ts";
import { listReply } from "./list-reply.ts";
import type { MetaFilter } from "./node-meta.ts";
import { hasMeta, metaFilterOf } from "./node-meta.ts";
import { hasTags, type ReadParameters, readParameters } from "./read-parameters.ts";
import type { NodeRecord, ServiceInstance, ServiceRecord } from "./records.ts";
import { instanceRights, nodeRights, rightsToDeregister, rightsToRegister } from "./rights.ts";
import { catalogServiceShape, nodeShape, serviceShape } from "./shape.ts";
import { NODES_TOPIC, nodeTopic, SERVICES_TOPIC } from "./view.ts";

/** `/v1/catalog`: what is registered, where. */
export function createCatalogPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "catalog.register": registerEndpoint(context),
      "catalog.deregister": deregisterEndpoint(context),
      "catalog.datacenters": datacentersEndpoint(context),
      "catalog.nodes": nodesEndpoint(context),
      "catalog.services": servicesEndpoint(context),
      "catalog.service": instancesEndpoint(context, "catalog.service"),
      "catalog.connect": instancesEndpoint(context, "catalog.connect"),
      "catalog.node": nodeEndpoint(context, "catalog.node"),
      "catalog.node-services": nodeEndpoint(context, "catalog.node-services"),
    },
  };
}

function registerEndpoint({ state, config }: ServerContext): Endpoint {
  return endpoint<Registration>({
    async decode(request) {
      const body = await readBodyAs(request, REGISTER_REQUEST);
      return body instanceof Refusal ? body : decodeRegistration(body, config);
    },
    rights: (registration, rows) => rightsToRegister(state, rows, registration),
    async answer(registration, granted) {
      const written = await granted.writeInSteps((draft) => registerInDraft(state, draft, registration));
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function deregisterEndpoint({ state, config }: ServerContext): Endpoint {
  return endpoint<Deregistration>({
    async decode(request) {
      const body = await readBodyAs(request, DEREGISTER_REQUEST);
      return body instanceof Refusal ? body : decodeDeregistration(body, config.datacenter);
    },
    rights: (deregistration, rows) => rightsToDeregister(state, rows, deregistration),
    async answer(deregistration, granted) {
      const written = await granted.writeInSteps((draft) => deregisterInDraft(state, draft, deregistration));
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}

function datacentersEndpoint({ config }: ServerContext): Endpoint {
  const before = new AskedBefore();
  return endpoint<{ readonly freshness: Outcome<Freshness> }>({
    decode: ({ query }) => ({ freshness: parseFreshness(query) }),
    rights: openToAll,
    answer({ freshness }) {
      // Consul tells the mistake and goes on, so that the list stands behind it.
      if (freshness instanceof Refusal)
        return text(freshness.status, freshness.text + JSON.stringify([config.datacenter]));
      if (!freshness.cached) return json([config.datacenter]);
      return json([config.datacenter], { headers: before.headers() });
    },
  });
}

function nodesEndpoint(context: ServerContext): Endpoint {
  const { nodes } = context.state.catalog;
  return endpoint<ReadParameters, Row<NodeRecord>>({
    decode: ({ query }) => readParameters(query.of("catalog.nodes"), nodeSelectors),
    rights: openToAll,
    visible: (row) => nodeRights(row.value),
    answer: (asked, granted) =>
      listReply(context, asked, granted, {
        topics: [NODES_TOPIC],
        of: "",
        find: () => ({
          index: nodes.index,
          rows: [...nodes.list()].filter((row) => hasMeta(row.value.Meta, asked.meta)),
        }),
        nodeOf: (row) => row.value.Node,
        show: nodeShape,
      }),
  });
}

/** A service by its name, and all tags of its instances. */
interface TaggedService {
  readonly name: string;
  readonly tags: ReadonlySet<string>;
}

/** Names that differ in letter case alone are listed each, though they are found as one. */
function servicesEndpoint({ state: { catalog } }: ServerContext): Endpoint {
  return endpoint<MetaFilter, TaggedService>({
    decode: ({ query }) => metaFilterOf(query.of("catalog.services").texts("node-meta")),
    rights: openToAll,
    visible: ({ name }) => [right("service", "read", name)],
    answer: (meta, granted) =>
      blockingJson({
        topics: meta.length === 0 ? [SERVICES_TOPIC] : [SERVICES_TOPIC, NODES_TOPIC],
        shareKey: "",
        run() {
          const found = [...catalog.serviceNames()]
            .flatMap((name) => catalog.instancesOf(name))
            .filter(({ node }) => hasMeta(node.value.Meta, meta));
          const services = granted
            .visible(taggedServices(found))
            .sort((a, b) => (a.name < b.name ? -1 : 1))
            .map(({ name, tags }) => [name, [...tags]] as const);
          const index = meta.length === 0 ? catalog.services.index : catalog.index(false);
          return { index, value: Object.fromEntries(services) };
        },
      }),
  });
}

function taggedServices(instances: readonly ServiceInstance[]): readonly TaggedService[] {
  const found = new Map<string, Set<string>>();
  for (const { service } of instances) {
    const { Service: name, Tags: all } = service.value;
    const tags = found.get(name) ?? new Set();
    for (const tag of all ?? []) tags.add(tag);
    found.set(name, tags);
  }
  return [...found].map(([name, tags]) => ({ name, tags }));
}

type InstancesRoute = Extract<RouteId, "catalog.service" | "catalog.connect">;

/** The instances of a service, or of what leads to it in the mesh. */
function instancesEndpoint(context: ServerContext, route: InstancesRoute): Endpoint {
  const { topics, index, list } =
    context.state.instances[route === "catalog.connect" ? "connect" : "service"];
  return endpoint<
    ReadParameters & { readonly name: string; readonly tags: readonly string[] },
    ServiceInstance
  >({
    decode({ query, rest: name }) {
      if (name === "") return refuse(serverError("service-name-missing"), 400);
      const parameters = readParameters(query.of(route), catalogServiceSelectors);
      if (parameters instanceof Refusal) return parameters;
      return { ...parameters, name, tags: query.of(route).texts("tag") };
    },
    rights: openToAll,
    visible: instanceRights,
    answer: (asked, granted) =>
      listReply(context, asked, granted, {
        topics: topics(asked.name, false),
        of: asked.name,
        find() {
          const { name, tags, meta } = asked;
          return {
            index: index(name, false),
            rows: list(name).filter((one) => hasTags(one, tags) && hasMeta(one.node.value.Meta, meta)),
          };
        },
        nodeOf: ({ node }) => node.value.Node,
        show: catalogServiceShape,
      }),
  });
}

type NodeRoute = Extract<RouteId, "catalog.node" | "catalog.node-services">;

/** Of a node's answer: itself, or a service on it. */
type OfNode =
  | { readonly kind: "node"; readonly row: Row<NodeRecord> }
  | { readonly kind: "service"; readonly row: Row<ServiceRecord> };

function rightsOfNodePart(part: OfNode): readonly Need[] {
  return part.kind === "node"
    ? nodeRights(part.row.value)
    : [right("service", "read", part.row.value.Service)];
}

/** A node with its services: as a map by ID, or as a list. */
function nodeEndpoint({ state: { catalog } }: ServerContext, route: NodeRoute): Endpoint {
  const asMap = route === "catalog.node";
  return endpoint<{ readonly name: string; readonly filter: Filter; readonly filters: boolean }, OfNode>({
    decode({ rest: name, query }) {
      if (name === "") return refuse(serverError("node-name-missing"), 400);
      const text = query.of(route).text("filter");
      const filter = compileFilter(text, serviceSelectors);
      return filter instanceof Refusal ? filter : { name, filter, filters: text !== "" };
    },
    rights: openToAll,
    visible: rightsOfNodePart,
    answer: ({ name, filter, filters }, granted) =>
      blockingJson({
        topics: [nodeTopic(name)],
        run() {
          const found = catalog.node(name) ?? catalog.nodeById(name.toLowerCase());
          const node = found === undefined ? [] : granted.visible([{ kind: "node" as const, row: found }]);
          if (found === undefined || node.length === 0)
            return { index: 0, value: asMap ? null : { Node: null, Services: null } };
          const parts = catalog.servicesOf(found.id).map((row) => ({ kind: "service" as const, row }));
          const services = granted
            .visible(parts)
            .map(({ row }) => serviceShape(row))
            .filter(filter);
          // As in Consul: a node without services has no list, one of which none passes an empty one.
          const listed = services.length === 0 && !filters ? null : services;
          const value = asMap ? Object.fromEntries(services.map((one) => [one.ID, one])) : listed;
          return { index: catalog.index(false), value: { Node: nodeShape(found), Services: value } };
        },
      }),
  });
}
