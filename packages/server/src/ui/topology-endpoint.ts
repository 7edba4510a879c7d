import type { ServiceInstance } from "../catalog/records.ts";
import { instanceRights } from "../catalog/rights.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext } from "../server-context.ts";
import { refuse } from "../state/refusal.ts";
import { LIST_TOPICS } from "./service-endpoints.ts";
import { Summaries } from "./summaries.ts";
import {
  type Decision,
  decisionOf,
  downstreamsOf,
  instancesOfAll,
  metricsProtocolOf,
  upstreamsOf,
} from "./topology.ts";

const KINDS = ["", "ingress-gateway"];

interface Asked {
  readonly service: string;
  readonly kind: string;
}

/** Whom a service calls, who calls it, and whether they may. */
export function topologyEndpoint({ state, config }: ServerContext): Endpoint {
  const allowed = !config.acl.enabled || config.acl.defaultPolicy === "allow";
  return endpoint<Asked, ServiceInstance>({
    decode({ query: asked, rest: service }) {
      if (service === "") return refuse(serverError("service-name-missing"), 400);
      const query = asked.of("ui.service-topology");
      if (!query.given("kind")) return refuse(serverError("service-kind-missing"), 400);
      const kind = query.text("kind");
      if (!KINDS.includes(kind))
        return refuse(serverError("topology-kind-unsupported", JSON.stringify(kind)), 400);
      return { service, kind };
    },
    rights: ({ service }) => [right("service", "read", service)],
    visible: instanceRights,
    answer: ({ service, kind }, granted) =>
      blockingJson({
        topics: LIST_TOPICS,
        run() {
          let isFiltered = false;
          const summarized = (
            names: readonly string[],
            decide: (name: string) => Decision,
          ): readonly object[] => {
            const all = instancesOfAll(state, names);
            const seen = granted.visible(all);
            isFiltered ||= seen.length < all.length;
            const summaries = new Summaries();
            for (const instance of seen) summaries.add(instance);
            return summaries
              .list()
              .filter(({ Kind = "" }) => KINDS.includes(Kind))
              .map((summary) => ({ ...summary, Intention: decide(summary.Name) }));
          };
          const value = {
            Protocol: metricsProtocolOf(state, service, kind),
            Upstreams: summarized(upstreamsOf(state, service), (name) =>
              decisionOf(state, { source: service, destination: name }, allowed),
            ),
            Downstreams: summarized(downstreamsOf(state, service, config.datacenter), (name) =>
              decisionOf(state, { source: name, destination: service }, allowed),
            ),
          };
          const index = Math.max(state.catalog.index(true), state.gateways.index);
          return { index, value: { ...value, FilteredByACLs: isFiltered } };
        },
      }),
  });
}
