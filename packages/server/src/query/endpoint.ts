import { routeOf } from "@tutti/agent-api";
import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { maySee } from "../catalog/endpoint.ts";
import type { ServiceInstance } from "../catalog/records.ts";
import { healthServiceShape } from "../catalog/shape.ts";
import { nearestFirst } from "../coordinate/nearest-first.ts";
import { parseReadOptions, readHeaders } from "../endpoint/blocking.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { empty, json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { sessionOf } from "../kv/commands.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { decodeQuery } from "./decode.ts";
import { executeQuery, resolveQuery } from "./execute.ts";
import type { QueryRecord } from "./records.ts";
import { QUERIES_TOPIC } from "./view.ts";

const NOT_FOUND = "Query not found";

/** `/v1/query`: prepared queries. */
export function createQueryPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "query.create": (request) => create(context, request),
      "query.list": (request) => list(context, request),
      "query.read": (request) => readOrRun(context, request),
      "query.update": (request) => update(context, request),
      "query.delete": (request) => remove(context, request),
    },
  };
}

async function create(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await readFields(request);
  if (body instanceof Refusal) return refusal(body);
  if (body.string("ID") !== "") return text(500, "ID must be empty when creating a new prepared query");
  const id = context.runtime.random.uuid();
  const written = await put(context, request, decodeQuery(body, id));
  return written instanceof Refusal ? refusal(written) : json({ ID: id });
}

async function update(context: ServerContext, request: ApiRequest): Promise<Reply> {
  const id = request.rest;
  const body = await readFields(request);
  if (body instanceof Refusal) return refusal(body);
  if (context.state.queries.table.get(id) === undefined) return text(500, missing(id));
  const written = await put(context, request, decodeQuery(body, id));
  return written instanceof Refusal ? refusal(written) : empty();
}

async function put(
  { state }: ServerContext,
  { authorizer }: ApiRequest,
  query: Outcome<QueryRecord>,
): Promise<Refusal | undefined> {
  if (query instanceof Refusal) return query;
  if (!authorizer.allows("query", "write", query.Name)) return refuse(PERMISSION_DENIED, 403);
  const written = await state.writeExclusive((draft) => insert(state, draft, query));
  return written instanceof Refusal ? written : undefined;
}

function insert(state: ServerContext["state"], draft: Draft, query: QueryRecord): Outcome<true> {
  if (query.Session !== "") {
    const held = sessionOf(state, draft, query.Session);
    if (typeof held !== "boolean") return held;
    if (!held) return refuse(`invalid session ${JSON.stringify(query.Session)}`);
  }
  const alias = state.queries
    .list()
    .find(({ id, value }) => id !== query.ID && query.Name !== "" && value.Name === query.Name);
  if (alias !== undefined) return refuse(`name '${query.Name}' aliases an existing query name`);
  draft.put(state.queries.table, query.ID, query);
  return true;
}

async function remove({ state }: ServerContext, { rest: id, authorizer }: ApiRequest): Promise<Reply> {
  const existing = state.queries.table.get(id);
  if (existing === undefined) return text(500, missing(id));
  if (!authorizer.allows("query", "write", existing.value.Name)) return text(403, PERMISSION_DENIED);
  const written = await state.write((draft) => draft.delete(state.queries.table, id));
  return written instanceof Refusal ? refusal(written) : empty();
}

function missing(id: string): string {
  return `Cannot modify non-existent prepared query: '${id}'`;
}

function list({ state }: ServerContext, { authorizer }: ApiRequest): Reply {
  return blockingJson({
    topics: [QUERIES_TOPIC],
    run: () => ({
      index: state.queries.table.index,
      // Queries without a name are for management tokens only.
      value: state.queries
        .list()
        .filter(({ value }) =>
          value.Name === ""
            ? authorizer.allows("management", "read", "")
            : authorizer.allows("query", "read", value.Name),
        )
        .map((row) => shape(row, row.value)),
    }),
  });
}

function readOrRun(context: ServerContext, request: ApiRequest): Reply {
  const { rest } = request;
  if (rest.endsWith("/execute")) return execute(context, request, rest.slice(0, -"/execute".length));
  if (rest.endsWith("/explain")) return explain(context, request, rest.slice(0, -"/explain".length));
  if (rest.length !== 36)
    return text(500, "failed prepared query lookup: index error: UUID must be 36 characters");
  const { state } = context;
  if (state.queries.table.get(rest) === undefined) return text(404, NOT_FOUND);
  return blockingJson({
    topics: [QUERIES_TOPIC],
    run() {
      const row = state.queries.table.get(rest);
      if (row === undefined) return { index: state.queries.table.index, value: refuse(NOT_FOUND, 404) };
      if (!request.authorizer.allows("query", "read", row.value.Name))
        return { index: state.queries.table.index, value: refuse(PERMISSION_DENIED, 403) };
      return { index: row.modifyIndex, value: [shape(row, row.value)] };
    },
  });
}

function execute(context: ServerContext, request: ApiRequest, idOrName: string): Reply {
  const options = parseReadOptions(request);
  if (options instanceof Refusal) return refusal(options);
  const limitText = request.query.get("limit");
  if (!/^[+-]?\d*$/.test(limitText))
    return text(500, `Bad limit: strconv.Atoi: parsing ${JSON.stringify(limitText)}: invalid syntax`);
  const { state, config, runtime } = context;
  const resolved = resolveQuery(state, idOrName, config.nodeName);
  if (resolved === undefined) return text(404, NOT_FOUND);
  if (!resolved.complete)
    return text(500, "prepared query templates can only be resolved up by name, not by ID");
  const answer = executeQuery(state, resolved.query, (below) => runtime.random.integer(below));
  const near = request.query.get("near") || answer.query.Service.Near;
  const sorted = nearestFirst<ServiceInstance>(context, near, ({ node }) => node.value.Node);
  const seen = sorted(answer.instances).filter((instance) => maySee(request, instance));
  const limit = Number(limitText);
  const nodes = limit > 0 ? seen.slice(0, limit) : seen;
  return withMeta(request, {
    Service: answer.query.Service.Service,
    Nodes: nodes.map((instance) => ({
      ...healthServiceShape(instance),
      ...(instance.checks.length === 0 ? { Checks: null } : {}),
    })),
    DNS: { TTL: answer.dnsTtl },
    Datacenter: config.datacenter,
    Failovers: 0,
  });
}

function explain(context: ServerContext, request: ApiRequest, idOrName: string): Reply {
  const resolved = resolveQuery(context.state, idOrName, context.config.nodeName);
  if (resolved === undefined) return text(404, NOT_FOUND);
  return withMeta(request, { Query: shape(resolved.row, resolved.query) });
}

/** These answers carry the read's facts in the body too. */
function withMeta(request: ApiRequest, value: Readonly<Record<string, unknown>>): Reply {
  const options = parseReadOptions(request);
  if (options instanceof Refusal) return refusal(options);
  const facts = {
    Index: 0,
    LastContact: 0,
    KnownLeader: true,
    ConsistencyLevel: options.consistency,
    NotModified: false,
  };
  return json({ ...value, ...facts }, { headers: readHeaders(routeOf("query.read"), 1, options) });
}

function shape(row: Row<QueryRecord>, query: QueryRecord): Readonly<Record<string, unknown>> {
  return { ...query, CreateIndex: row.createIndex, ModifyIndex: row.modifyIndex };
}
