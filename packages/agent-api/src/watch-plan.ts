import { EMPTY_CHECK_DEFINITION } from "./check-definition.ts";
import type { CallOptions } from "./client.ts";
import { eventIndex } from "./event-index.ts";
import { type JsonRecord, recordOf, recordsOf } from "./json-shapes.ts";
import type { RouteId } from "./routes.ts";
import { WatchParameters } from "./watch-parameters.ts";

/** What a watch looks at, and what a handler is given of it; for the agent's own watches and the command's alike. */
export interface WatchPlan {
  readonly type: string;
  /** Empty: whoever watches asks as who they are. */
  readonly token: string;
  readonly route: RouteId;
  /** What stands for the route's `{…}`. */
  readonly rest: string;
  readonly query: NonNullable<CallOptions["query"]>;
  /** Of an answer's JSON, or of undefined where there is nothing; `last` is the index that was seen before. */
  readonly shape: (value: unknown, last: string | undefined) => unknown;
}

type PlanOfType = Omit<WatchPlan, "type" | "token" | "rest"> & { readonly rest?: string };

/** The plan of a watch by its parameters, as files have them (`{ type: "key", key: "a" }`); or what is wrong with them. */
export function readWatchPlan(given: Readonly<Record<string, unknown>>): WatchPlan | string {
  const parameters = new WatchParameters(given);
  const datacenter = parameters.text("datacenter");
  const token = parameters.text("token");
  const type = parameters.text("type");
  if (type === "") parameters.refuse("Watch type must be specified");
  if (parameters.isRefused) return parameters.mistake ?? "";
  const read = TYPES.get(type);
  if (read === undefined) return `Unsupported watch type: ${type}`;
  const { rest = "", query, ...plan } = read(parameters);
  if (parameters.mistake !== undefined) return parameters.mistake;
  return { ...plan, type, token, rest, query: { ...query, dc: datacenter === "" ? undefined : datacenter } };
}

type ReadPlan = (parameters: WatchParameters) => PlanOfType;

const whole = (value: unknown): unknown => value;

/** Every type of Consul's documentation. */
const TYPES: ReadonlyMap<string, ReadPlan> = new Map<string, ReadPlan>([
  ["key", keyPlan],
  ["keyprefix", prefixPlan],
  ["services", (parameters) => ({ route: "catalog.services", query: staleOf(parameters), shape: whole })],
  ["nodes", (parameters) => ({ route: "catalog.nodes", query: staleOf(parameters), shape: whole })],
  ["service", servicePlan],
  ["checks", checksPlan],
  ["event", eventPlan],
]);

function staleOf(parameters: WatchParameters): { readonly stale: string | undefined } {
  return { stale: parameters.flag("stale") ? "" : undefined };
}

function keyPlan(parameters: WatchParameters): PlanOfType {
  const query = staleOf(parameters);
  const key = parameters.text("key");
  if (key === "") parameters.refuse("Must specify a single key to watch");
  const shape = (value: unknown): unknown =>
    value === undefined ? null : withSession(recordsOf(value)[0] ?? {});
  return { route: "kv.read", rest: key, query, shape };
}

function prefixPlan(parameters: WatchParameters): PlanOfType {
  const query = { ...staleOf(parameters), recurse: "" };
  const prefix = parameters.text("prefix");
  if (prefix === "") parameters.refuse("Must specify a single prefix to watch");
  const shape = (value: unknown): unknown => (value === undefined ? null : recordsOf(value).map(withSession));
  return { route: "kv.read", rest: prefix, query, shape };
}

function servicePlan(parameters: WatchParameters): PlanOfType {
  const stale = staleOf(parameters);
  const service = parameters.text("service");
  if (service === "") parameters.refuse("Must specify a single service to watch");
  const tag = parameters.texts("tag");
  const passing = parameters.flag("passingonly") ? "" : undefined;
  const shape = (value: unknown): unknown =>
    recordsOf(value).map((one) => ({ ...one, Checks: recordsOf(one["Checks"]).map(withDefinition) }));
  return { route: "health.service", rest: service, query: { ...stale, tag, passing }, shape };
}

function checksPlan(parameters: WatchParameters): PlanOfType {
  const query = staleOf(parameters);
  const service = parameters.text("service");
  const state = parameters.text("state");
  if (service !== "" && state !== "") parameters.refuse("Cannot specify service and state");
  const shape = (value: unknown): unknown => recordsOf(value).map(withDefinition);
  return service === ""
    ? { route: "health.state", rest: state === "" ? "any" : state, query, shape }
    : { route: "health.checks", rest: service, query, shape };
}

function eventPlan(parameters: WatchParameters): PlanOfType {
  const name = parameters.text("name");
  const shape = (value: unknown, last: string | undefined): unknown => {
    const events = recordsOf(value);
    const seen = events.findIndex(({ ID }) => typeof ID === "string" && eventIndex(ID) === last);
    return events.slice(seen + 1);
  };
  return { route: "event.list", query: { name: name === "" ? undefined : name }, shape };
}

/** Handlers always see a session, and a definition's fields. */
function withSession(pair: JsonRecord): JsonRecord {
  return { ...pair, Session: pair["Session"] ?? "" };
}

function withDefinition(check: JsonRecord): JsonRecord {
  return { ...check, Definition: { ...EMPTY_CHECK_DEFINITION, ...recordOf(check["Definition"]) } };
}
