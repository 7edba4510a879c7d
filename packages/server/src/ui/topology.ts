import type { ServiceInstance, ServiceRecord } from "../catalog/records.ts";
import { entriesOf, protocolOf } from "../config-entry/chain-entries.ts";
import { compileChain } from "../config-entry/discovery-chain.ts";
import type { ConfigEntry } from "../config-entry/records.ts";
import { objectsOf, recordOf, textOf } from "../decode/loose-value.ts";
import { decidingIntention } from "../intention/intentions.ts";
import type { ServerState } from "../server-state.ts";
import { nameId } from "../state/table.ts";

/** Whether a service may connect to another one, and what says so. */
export interface Decision {
  readonly Allowed: boolean;
  readonly HasPermissions: boolean;
  readonly ExternalSource: string;
  readonly HasExact: boolean;
}

/** The services that a proxy of this one calls, in the order of their names. */
export function upstreamsOf(state: ServerState, service: string): readonly string[] {
  const proxies = state.catalog.connectInstancesOf(service);
  const called = proxies.flatMap(({ service: proxy }) => calledBy(proxy.value));
  const led = state.gateways.servicesOf(service).filter((one) => one.GatewayKind === "ingress-gateway");
  return unique([...called, ...led.map((one) => one.Service.Name)]);
}

/**
 * The services that call this one: those whose proxies, and the ingress
 * gateways whose entries, name it or a service whose chain leads to it.
 */
export function downstreamsOf(state: ServerState, service: string, datacenter: string): readonly string[] {
  const sources = new Set(sourcesOf(state, service, datacenter).map(nameId));
  const calling = [...state.catalog.services.list()]
    .filter((row) => calledBy(row.value).some((name) => sources.has(nameId(name))))
    .map((row) => textOf(row.value.Proxy["DestinationServiceName"]));
  const leading = state.gateways
    .all()
    .filter((led) => led.GatewayKind === "ingress-gateway" && sources.has(nameId(led.Service.Name)));
  return unique([...calling, ...leading.map((led) => led.Gateway.Name)]);
}

/** The instances of services and of what stands before them in the mesh. */
export function instancesOfAll(state: ServerState, names: readonly string[]): readonly ServiceInstance[] {
  return names.flatMap((name) => [
    ...state.catalog.instancesOf(name),
    ...state.gateways.connectInstancesOf(name),
  ]);
}

/** What intentions, and else the default, say of a connection. */
export function decisionOf(
  state: ServerState,
  ends: { readonly source: string; readonly destination: string },
  allowedByDefault: boolean,
): Decision {
  const deciding = decidingIntention(state.configEntries, ends.source, ends.destination);
  if (deciding === undefined)
    return { Allowed: allowedByDefault, HasPermissions: false, ExternalSource: "", HasExact: false };
  const { source, destination, row } = deciding;
  const meta = source.LegacyMeta ?? recordOf(row.value["Meta"]);
  return {
    Allowed: source.Action === "allow",
    HasPermissions: (source.Permissions ?? []).length > 0,
    ExternalSource: textOf(meta["external-source"]),
    HasExact: source.Name !== "*" && destination !== "*",
  };
}

/** What a service or an ingress gateway speaks, as far as metrics tell it apart. */
export function metricsProtocolOf(state: ServerState, service: string, kind: string): string {
  const entries = entriesOf(state.configEntries);
  if (kind === "") return protocolOf(entries, service);
  const listeners = objectsOf(entries.get("ingress-gateway", service)?.["Listeners"]);
  if (listeners.length === 0) return entries.get("ingress-gateway", service) === undefined ? "" : "tcp";
  return listeners.every((one) => ["http", "http2", "grpc"].includes(textOf(one["Protocol"])))
    ? "http"
    : "tcp";
}

function calledBy(service: ServiceRecord): readonly string[] {
  return objectsOf(service.Proxy["Upstreams"])
    .filter((upstream) => upstream["DestinationType"] !== "prepared_query")
    .map((upstream) => textOf(upstream["DestinationName"]));
}

const LINKING = ["service-router", "service-splitter", "service-resolver"];

/** The service itself, and those whose discovery chains lead to it. */
function sourcesOf(state: ServerState, service: string, datacenter: string): readonly string[] {
  const entries = entriesOf(state.configEntries);
  const links = new Map<string, string[]>();
  for (const entry of LINKING.flatMap((kind) => entries.list(kind)))
    for (const name of linkedBy(entry))
      links.set(nameId(name), [...(links.get(nameId(name)) ?? []), entry.Name]);
  const found = new Map([[nameId(service), service]]);
  for (const [id] of found)
    for (const name of links.get(id) ?? []) if (!found.has(nameId(name))) found.set(nameId(name), name);
  const place = { datacenter, callersDatacenter: datacenter, trustDomain: "" };
  return [...found.values()].filter((name) => {
    const compiled = compileChain(entries, name, place);
    if (!compiled.ok) return false;
    return Object.values(compiled.chain.Targets).some((target) => nameId(target.Service) === nameId(service));
  });
}

/** The services that an entry names as where calls may go. */
function linkedBy(entry: ConfigEntry): readonly string[] {
  const routes = objectsOf(entry["Routes"]).map((route) => recordOf(route["Destination"])["Service"]);
  const splits = objectsOf(entry["Splits"]).map((split) => split["Service"]);
  const failovers = Object.values(recordOf(entry["Failover"])).map((one) => recordOf(one)["Service"]);
  const all = [...routes, ...splits, ...failovers, recordOf(entry["Redirect"])["Service"]];
  return all.map(textOf).filter((name) => name !== "");
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Map(names.map((name) => [nameId(name), name])).values()].sort();
}
