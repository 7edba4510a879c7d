import { routeOf } from "@tutti/agent-api";
import { expect } from "@tutti/runtime";
import type { ServiceInstance } from "../catalog/records.ts";
import { instanceRights } from "../catalog/rights.ts";
import { keptCheckShape, keptServiceShape, nodeShape } from "../catalog/shape.ts";
import { nearestFirst } from "../coordinate/nearest-first.ts";
import { AskedBefore } from "../endpoint/asked-before.ts";
import { type ReadOptions, readHeaders } from "../endpoint/blocking.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint, type Granted, openToAll } from "../endpoint/endpoint.ts";
import { json, type Reply, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { type Outcome, Refusal, refuse, refuseOfRows } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { type ResolvedQuery, resolveQuery } from "./execute.ts";
import type { QueryRecord } from "./records.ts";
import { HIDDEN_TOKEN, RIGHT_TO_TOKENS, rightsToReadQuery, rightsToSeeQuery } from "./rights.ts";
import { runQuery } from "./run.ts";
import { QUERIES_TOPIC } from "./view.ts";
import { createEndpoint, deleteEndpoint, updateEndpoint } from "./write-endpoints.ts";

/** `/v1/query`: prepared queries. */
export function createQueryPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "query.create": createEndpoint(context),
      "query.list": listEndpoint(context),
      "query.read": readEndpoint(context),
      "query.update": updateEndpoint(context),
      "query.delete": deleteEndpoint(context),
    },
  };
}

function listEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<true, Row<QueryRecord>>({
    decode: () => true,
    rights: openToAll,
    visible: (row) => rightsToSeeQuery(row.value),
    answer: (_asked, granted) =>
      blockingJson({
        topics: [QUERIES_TOPIC],
        run: () => ({
          index: state.queries.table.index,
          value: granted.visible(state.queries.list()).map((row) => shape(row, row.value, granted)),
        }),
      }),
  });
}

/** One route for three things, told apart by how the path ends. */
type QueryRead =
  | { readonly kind: "read"; readonly id: string }
  /** Answered without the headers of a read, which Consul sets only after it has looked at these. */
  | { readonly kind: "wrong"; readonly why: Refusal }
  | { readonly kind: "explain"; readonly name: string; readonly options: ReadOptions }
  | QueryExecution;

interface QueryExecution {
  readonly kind: "execute";
  readonly name: string;
  readonly limit: number;
  readonly near: string;
  /** Of what leads to the service in the mesh, whatever the query itself says. */
  readonly connect: boolean;
  readonly options: ReadOptions;
  readonly token: string;
}

/** Rows of the catalog, or of the queries themselves. */
type Seen = ServiceInstance | Row<QueryRecord>;

function readEndpoint(context: ServerContext): Endpoint {
  const { table } = context.state.queries;
  const before = new AskedBefore();
  return endpoint<QueryRead, Seen>({
    decode: decodeRead,
    rights(asked, rows) {
      // What is run is shown by its own rights; what is explained, by `visible`.
      const row = asked.kind === "read" ? rows.get(table, asked.id) : undefined;
      return row === undefined ? openToAll() : rightsToReadQuery(row.value);
    },
    visible: (row) => ("service" in row ? instanceRights(row) : rightsToSeeQuery(row.value)),
    answer(asked, granted) {
      if (asked.kind === "wrong") return { ...refusal(asked.why), isBare: true };
      if (asked.kind === "execute") return execute(context, asked, granted, before);
      return asked.kind === "explain" ? explain(context, asked, granted) : read(context, asked.id, granted);
    },
  });
}

function decodeRead(request: ApiRequest): Outcome<QueryRead> {
  const { rest, query, token } = request;
  const kind = rest.endsWith("/execute") ? "execute" : rest.endsWith("/explain") ? "explain" : "read";
  if (kind === "read")
    return rest.length === 36
      ? { kind, id: rest.toLowerCase() }
      : refuseOfRows(serverError("query-to-read-id-invalid"));
  const name = rest.slice(0, -`/${kind}`.length);
  const options = expect(request.reading, "how to read, for a read");
  const limit = query.of("query.read").text("limit");
  if (!/^[+-]?\d*$/.test(limit))
    return { kind: "wrong", why: refuse(serverError("query-limit-invalid", JSON.stringify(limit))) };
  if (kind === "explain") return { kind, name, options };
  const connect = query.of("query.read").boolean("connect", false) ?? false;
  if (connect instanceof Refusal)
    return { kind: "wrong", why: refuse(serverError("query-connect-invalid", connect.text)) };
  return {
    kind,
    name,
    limit: Number(limit),
    near: query.of("query.read").text("near"),
    connect,
    options,
    token,
  };
}

function read({ state }: ServerContext, id: string, granted: Granted<Seen>): Reply {
  const { table } = state.queries;
  if (table.get(id) === undefined) return refusal(refuse(serverError("query-not-found"), 404));
  return blockingJson({
    topics: [QUERIES_TOPIC],
    run() {
      const row = table.get(id);
      if (row === undefined)
        return { index: table.index, value: refuse(serverError("query-not-found"), 404) };
      // While somebody waited it may have been given a name that is not theirs.
      const refused = granted.refusal(rightsToReadQuery(row.value));
      if (refused !== undefined) return { index: table.index, value: refused };
      return { index: row.modifyIndex, value: [shape(row, row.value, granted)] };
    },
  });
}

function execute(
  context: ServerContext,
  { name, limit, near, connect, options, token }: QueryExecution,
  granted: Granted<Seen>,
  before: AskedBefore,
): Reply {
  const { state, config, runtime } = context;
  const resolved = resolveQuery(state, name);
  const isCached = options.cached && config.http.useCache;
  // Consul's cache passes on that there is none as any other failure.
  if (resolved === undefined) return refusal(refuse(serverError("query-not-found"), isCached ? 500 : 404));
  if (!resolved.complete) return refusal(refuse(serverError("query-template-by-id")));
  const asked = connect ? inMesh(resolved) : resolved;
  const answer = runQuery(state, asked, granted, (below) => runtime.random.integer(below));
  if (answer instanceof Refusal) return refusal(answer);
  const from = near === "" ? answer.query.Service.Near : near;
  const sorted = nearestFirst<ServiceInstance>(
    context,
    from,
    ({ node }) => node.value.Node,
  )(answer.instances);
  const led = ledBy(from === "_agent" ? config.nodeName : from, sorted);
  const nodes = limit > 0 ? led.slice(0, limit) : led;
  const value = {
    Service: answer.query.Service.Service,
    Nodes: nodes.map(({ node, service, checks }) => ({
      Node: nodeShape(node),
      Service: keptServiceShape(service),
      Checks: checks.length === 0 ? null : checks.map(keptCheckShape),
    })),
    DNS: { TTL: answer.dnsTtl },
    Datacenter: config.datacenter,
    Failovers: 0,
  };
  return withFacts(options, value, isCached ? before.headers(token, name, limit, near, connect) : {});
}

function inMesh({ query, ...rest }: ResolvedQuery): ResolvedQuery {
  return { ...rest, query: { ...query, Service: { ...query.Service, Connect: true } } };
}

/** How far down a list the node to measure from is looked for. */
const LEADER_DEPTH_MAX = 10;

/** The node to measure from is the nearest of all, also where nobody has told its place. */
function ledBy(node: string, instances: readonly ServiceInstance[]): readonly ServiceInstance[] {
  const at = instances
    .slice(0, LEADER_DEPTH_MAX)
    .findIndex((one) => node !== "" && one.node.value.Node === node);
  const [first, leader] = [instances[0], instances[at]];
  if (first === undefined || leader === undefined) return instances;
  return instances.with(at, first).with(0, leader);
}

function explain(
  { state }: ServerContext,
  { name, options }: { readonly name: string; readonly options: ReadOptions },
  granted: Granted<Seen>,
): Reply {
  const resolved = resolveQuery(state, name);
  if (resolved === undefined) return refusal(refuse(serverError("query-not-found"), 404));
  if (!resolved.complete) return refusal(refuse(serverError("query-template-by-id")));
  const refused = granted.refusal(rightsToSeeQuery(resolved.row.value));
  if (refused !== undefined) return refusal(refused);
  return withFacts(options, { Query: shape(resolved.row, resolved.query, granted) });
}

/** These answers carry the read's facts in the body too. */
function withFacts(
  options: ReadOptions,
  value: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, string>> = {},
): Reply {
  const facts = {
    Index: 0,
    LastContact: 0,
    KnownLeader: true,
    ConsistencyLevel: options.consistency,
    NotModified: false,
  };
  return json(
    { ...value, ...facts },
    { headers: { ...readHeaders(routeOf("query.read"), 1, options), ...more } },
  );
}

/** A query as the API shows it; its token to those only who manage access. */
function shape(
  row: Row<QueryRecord>,
  query: QueryRecord,
  granted: Pick<Granted, "refusal">,
): Readonly<Record<string, unknown>> {
  const hidden = query.Token !== "" && granted.refusal([RIGHT_TO_TOKENS]) !== undefined;
  return {
    ...query,
    ...(hidden ? { Token: HIDDEN_TOKEN } : {}),
    CreateIndex: row.createIndex,
    ModifyIndex: row.modifyIndex,
  };
}
