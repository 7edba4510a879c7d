import type { ServiceInstance } from "../catalog/records.ts";
import { instanceRights } from "../catalog/rights.ts";
import { healthServiceShape } from "../catalog/shape.ts";
import { CHECKS_TOPIC, NODES_TOPIC, SERVICES_TOPIC } from "../catalog/view.ts";
import { CONFIG_ENTRIES_TOPIC } from "../config-entry/view.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { serverError } from "../errors.ts";
import { compileFilter, type Filter } from "../filter/filter.ts";
import { healthSelectors } from "../filter/selectors.ts";
import type { GatewayService } from "../gateway/view.ts";
import { type Need, right } from "../rights/right.ts";
import type { ServerContext } from "../server-context.ts";
import { refuse } from "../state/refusal.ts";
import { Summaries } from "./summaries.ts";

/** Changes of these change any of the lists. */
export const LIST_TOPICS = [NODES_TOPIC, SERVICES_TOPIC, CHECKS_TOPIC, CONFIG_ENTRIES_TOPIC];

type Seen =
  | { readonly kind: "instance"; readonly instance: ServiceInstance }
  | { readonly kind: "gateway"; readonly led: GatewayService };

function rightsToSee(seen: Seen): readonly Need[] {
  return seen.kind === "gateway"
    ? [right("service", "read", seen.led.Service.Name)]
    : instanceRights(seen.instance);
}

const asInstance = (instance: ServiceInstance) => ({ kind: "instance", instance }) as const;
const asLed = (led: GatewayService) => ({ kind: "gateway", led }) as const;

/** Every service in a line. */
export function servicesEndpoint({ state }: ServerContext): Endpoint {
  const { catalog, gateways } = state;
  return endpoint<Filter, Seen>({
    decode: ({ query }) => compileFilter(query.of("ui.services").text("filter"), healthSelectors),
    rights: openToAll,
    visible: rightsToSee,
    answer: (filter, granted) =>
      blockingJson({
        topics: LIST_TOPICS,
        shareKey: "",
        run() {
          const all = [...catalog.serviceNames()].flatMap((name) => catalog.instancesOf(name));
          const summaries = new Summaries();
          for (const { instance } of granted.visible(all.map(asInstance)))
            if (filter(healthServiceShape(instance))) summaries.add(instance);
          const links = granted.visible(gateways.all().map(asLed)).map(({ led }) => led);
          return { index: Math.max(catalog.index(true), gateways.index), value: listing(summaries, links) };
        },
      }),
  });
}

function listing(summaries: Summaries, links: readonly GatewayService[]): readonly object[] {
  const counts = new Map<string, number>();
  const led = new Set<string>();
  for (const { Gateway, Service } of links) {
    counts.set(Gateway.Name, (counts.get(Gateway.Name) ?? 0) + 1);
    if (summaries.has(Gateway.Name)) led.add(Service.Name);
  }
  return summaries.list().map((summary) => {
    const count = counts.get(summary.Name);
    return {
      ...summary,
      GatewayConfig: count === undefined ? {} : { AssociatedServiceCount: count },
      ConnectedWithProxy: summaries.hasProxy(summary.Name),
      ConnectedWithGateway: summary.InstanceCount > 0 && led.has(summary.Name),
    };
  });
}

/** The services that a gateway leads to, in a line each, with the addresses that they have there. */
export function gatewayServicesEndpoint({ state, config }: ServerContext): Endpoint {
  const { catalog, gateways } = state;
  return endpoint<string, Seen>({
    decode: ({ rest }) => (rest === "" ? refuse(serverError("gateway-name-missing"), 400) : rest),
    rights: (gateway) => [right("service", "read", gateway)],
    visible: rightsToSee,
    answer: (gateway, granted) =>
      blockingJson({
        topics: LIST_TOPICS,
        shareKey: gateway,
        run() {
          const summaries = new Summaries();
          for (const { led } of granted.visible(gateways.servicesOf(gateway).map(asLed))) {
            summaries.addGatewayService(led, addressesOf(led, config));
            const instances = catalog.instancesOf(led.Service.Name).map(asInstance);
            for (const { instance } of granted.visible(instances)) summaries.add(instance);
          }
          const list = summaries.list();
          return {
            index: Math.max(catalog.index(true), gateways.index),
            value: list.length === 0 ? null : list,
          };
        },
      }),
  });
}

/** Under which names and ports a service is found behind an ingress. */
function addressesOf(
  { Service, Hosts, Port }: GatewayService,
  { datacenter, domain, altDomain }: ServerContext["config"],
): readonly string[] {
  if (Port === undefined) return [];
  const own = [domain, altDomain]
    .filter((name) => name !== "")
    .map((name) => `${Service.Name}.ingress.${datacenter}.${name}`);
  return (Hosts ?? own).map((host) => `${host.replace(/\.+$/, "")}:${Port}`);
}
