import type { RouteId } from "@tutti/agent-api";
import type { Awaitable } from "@tutti/runtime";
import type { Grants } from "../acl/grants.ts";
import type { Deregistration, Registration } from "../catalog/commands.ts";
import type { CheckRecord, NodeRecord, ServiceInstance, ServiceRecord } from "../catalog/records.ts";
import type { ServiceConfig } from "../config-entry/service-config.ts";
import type { Consistency } from "../endpoint/blocking.ts";
import type { Answer } from "../endpoint/reply.ts";
import type { RequestBody } from "../endpoint/request.ts";
import type { InstancesBy } from "../gateway/instance-reads.ts";
import type { Outcome } from "../state/refusal.ts";

/**
 * What an agent asks of the servers of its datacenter, and all that it may:
 * every call is a question of plain data, with a token, and an answer of plain
 * data. Nothing is shared, so the answers may come from another process.
 * A token of "" stands for the agent's default one.
 *
 * `gone` aborts when nobody wants the answer any more.
 */
export interface Servers {
  /** The routes of the API that `request` answers; the same as long as the servers run. */
  readonly routes: ReadonlySet<RouteId>;
  /** Answers a request to one of these routes, at once or as late as it asks for; undefined once nobody wants it. */
  request(request: ServersRequest, client: Client): Awaitable<Answer | undefined>;
  /** Reads the catalog with the eyes of a token: what it may not see is not there. */
  read<Q extends CatalogQuestion>(
    question: Q,
    options: ServersRead,
    gone?: AbortSignal,
  ): Promise<Outcome<CatalogAnswer<Q>>>;
  /** Registers what the token may; writes nothing else. */
  register(registration: Registration, token: string): Promise<Outcome<true>>;
  /** Deregisters what the token may; what is not there is no error. */
  deregister(deregistration: Deregistration, token: string): Promise<Outcome<true>>;
  /** What a token grants, for what the agent decides about itself; refused where there is no such token. */
  grants(token: string): Promise<Outcome<Grants>>;
  /** How the servers are, for metrics. */
  status(): Promise<ServersStatus>;
}

/** Who waits for an answer. */
export interface Client {
  /** Aborts when nobody wants the answer any more. Made when it is looked at, which what is answered at once spares. */
  readonly gone: AbortSignal;
}

/** A request to a route, as the client made it. */
export interface ServersRequest {
  readonly route: RouteId;
  /** What of the path stands for the route's `{…}`, decoded. */
  readonly rest: string;
  /** As it stands behind the `?`; how a read is to be consistent and how long it may wait are parts of it. */
  readonly query: string;
  readonly token: string;
  /** Indents JSON. */
  readonly pretty: boolean;
  readonly body: RequestBody;
}

/** How a question to the catalog is asked. */
export interface ServersRead {
  readonly token: string;
  /** Default: `leader`. One server answers all alike. */
  readonly consistency?: Consistency;
  /** Waits until the answer's index is beyond this; default 0, which does not wait. */
  readonly index?: number;
  /** How long at most; default and limit are the server's (`waitDefaultMs`, `waitMaxMs`), and a sixteenth comes on top at random. */
  readonly waitMs?: number;
}

/** What can be asked of the catalog. */
export type CatalogQuestion =
  /** Something that is equal as long as all answers to this token are. */
  | { readonly kind: "version" }
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "nodes" }
  /** Of all nodes, in no order. */
  | { readonly kind: "service-names" }
  /** Of all nodes, by node and ID. */
  | { readonly kind: "services" }
  | { readonly kind: "services-of"; readonly node: string }
  | { readonly kind: "checks-of"; readonly node: string }
  | { readonly kind: "instances"; readonly service: string; readonly by: InstancesBy }
  /** What config entries say for the proxies and gateways of a service. */
  | { readonly kind: "service-config"; readonly service: string; readonly upstreams: readonly string[] }
  /** Runs a prepared query, by name or ID. */
  | { readonly kind: "query"; readonly query: string };

/** What each kind of question is answered with. */
export interface CatalogValues {
  readonly version: string;
  readonly node: NodeRecord | undefined;
  readonly nodes: readonly NodeRecord[];
  readonly "service-names": readonly string[];
  readonly services: readonly ServiceRecord[];
  readonly "services-of": readonly ServiceRecord[];
  readonly "checks-of": readonly CheckRecord[];
  readonly instances: readonly ServiceInstance[];
  /** Undefined where the token may not see the service. */
  readonly "service-config": ServiceConfig | undefined;
  /** Undefined where there is none, or it cannot be run. */
  readonly query: QueryResult | undefined;
}

/** An answer, and the index to wait for the next one with. */
export interface CatalogAnswer<Q extends CatalogQuestion> {
  readonly index: number;
  readonly value: CatalogValues[Q["kind"]];
}

/** What a prepared query found. */
export interface QueryResult {
  readonly service: string;
  /** In the order to be told. */
  readonly instances: readonly ServiceInstance[];
  /** `10s`, or "" for the default. */
  readonly dnsTtl: string;
}

/** Numbers of the servers. */
export interface ServersStatus {
  /** The newest revision of the store. */
  readonly revision: number;
  /** How many wait for something to change. */
  readonly waiting: number;
}
