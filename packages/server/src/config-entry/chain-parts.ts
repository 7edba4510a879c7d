import { recordOf, textOf } from "../decode/loose-value.ts";
import { type ChainEntries, isHttpLike, protocolOf } from "./chain-entries.ts";
import { type ChainOverrides, type Customized, NO_OVERRIDES } from "./chain-overrides.ts";
import type { ConfigEntry } from "./records.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Where a chain is compiled for. */
export interface ChainPlace {
  /** The datacenter whose services it leads to, unless an entry names another. */
  readonly datacenter: string;
  /** The datacenter of who calls: what lies elsewhere may go through gateways. */
  readonly callersDatacenter: string;
  readonly trustDomain: string;
}

/** Instances that calls end at: of a service, or of a subset of it, in a datacenter. */
export interface ChainTarget {
  readonly ID: string;
  readonly Service: string;
  readonly ServiceSubset?: string;
  readonly Namespace: string;
  readonly Datacenter: string;
  MeshGateway: Fields;
  Subset: Fields;
  External?: true;
  SNI: string;
  readonly Name: string;
}

export interface RouterNode {
  readonly Type: "router";
  readonly Name: string;
  readonly Routes: { readonly Definition: Fields; readonly NextNode: string }[];
}

export interface SplitterNode {
  readonly Type: "splitter";
  readonly Name: string;
  Splits: readonly ChainSplit[];
  LoadBalancer?: Fields;
}

interface ChainSplit {
  readonly Weight: number;
  readonly NextNode: string;
}

export interface ResolverNode {
  readonly Type: "resolver";
  readonly Name: string;
  readonly Resolver: {
    readonly ConnectTimeout: string;
    readonly Default?: true;
    readonly Target: string;
    Failover?: { readonly Targets: readonly string[] };
  };
  readonly LoadBalancer?: Fields;
}

export type ChainNode = RouterNode | SplitterNode | ResolverNode;

/** How the others of a chain name a node. */
export function keyOf({ Type, Name }: ChainNode): string {
  return `${Type}:${Name}`;
}

/** What a chain is made of, while it is being made; the first mistake that is met is kept. */
export class ChainParts {
  readonly nodes = new Map<string, ChainNode>();
  readonly targets = new Map<string, ChainTarget>();
  /** The targets that nodes lead to: others were met on the way only. */
  readonly kept = new Set<string>();
  /** What all services of the chain speak; undefined before the first is met. */
  protocol: string | undefined;
  mistake: string | undefined;

  readonly entries: ChainEntries;
  /** Whose chain it is. */
  readonly service: string;
  readonly place: ChainPlace;

  readonly overrides: ChainOverrides;
  /** Which of the overrides have changed anything. */
  readonly customized: Customized = {};

  constructor(
    entries: ChainEntries,
    service: string,
    { place, overrides = NO_OVERRIDES }: { readonly place: ChainPlace; readonly overrides?: ChainOverrides },
  ) {
    this.entries = entries;
    this.service = service;
    this.place = place;
    this.overrides = overrides;
  }

  /** The value, or what overrides it; that it did is noted. */
  overridden(what: keyof ChainOverrides, value: string): string {
    const other = this.overrides[what];
    if (other === "" || other === value) return value;
    this.customized[what] = true;
    return other;
  }

  /** The router or splitter of a service; none where the chain shall speak what cannot be routed. */
  advancedEntry(kind: "service-router" | "service-splitter", service: string): ConfigEntry | undefined {
    const entry = this.entries.get(kind, service);
    const { protocol } = this.overrides;
    if (entry === undefined || protocol === "" || isHttpLike(protocol)) return entry;
    this.customized.protocol = true;
    return undefined;
  }

  fail(text: string): void {
    this.mistake ??= text;
  }

  add<N extends ChainNode>(node: N): N {
    this.nodes.set(keyOf(node), node);
    return node;
  }

  /** A chain is of one protocol. */
  meet(service: string): void {
    const protocol = protocolOf(this.entries, service);
    this.protocol ??= protocol;
    if (this.protocol === protocol) return;
    const [chain, who, has, not] = [this.service, service, protocol, this.protocol].map((text) =>
      JSON.stringify(text),
    );
    this.fail(
      `discovery chain ${chain} uses inconsistent protocols; service ${who} has ${has} which is not ${not}`,
    );
  }

  target(service: string, subset: string, datacenter = this.place.datacenter): ChainTarget {
    const id = `${subset === "" ? "" : `${subset}.`}${service}.default.${datacenter}`;
    const known = this.targets.get(id);
    if (known !== undefined) return known;
    const name = `${id}.internal.${this.place.trustDomain}`;
    const target: ChainTarget = {
      ID: id,
      Service: service,
      ...(subset === "" ? {} : { ServiceSubset: subset }),
      Namespace: "default",
      Datacenter: datacenter,
      MeshGateway: {},
      Subset: {},
      SNI: name,
      Name: name,
    };
    this.targets.set(id, target);
    return target;
  }

  /** The target that a redirect or failover makes of another one; what it does not name stays, but another service has other subsets. */
  redirected(target: ChainTarget, to: Fields, datacenter = textOf(to["Datacenter"])): ChainTarget {
    const service = textOf(to["Service"]) || target.Service;
    const subset = service === target.Service ? (target.ServiceSubset ?? "") : "";
    return this.target(service, textOf(to["ServiceSubset"]) || subset, datacenter || target.Datacenter);
  }

  /** How calls to a service leave the datacenter: as its own entry says, else as the proxies' defaults do. */
  gatewayOf(service: string): Fields {
    const own = recordOf(this.entries.get("service-defaults", service)?.["MeshGateway"]);
    const shared = recordOf(this.entries.get("proxy-defaults", "global")?.["MeshGateway"]);
    const mode = this.overridden("meshGateway", textOf(own["Mode"]) || textOf(shared["Mode"]));
    return mode === "" ? {} : { Mode: mode };
  }
}
