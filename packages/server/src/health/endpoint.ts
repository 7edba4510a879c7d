import { hasTags, maySee, shared } from "../catalog/endpoint.ts";
import { hasMeta, metaFilterOf } from "../catalog/node-meta.ts";
import type { CheckRecord, ServiceInstance } from "../catalog/records.ts";
import { checkShape, healthServiceShape } from "../catalog/shape.ts";
import { CHECKS_TOPIC, NODES_TOPIC, nodeTopic, SERVICES_TOPIC, serviceTopic } from "../catalog/view.ts";
import { nearestFirst } from "../coordinate/nearest-first.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import type { Reply } from "../endpoint/reply.ts";
import { refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { compileFilter } from "../filter/filter.ts";
import { checkSelectors, healthSelectors } from "../filter/selectors.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { nameId } from "../state/table.ts";

/** `/v1/health`: checks, and services with how they are. */
export function createHealthPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "health.node": (request) => checksOfNode(context, request),
      "health.checks": (request) => checksOfService(context, request),
      "health.state": (request) => checksInState(context, request),
      "health.service": (request) => instances(context, request, false),
      "health.connect": (request) => instances(context, request, true),
    },
  };
}

function checksOfNode(context: ServerContext, request: ApiRequest): Reply {
  const { state } = context;
  const node = request.rest;
  if (node === "") return text(400, "Missing node name");
  return checkList(context, request, [nodeTopic(node)], () => ({
    index: state.catalog.checks.index,
    rows: state.catalog.checksOf(node),
  }));
}

function checksOfService(context: ServerContext, request: ApiRequest): Reply {
  const name = request.rest;
  if (name === "") return text(400, "Missing service name");
  const meta = metaFilterOf(request.query);
  const { catalog } = context.state;
  return checkList(context, request, [serviceTopic(name)], () => ({
    index: catalog.indexOfService(name, true),
    rows: catalog
      .instancesOf(name)
      .filter(({ node }) => hasMeta(node.value.Meta, meta))
      .flatMap(({ checks }) => checks.filter((check) => nameId(check.value.ServiceName) === nameId(name))),
  }));
}

function checksInState(context: ServerContext, request: ApiRequest): Reply {
  const status = request.rest;
  if (status === "") return text(400, "Missing check state");
  const meta = metaFilterOf(request.query);
  const { catalog } = context.state;
  const topics = meta.length === 0 ? [CHECKS_TOPIC] : [CHECKS_TOPIC, NODES_TOPIC];
  return checkList(context, request, topics, () => ({
    index: meta.length === 0 ? catalog.checks.index : Math.max(catalog.nodes.index, catalog.checks.index),
    rows: [...catalog.checks.list()].filter(
      (row) =>
        (status === "any" || row.value.Status === status) &&
        (meta.length === 0 || hasMeta(catalog.node(row.value.Node)?.value.Meta ?? null, meta)),
    ),
  }));
}

function checkList(
  context: ServerContext,
  request: ApiRequest,
  topics: readonly string[],
  list: () => { readonly index: number; readonly rows: readonly Row<CheckRecord>[] },
): Reply {
  const filter = compileFilter(request.query.get("filter"), checkSelectors);
  if (filter instanceof Refusal) return refusal(filter);
  const { authorizer, rest } = request;
  const sorted = nearestFirst<Row<CheckRecord>>(context, request.query.get("near"), (row) => row.value.Node);
  return blockingJson({
    topics,
    ...shared(request, rest),
    run() {
      const { index, rows } = list();
      const seen = sorted(rows).filter(
        ({ value }) =>
          authorizer.allows("node", "read", value.Node) &&
          (value.ServiceName === "" || authorizer.allows("service", "read", value.ServiceName)),
      );
      return { index, value: seen.map(checkShape).filter(filter) };
    },
  });
}

function instances(context: ServerContext, request: ApiRequest, connect: boolean): Reply {
  const { query, rest: name } = request;
  if (name === "") return text(400, "Missing service name");
  const filter = compileFilter(query.get("filter"), healthSelectors);
  if (filter instanceof Refusal) return refusal(filter);
  const meta = metaFilterOf(query);
  const tags = query.all("tag");
  const onlyPassing = passingOf(request);
  const { catalog } = context.state;
  const sorted = nearestFirst<ServiceInstance>(
    context,
    request.query.get("near"),
    ({ node }) => node.value.Node,
  );
  return blockingJson({
    topics: connect ? [SERVICES_TOPIC, NODES_TOPIC, CHECKS_TOPIC] : [serviceTopic(name)],
    ...shared(request, name),
    run() {
      const index = connect ? catalog.index(true) : catalog.indexOfService(name, true);
      if (onlyPassing instanceof Refusal) return { index, value: onlyPassing };
      const all = connect ? catalog.connectInstancesOf(name) : catalog.instancesOf(name);
      const value = sorted(all)
        .filter((one) => !onlyPassing || one.checks.every((check) => check.value.Status === "passing"))
        .filter((one) => hasTags(one, tags) && hasMeta(one.node.value.Meta, meta) && maySee(request, one))
        .map(healthServiceShape)
        .filter(filter);
      return { index, value };
    },
  });
}

/** `?passing` alone means true; otherwise it is what Go takes for a boolean. */
function passingOf({ query }: ApiRequest): Outcome<boolean> {
  if (!query.has("passing")) return false;
  const value = query.get("passing");
  if (value === "" || /^(1|t|T|TRUE|true|True)$/.test(value)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(value) ? false : refuse("Invalid value for ?passing", 400);
}
