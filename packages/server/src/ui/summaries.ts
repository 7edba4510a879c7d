import type { ServiceInstance } from "../catalog/records.ts";
import { textOf } from "../decode/loose-value.ts";
import type { GatewayService } from "../gateway/view.ts";

/** A service in a line, as Consul's own pages list it. */
export interface ServiceSummary {
  readonly Kind?: string;
  readonly Name: string;
  readonly Datacenter: string;
  readonly Tags: readonly string[] | null;
  readonly Nodes: readonly string[] | null;
  readonly ExternalSources: readonly string[] | null;
  readonly InstanceCount: number;
  readonly ChecksPassing: number;
  readonly ChecksWarning: number;
  readonly ChecksCritical: number;
  readonly GatewayConfig: {
    readonly AssociatedServiceCount?: number;
    readonly Addresses?: readonly string[];
  };
}

/** What is gathered of a service while its instances are gone through. */
interface Gathered {
  readonly name: string;
  kind: string;
  datacenter: string;
  count: number;
  readonly nodes: string[];
  readonly tags: Set<string>;
  readonly sources: Set<string>;
  readonly addresses: Set<string>;
  /** Its own checks and those of its proxies, each once: node and check ID to status. */
  readonly checks: Map<string, string>;
}

const SOURCE = "external-source";

/** Summaries of services by their names, and which of them have a proxy. */
export class Summaries {
  readonly #services = new Map<string, Gathered>();
  readonly #withProxy = new Set<string>();

  /** Counts an instance; the checks of a proxy count for the service that it is for as well. */
  add({ node, service, checks }: ServiceInstance): void {
    const { Service, Kind = "", Tags, Meta } = service.value;
    const gathered = this.#of(Service);
    gathered.nodes.push(node.value.Node);
    gathered.kind = Kind;
    gathered.datacenter = node.value.Datacenter;
    gathered.count += 1;
    for (const tag of Tags ?? []) gathered.tags.add(tag);
    const source = Meta?.[SOURCE] ?? "";
    if (source !== "") gathered.sources.add(source);
    const destination =
      Kind === "connect-proxy" ? textOf(service.value.Proxy["DestinationServiceName"]) : undefined;
    if (destination !== undefined) this.#withProxy.add(destination);
    const counted = destination === undefined ? [gathered] : [gathered, this.#of(destination)];
    for (const { value } of checks)
      for (const one of counted) one.checks.set(JSON.stringify([value.Node, value.CheckID]), value.Status);
  }

  /** Counts a service that a gateway leads to, under which addresses. */
  addGatewayService({ Service }: GatewayService, addresses: readonly string[]): void {
    const gathered = this.#of(Service.Name);
    for (const address of addresses) gathered.addresses.add(address);
  }

  hasProxy(name: string): boolean {
    return this.#withProxy.has(name);
  }

  has(name: string): boolean {
    return this.#services.has(name);
  }

  /** By name. */
  list(): readonly ServiceSummary[] {
    const all = [...this.#services.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return all.map(summaryOf);
  }

  #of(name: string): Gathered {
    const known = this.#services.get(name);
    if (known !== undefined) return known;
    const fresh: Gathered = {
      name,
      kind: "",
      datacenter: "",
      count: 0,
      nodes: [],
      tags: new Set(),
      sources: new Set(),
      addresses: new Set(),
      checks: new Map(),
    };
    this.#services.set(name, fresh);
    return fresh;
  }
}

function summaryOf(gathered: Gathered): ServiceSummary {
  const statuses = [...gathered.checks.values()];
  const inState = (status: string): number => statuses.filter((one) => one === status).length;
  const listed = (items: Iterable<string>): readonly string[] | null => {
    const all = [...items];
    return all.length === 0 ? null : all;
  };
  return {
    ...(gathered.kind === "" ? {} : { Kind: gathered.kind }),
    Name: gathered.name,
    Datacenter: gathered.datacenter,
    Tags: listed([...gathered.tags].sort()),
    Nodes: listed(gathered.nodes.sort()),
    ExternalSources: listed(gathered.sources),
    InstanceCount: gathered.count,
    ChecksPassing: inState("passing"),
    ChecksWarning: inState("warning"),
    ChecksCritical: inState("critical"),
    GatewayConfig: gathered.addresses.size === 0 ? {} : { Addresses: [...gathered.addresses] },
  };
}
