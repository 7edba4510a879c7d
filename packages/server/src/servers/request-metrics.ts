import type { RouteId } from "@tutti/agent-api";
import type { Awaitable } from "@tutti/runtime";
import type { Labels } from "@tutti/telemetry";
import type { ServerContext } from "../server-context.ts";
import type { Servers } from "./servers.ts";

/** What is told of a request to a route, beside that there was one: the names are Consul's. */
interface Told {
  /** How long it took, under this name. */
  readonly sample?: string;
  /** That there was one, with the service that was asked for. */
  readonly query?: string;
}

const TOLD: Readonly<Partial<Record<RouteId, Told>>> = {
  "kv.write": { sample: "kvs.apply" },
  "kv.delete": { sample: "kvs.apply" },
  "txn.run": { sample: "txn.apply" },
  "catalog.register": { sample: "catalog.register" },
  "catalog.deregister": { sample: "catalog.deregister" },
  "catalog.service": { query: "catalog.service.query" },
  "catalog.connect": { query: "catalog.connect.query" },
  "health.service": { query: "health.service.query" },
  "health.connect": { query: "health.connect.query" },
  "health.ingress": { query: "health.ingress.query" },
  "secret.read": { sample: "secret.read" },
  "secret.write": { sample: "secret.apply" },
  "secret.delete": { sample: "secret.apply" },
  "session.create": { sample: "session.apply" },
  "session.destroy": { sample: "session.apply" },
  "session.renew": { sample: "session.renew" },
  "acl.token-create": { sample: "acl.token.upsert" },
  "acl.token-update": { sample: "acl.token.upsert" },
  "acl.token-delete": { sample: "acl.token.delete" },
  "acl.policy-create": { sample: "acl.policy.upsert" },
  "acl.policy-update": { sample: "acl.policy.upsert" },
  "acl.policy-delete": { sample: "acl.policy.delete" },
  "acl.role-create": { sample: "acl.role.upsert" },
  "acl.role-update": { sample: "acl.role.upsert" },
  "acl.role-delete": { sample: "acl.role.delete" },
  "acl.auth-method-create": { sample: "acl.authmethod.upsert" },
  "acl.auth-method-update": { sample: "acl.authmethod.upsert" },
  "acl.auth-method-delete": { sample: "acl.authmethod.delete" },
  "acl.binding-rule-create": { sample: "acl.bindingrule.upsert" },
  "acl.binding-rule-update": { sample: "acl.bindingrule.upsert" },
  "acl.binding-rule-delete": { sample: "acl.bindingrule.delete" },
  "acl.login": { sample: "acl.login" },
  "acl.logout": { sample: "acl.logout" },
  "query.create": { sample: "prepared-query.apply" },
  "query.update": { sample: "prepared-query.apply" },
  "query.delete": { sample: "prepared-query.apply" },
  "config.write": { sample: "config_entry.apply" },
  "config.delete": { sample: "config_entry.delete" },
  "connect.intention-create": { sample: "intention.apply" },
  "connect.intention-update": { sample: "intention.apply" },
  "connect.intention-delete": { sample: "intention.apply" },
  "connect.intention-exact-write": { sample: "intention.apply" },
  "connect.intention-exact-delete": { sample: "intention.apply" },
};

/** How a request to a route is told. */
interface Telling {
  /** That there was one. */
  readonly came: () => void;
  readonly took: ((ms: number) => void) | undefined;
  /** Counted for each service that was asked for. */
  readonly query: string | undefined;
}

/** The servers, telling what they are asked and how long it takes. */
export function withMetrics(
  servers: Pick<Servers, "request" | "register" | "deregister">,
  { metrics, runtime }: Pick<ServerContext, "metrics" | "runtime">,
): Pick<Servers, "request" | "register" | "deregister"> {
  const { clock } = runtime;
  const countRequest = metrics.counter("rpc.request");
  const countQuery = metrics.counter("rpc.query");
  const tellings = new Map<RouteId, Telling>();

  function tellingOf(route: RouteId): Telling {
    const known = tellings.get(route);
    if (known !== undefined) return known;
    const { sample, query } = TOLD[route] ?? {};
    const came = (): void => {
      countRequest();
      if (sample === undefined) countQuery();
    };
    const took = sample === undefined ? undefined : metrics.sampler(sample);
    const telling = { came, took, query };
    tellings.set(route, telling);
    return telling;
  }

  async function timed<T>(took: (ms: number) => void, work: () => Awaitable<T>): Promise<T> {
    const began = clock.monotonic();
    try {
      return await work();
    } finally {
      took(clock.monotonic() - began);
    }
  }

  const tookRegister = metrics.sampler("catalog.register");
  const tookDeregister = metrics.sampler("catalog.deregister");
  return {
    request(request, client) {
      const { came, took, query } = tellingOf(request.route);
      came();
      if (query !== undefined) metrics.count(query, 1, { service: request.rest });
      const work = (): ReturnType<Servers["request"]> => servers.request(request, client);
      return took === undefined ? work() : timed(took, work);
    },
    register: (registration, token) => timed(tookRegister, () => servers.register(registration, token)),
    deregister: (deregistration, token) =>
      timed(tookDeregister, () => servers.deregister(deregistration, token)),
  };
}

/** What there is, told whenever somebody reads the metrics; and each transaction of the store, which stands for Raft's. */
export function tellState({
  config,
  state,
  metrics,
}: Pick<ServerContext, "config" | "state" | "metrics">): void {
  const labels: Labels = { datacenter: config.datacenter };
  state.store.onCommit(() => metrics.count("raft.apply"));
  metrics.observe(() => {
    for (const [name, count] of [
      ["nodes", state.catalog.nodes.size],
      ["services", state.catalog.serviceCount],
      ["service_instances", state.catalog.services.size],
      ["kv_entries", state.kv.table.size],
      ["config_entries", state.configEntries.table.size],
    ] as const) {
      metrics.gauge(`state.${name}`, count, labels);
      // As it was called until Consul 1.12.
      if (COUNTED_IN_1_9.has(name)) metrics.gauge(`consul.state.${name}`, count, labels);
    }
    metrics.gauge("consul.members.clients", 0, labels);
    metrics.gauge("consul.members.servers", 1, labels);
    metrics.gauge("raft.applied_index", state.revision);
    metrics.gauge("raft.last_index", state.revision);
    metrics.gauge("rpc.queries_blocking", state.watches.size);
    metrics.gauge("autopilot.healthy", 1);
    metrics.gauge("autopilot.failure_tolerance", 0);
  });
}

const COUNTED_IN_1_9: ReadonlySet<string> = new Set(["nodes", "services", "service_instances"]);
