import type { ResourceKind } from "../acl/authorizer.ts";
import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { nearestFirst } from "../coordinate/nearest-first.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { compileFilter } from "../filter/filter.ts";
import { catalogServiceSelectors, nodeSelectors, serviceSelectors } from "../filter/selectors.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import type { Registration } from "./commands.ts";
import { deregister, register } from "./commands.ts";
import { decodeRegistration } from "./decode.ts";
import { hasMeta, metaFilterOf } from "./node-meta.ts";
import type { NodeRecord, ServiceInstance } from "./records.ts";
import { catalogServiceShape, nodeShape, serviceShape } from "./shape.ts";
import { NODES_TOPIC, nodeTopic, SERVICES_TOPIC, serviceTopic } from "./view.ts";

/** `/v1/catalog`: what is registered, where. */
export function createCatalogPart(context: ServerContext): ServerPart {
  let datacentersAsked = false;
  return {
    endpoints: {
      "catalog.register": (request) => registerBody(context, request),
      "catalog.deregister": (request) => deregisterBody(context, request),
      "catalog.datacenters": (request) => {
        if (!request.query.has("cached")) return json([context.config.datacenter]);
        const headers = datacentersAsked ? { "X-Cache": "HIT", Age: "0" } : { "X-Cache": "MISS" };
        datacentersAsked = true;
        return json([context.config.datacenter], { headers });
      },
      "catalog.nodes": (request) => listNodes(context, request),
      "catalog.services": (request) => listServices(context, request),
      "catalog.service": (request) => listInstances(context, request, false),
      "catalog.connect": (request) => listInstances(context, request, true),
      "catalog.node": (request) => readNode(context, request, "map"),
      "catalog.node-services": (request) => readNode(context, request, "list"),
    },
  };
}

async function registerBody(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await readFields(request);
  if (body instanceof Refusal) return refusal(body);
  const { datacenter } = context.config;
  const named = body.string("Datacenter");
  if (named !== "" && named !== datacenter) return text(500, "No path to datacenter");
  const registration = decodeRegistration(body, datacenter);
  if (registration instanceof Refusal) return refusal(registration);
  if (!mayRegister(request, registration)) return text(403, PERMISSION_DENIED);
  const written = await register(context.state, registration);
  return written instanceof Refusal ? refusal(written) : json(true);
}

function mayRegister({ authorizer }: ApiRequest, { node, service, checks }: Registration): boolean {
  if (!authorizer.allows("node", "write", node.Node)) return false;
  if (service !== undefined && !authorizer.allows("service", "write", service.Service)) return false;
  return checks.every(
    (check) => check.ServiceName === "" || authorizer.allows("service", "write", check.ServiceName),
  );
}

async function deregisterBody(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await readFields(request);
  if (body instanceof Refusal) return refusal(body);
  const named = body.string("Datacenter");
  if (named !== "" && named !== context.config.datacenter) return text(500, "No path to datacenter");
  const node = body.string("Node");
  if (node === "") return text(500, "Must provide node");
  const serviceId = body.string("ServiceID");
  const checkId = body.string("CheckID");
  const { catalog } = context.state;
  const service = serviceId === "" ? undefined : catalog.service(node, serviceId);
  const allowed =
    request.authorizer.allows("node", "write", node) ||
    (service !== undefined && request.authorizer.allows("service", "write", service.value.Service));
  if (!allowed) return text(403, PERMISSION_DENIED);
  const written = await deregister(context.state, {
    node,
    ...(serviceId === "" ? {} : { serviceId }),
    ...(checkId === "" ? {} : { checkId }),
  });
  return written instanceof Refusal ? refusal(written) : json(true);
}

function listNodes(context: ServerContext, request: ApiRequest): Reply {
  const { state } = context;
  const filter = compileFilter(request.query.get("filter"), nodeSelectors);
  if (filter instanceof Refusal) return refusal(filter);
  const meta = metaFilterOf(request.query);
  const sorted = nearestFirst<Row<NodeRecord>>(context, request.query.get("near"), (row) => row.value.Node);
  return blockingJson({
    topics: [NODES_TOPIC],
    ...shared(request, ""),
    run: () => ({
      index: state.catalog.nodes.index,
      value: sorted([...state.catalog.nodes.list()])
        .filter((row) => hasMeta(row.value.Meta, meta) && readable(request, "node", row.value.Node))
        .map(nodeShape)
        .filter(filter),
    }),
  });
}

function listServices({ state }: ServerContext, request: ApiRequest): Reply {
  const meta = metaFilterOf(request.query);
  const { catalog } = state;
  return blockingJson({
    topics: meta.length === 0 ? [SERVICES_TOPIC] : [SERVICES_TOPIC, NODES_TOPIC],
    shareKey: "",
    run() {
      const tags: [string, readonly string[]][] = [];
      for (const name of catalog.serviceNames()) {
        if (!readable(request, "service", name)) continue;
        const found = catalog.instancesOf(name).filter(({ node }) => hasMeta(node.value.Meta, meta));
        if (found.length > 0)
          tags.push([name, [...new Set(found.flatMap(({ service }) => service.value.Tags))]]);
      }
      const index = meta.length === 0 ? catalog.services.index : catalog.index(false);
      return { index, value: Object.fromEntries(tags) };
    },
  });
}

function listInstances(context: ServerContext, request: ApiRequest, connect: boolean): Reply {
  const { query, rest: name } = request;
  if (name === "") return text(400, "Missing service name");
  const filter = compileFilter(query.get("filter"), catalogServiceSelectors);
  if (filter instanceof Refusal) return refusal(filter);
  const meta = metaFilterOf(query);
  const tags = query.all("tag");
  const { catalog } = context.state;
  const sorted = nearestFirst<ServiceInstance>(
    context,
    request.query.get("near"),
    ({ node }) => node.value.Node,
  );
  return blockingJson({
    topics: connect ? [SERVICES_TOPIC, NODES_TOPIC] : [serviceTopic(name)],
    ...shared(request, name),
    run() {
      const all = connect ? catalog.connectInstancesOf(name) : catalog.instancesOf(name);
      const index = connect ? catalog.index(false) : catalog.indexOfService(name, false);
      const value = sorted(all)
        .filter((instance) => hasTags(instance, tags) && hasMeta(instance.node.value.Meta, meta))
        .filter((instance) => maySee(request, instance))
        .map(catalogServiceShape)
        .filter(filter);
      return { index, value };
    },
  });
}

function readNode({ state }: ServerContext, request: ApiRequest, form: "map" | "list"): Reply {
  const { rest, query } = request;
  if (rest === "") return text(400, "Missing node name");
  const filter = compileFilter(query.get("filter"), serviceSelectors);
  if (filter instanceof Refusal) return refusal(filter);
  const { catalog } = state;
  return blockingJson({
    topics: [nodeTopic(rest)],
    run() {
      const node = catalog.node(rest) ?? catalog.nodeById(rest.toLowerCase());
      const missing = form === "map" ? null : { Node: null, Services: null };
      if (node === undefined || !readable(request, "node", node.value.Node))
        return { index: 0, value: missing };
      const services = catalog
        .servicesOf(node.id)
        .filter((row) => readable(request, "service", row.value.Service))
        .map(serviceShape)
        .filter(filter);
      const value =
        form === "map"
          ? { Node: nodeShape(node), Services: Object.fromEntries(services.map((s) => [s.ID, s])) }
          : { Node: nodeShape(node), Services: services.length === 0 ? null : services };
      return { index: catalog.index(false), value };
    },
  });
}

/** Equal requests share an answer until what it is made of changes; coordinates change without a word. */
export function shared({ query }: ApiRequest, shareKey: string): { readonly shareKey?: string } {
  return query.get("near") === "" ? { shareKey } : {};
}

/** True if the instance has every tag; letter case does not matter. */
export function hasTags({ service }: ServiceInstance, tags: readonly string[]): boolean {
  if (tags.length === 0) return true;
  const own = new Set(service.value.Tags.map((tag) => tag.toLowerCase()));
  return tags.every((tag) => own.has(tag.toLowerCase()));
}

/** True if the token may read both the node and the service of the instance. */
export function maySee(request: ApiRequest, { node, service }: ServiceInstance): boolean {
  return readable(request, "node", node.value.Node) && readable(request, "service", service.value.Service);
}

function readable({ authorizer }: ApiRequest, kind: ResourceKind, name: string): boolean {
  return authorizer.allows(kind, "read", name);
}
