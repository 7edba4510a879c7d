import type { ServiceInstance } from "../catalog/records.ts";
import { type CatalogView, instancesTopic, serviceTopic } from "../catalog/view.ts";
import type { GatewayView } from "./view.ts";

/** The instances of a service itself, of what speaks for it in the mesh, or of the gateways that expose it. */
export type InstancesBy = "service" | "connect" | "ingress";

/** A read of instances, by the name of a service; `checks`: whether it sees these. */
export interface InstancesRead {
  /** Changes of these change it. */
  topics(service: string, checks: boolean): readonly string[];
  index(service: string, checks: boolean): number;
  list(service: string): readonly ServiceInstance[];
}

/** The reads of instances: none is woken by what happens to services that it is not about. */
export function instanceReads(state: {
  readonly catalog: CatalogView;
  readonly gateways: GatewayView;
}): Readonly<Record<InstancesBy, InstancesRead>> {
  const { catalog, gateways } = state;
  return {
    service: {
      topics: (service, checks) => [checks ? serviceTopic(service) : instancesTopic(service)],
      index: (service, checks) => catalog.indexOfService(service, checks),
      list: (service) => catalog.instancesOf(service),
    },
    connect: {
      topics: (service, checks) => gateways.connectTopicsOf(service, checks),
      index: (service, checks) => gateways.connectIndexOf(service, checks),
      list: (service) => gateways.connectInstancesOf(service),
    },
    ingress: {
      topics: (service) => gateways.topicsFor(service, "ingress-gateway"),
      index: (service, checks) => gateways.indexFor(service, "ingress-gateway", checks),
      list: (service) => gateways.instancesFor(service, "ingress-gateway"),
    },
  };
}
