/** The catalog's records, in the shape and with the names of Consul's API. */
import type { Row } from "../state/table.ts";

/** A node of the catalog. */
export interface NodeRecord {
  readonly ID: string;
  readonly Node: string;
  readonly Address: string;
  readonly Datacenter: string;
  readonly TaggedAddresses: Readonly<Record<string, string>> | null;
  readonly Meta: Readonly<Record<string, string>> | null;
}

/** An address and port under a name (`lan`, `wan`, `virtual` …). */
export interface ServiceAddress {
  readonly Address: string;
  readonly Port: number;
}

export interface Weights {
  readonly Passing: number;
  readonly Warning: number;
}

/** A service instance of the catalog. */
export interface ServiceRecord {
  /** Left out for a typical service. */
  readonly Kind?: string;
  readonly ID: string;
  readonly Service: string;
  /** Null where it was registered without; most answers show that as no tags. */
  readonly Tags: readonly string[] | null;
  readonly Address: string;
  readonly TaggedAddresses?: Readonly<Record<string, ServiceAddress>>;
  readonly Meta: Readonly<Record<string, string>> | null;
  readonly Port: number;
  readonly Weights: Weights;
  readonly EnableTagOverride: boolean;
  /** As in the API: at least `MeshGateway` and `Expose`. */
  readonly Proxy: Readonly<Record<string, unknown>>;
  readonly Connect: Readonly<Record<string, unknown>>;
  /** The node that it runs on; not part of the API's shape. */
  readonly NodeName: string;
}

type CheckStatus = "passing" | "warning" | "critical" | "maintenance" | (string & {});

/** A check of the catalog, with its last output. */
export interface CheckRecord {
  readonly Node: string;
  readonly CheckID: string;
  readonly Name: string;
  readonly Status: CheckStatus;
  readonly Notes: string;
  readonly Output: string;
  readonly ServiceID: string;
  readonly ServiceName: string;
  readonly ServiceTags: readonly string[] | null;
  readonly Type: string;
  readonly Definition: Readonly<Record<string, unknown>>;
}

/** An instance of a service with where it runs and how it is: what health answers and DNS are made of. */
export interface ServiceInstance {
  readonly node: Row<NodeRecord>;
  readonly service: Row<ServiceRecord>;
  /** Of the node first, then of the service, each by id. */
  readonly checks: readonly Row<CheckRecord>[];
}
