import type { ServiceInstance } from "../catalog/records.ts";
import { type CatalogView, SERVICES_TOPIC, serviceTopic } from "../catalog/view.ts";
import { entriesOf, protocolOf } from "../config-entry/chain-entries.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { CONFIG_ENTRIES_TOPIC, type ConfigEntryView } from "../config-entry/view.ts";
import { objectsOf, textOf } from "../decode/loose-value.ts";
import { nameId, type Row } from "../state/table.ts";

/** The kinds of gateways that config entries lead services through. */
export type GatewayKind = "ingress-gateway" | "terminating-gateway";

/** A service that a gateway leads to, in the shape of the API. */
export interface GatewayService {
  readonly Gateway: { readonly Name: string };
  readonly Service: { readonly Name: string };
  readonly GatewayKind: GatewayKind;
  readonly Port?: number;
  readonly Protocol?: string;
  readonly Hosts?: readonly string[];
  readonly CAFile?: string;
  readonly CertFile?: string;
  readonly KeyFile?: string;
  readonly SNI?: string;
  readonly FromWildcard?: true;
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
}

/** Of a gateway's entry: what it says of one service, which may be all of them (`*`). */
type Said = Omit<GatewayService, "Gateway" | "CreateIndex" | "ModifyIndex">;

const KINDS: readonly GatewayKind[] = ["ingress-gateway", "terminating-gateway"];
const ALL = "*";

/**
 * Which services gateways lead to, as their config entries say it and the
 * catalog has them. Nothing is kept: a read goes through the entries that it
 * is about, once, and for `*` through the names of all services.
 */
export class GatewayView {
  /** Topic of what gateways are told; the services that they lead to have topics of their own. */
  readonly topic = CONFIG_ENTRIES_TOPIC;
  readonly #catalog: CatalogView;
  readonly #entries: ConfigEntryView;

  /** When last an entry of a kind came, changed, or went. */
  readonly #told = new Map<string, number>();

  constructor(catalog: CatalogView, entries: ConfigEntryView) {
    this.#catalog = catalog;
    this.#entries = entries;
    entries.table.onChange((before, after, revision) => {
      const kind = (after ?? before)?.value.Kind ?? "";
      this.#told.set(kind, revision);
    });
  }

  /** The index of reads that see gateways and their services. */
  get index(): number {
    return this.#entries.table.index;
  }

  /** What a gateway leads to, by service and port. */
  servicesOf(gateway: string): readonly GatewayService[] {
    return KINDS.flatMap((kind) => this.#entries.get(kind, gateway) ?? []).flatMap((row) => this.#ledTo(row));
  }

  /** What all gateways lead to. */
  all(): readonly GatewayService[] {
    return KINDS.flatMap((kind) => this.#entries.list(kind)).flatMap((row) => this.#ledTo(row));
  }

  /** The names of the gateways of a kind that lead to a service. */
  gatewaysOf(service: string, kind: GatewayKind): readonly string[] {
    const id = nameId(service);
    const isKnown = this.#isTypical(service);
    return this.#entries
      .list(kind)
      .filter((row) =>
        saidOf(row.value).some(({ Service: { Name } }) => nameId(Name) === id || (Name === ALL && isKnown)),
      )
      .map((row) => row.value.Name);
  }

  /** The instances of the gateways of a kind that lead to a service. */
  instancesFor(service: string, kind: GatewayKind): readonly ServiceInstance[] {
    return this.gatewaysOf(service, kind).flatMap((gateway) => this.#catalog.instancesOf(gateway));
  }

  /** What changes the instances of the gateways of a kind that lead to a service. */
  topicsFor(service: string, kind: GatewayKind): readonly string[] {
    const some = this.gatewaysOf(service, kind).map(serviceTopic);
    // A gateway for all leads to what is a service now.
    return [this.topic, ...some, ...(this.#hasForAll(kind) ? [SERVICES_TOPIC] : [])];
  }

  /** The index of reads that see them. */
  indexFor(service: string, kind: GatewayKind, checks: boolean): number {
    const some = this.gatewaysOf(service, kind).map((name) => this.#catalog.indexOfService(name, checks));
    const all = this.#hasForAll(kind) ? this.#catalog.services.index : 0;
    return Math.max(1, this.#told.get(kind) ?? 0, this.#entries.floor, all, ...some);
  }

  /** What changes the instances that lead to a service in the mesh. */
  connectTopicsOf(service: string, checks: boolean): readonly string[] {
    return [
      ...this.#catalog.connectTopicsOf(service, checks),
      ...this.topicsFor(service, "terminating-gateway"),
    ];
  }

  /** The index of reads that see them. */
  connectIndexOf(service: string, checks: boolean): number {
    return Math.max(
      this.#catalog.connectIndexOf(service, checks),
      this.indexFor(service, "terminating-gateway", checks),
    );
  }

  #hasForAll(kind: GatewayKind): boolean {
    return this.#entries
      .list(kind)
      .some((row) => saidOf(row.value).some(({ Service: { Name } }) => Name === ALL));
  }

  /** What leads to a service in the mesh: its proxies, itself where it is native, and terminating gateways. */
  connectInstancesOf(service: string): readonly ServiceInstance[] {
    return [
      ...this.#catalog.connectInstancesOf(service),
      ...this.instancesFor(service, "terminating-gateway"),
    ];
  }

  #ledTo(row: Row<ConfigEntry>): readonly GatewayService[] {
    const said = saidOf(row.value);
    const named = new Set(said.map(({ Service, Port = 0 }) => `${nameId(Service.Name)} ${Port}`));
    const services = said.flatMap((one): readonly Said[] => {
      if (one.Service.Name !== ALL) return [one];
      return this.#allFor(one).filter(
        ({ Service, Port = 0 }) => !named.has(`${nameId(Service.Name)} ${Port}`),
      );
    });
    const Gateway = { Name: row.value.Name };
    const indexes = { CreateIndex: row.modifyIndex, ModifyIndex: row.modifyIndex };
    return services.map((one) => ({ Gateway, ...one, ...indexes })).sort(byServiceAndPort);
  }

  /** Every typical service; behind an ingress only those that speak what its listener speaks. */
  #allFor(said: Said): readonly Said[] {
    const names = [...this.#catalog.serviceNames()].filter((name) => this.#isTypical(name));
    const entries = entriesOf(this.#entries);
    return names
      .filter((name) => said.GatewayKind !== "ingress-gateway" || protocolOf(entries, name) === said.Protocol)
      .map((Name) => ({ ...said, Service: { Name }, FromWildcard: true }));
  }

  #isTypical(service: string): boolean {
    if (nameId(service) === "consul") return false;
    return this.#catalog.instancesOf(service).some((one) => (one.service.value.Kind ?? "") === "");
  }
}

function saidOf(entry: ConfigEntry): readonly Said[] {
  if (entry.Kind === "terminating-gateway")
    return objectsOf(entry["Services"]).map((service) => ({
      Service: { Name: textOf(service["Name"]) },
      GatewayKind: "terminating-gateway",
      ...given("CAFile", service["CAFile"]),
      ...given("CertFile", service["CertFile"]),
      ...given("KeyFile", service["KeyFile"]),
      ...given("SNI", service["SNI"]),
    }));
  return objectsOf(entry["Listeners"]).flatMap((listener) =>
    objectsOf(listener["Services"]).map(
      (service): Said => ({
        Service: { Name: textOf(service["Name"]) },
        GatewayKind: "ingress-gateway",
        ...given("Port", listener["Port"]),
        ...given("Protocol", listener["Protocol"]),
        ...given("Hosts", service["Hosts"]),
      }),
    ),
  );
}

/** A member with a value, as Go leaves out what is empty. */
function given(name: string, value: unknown): object {
  const isEmpty = value === undefined || value === null || value === "" || value === 0;
  return isEmpty || (Array.isArray(value) && value.length === 0) ? {} : { [name]: value };
}

function byServiceAndPort(a: GatewayService, b: GatewayService): number {
  const [one, other] = [a.Service.Name, b.Service.Name];
  return one === other ? (a.Port ?? 0) - (b.Port ?? 0) : one < other ? -1 : 1;
}
