/** At once, or after a while. */
export type Later<T> = T | Promise<T>;

/**
 * What DNS reads, and all of it. Names are looked up without regard to case;
 * the datacenter is the agent's own. What is found is at least as new as
 * `version` says.
 */
export interface DnsCatalog {
  /** Catalogs of one version answer alike; encoded answers are kept for it. */
  readonly version: string;
  node(name: string): Later<DnsNode | undefined>;
  /** By the canonical text of an address (`formatIp`). */
  nodeByAddress(address: string): Later<DnsNode | undefined>;
  /** The name of the first service whose own address is this. */
  serviceByAddress(address: string): Later<string | undefined>;
  /** Every instance, whatever its health: what is left out is decided here, by the configuration. */
  instances(service: string, kind: ServiceKind): Later<readonly DnsInstance[]>;
  /** A prepared query by name or id, executed; undefined where there is none. */
  query(name: string): Later<DnsQueryResult | undefined>;
  /** The servers of this datacenter, for NS and SOA. */
  servers(): Later<readonly DnsInstance[]>;
}

/** `connect`: what speaks for the service in the mesh; `ingress`: the gateways that expose it. */
export type ServiceKind = "service" | "connect" | "ingress";

export interface DnsNode {
  readonly name: string;
  readonly address: string;
  readonly meta: ReadonlyMap<string, string>;
}

export interface DnsInstance {
  readonly node: DnsNode;
  readonly service: string;
  /** Empty where it is the node's. */
  readonly address: string;
  readonly port: number;
  readonly tags: readonly string[];
  readonly weights: { readonly passing: number; readonly warning: number };
  /** The worst of its own checks and its node's. */
  readonly status: "passing" | "warning" | "critical";
}

export interface DnsQueryResult {
  /** Already filtered by the query. */
  readonly instances: readonly DnsInstance[];
  readonly ttlSeconds: number | undefined;
  /** The service's name, for its configured TTL. */
  readonly service: string;
  /** The query failed over to another datacenter. */
  readonly datacenter?: string;
}
