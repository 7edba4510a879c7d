import { isObject } from "../decode/is-object.ts";
import { objectsOf, recordOf, textOf } from "../decode/loose-value.ts";
import type { Draft } from "../state/draft.ts";
import { type ChainEntries, entriesAfter, isHttpLike, type ProposedEntry } from "./chain-entries.ts";
import { type Chain, compileChain } from "./discovery-chain.ts";
import { INTENTIONS_KIND } from "./intentions-entry.ts";
import type { ConfigEntry } from "./records.ts";
import type { ConfigEntryView } from "./view.ts";

const CHAIN_KINDS = ["service-router", "service-splitter", "service-resolver"] as const;
const INGRESS = "ingress-gateway";
const TERMINATING = "terminating-gateway";

/** Where a chain would be is not what makes it right or wrong; messages name this datacenter, as Consul's do. */
const ANYWHERE = { datacenter: "dc1", callersDatacenter: "dc1", trustDomain: "" };

/** What a change would have to do with: services whose chains must hold, and who relies on them. */
interface Concerned {
  readonly services: readonly string[];
  readonly gateways: readonly ConfigEntry[];
  readonly intentions: readonly ConfigEntry[];
}

/**
 * Why the entries would no longer fit together if one were written or deleted,
 * in Consul's words: each chain that the entry is part of, or that leads to it,
 * is compiled; gateways and intentions are held against the chains they name.
 */
export function graphMistake(
  view: ConfigEntryView,
  draft: Draft,
  proposed: ProposedEntry,
): string | undefined {
  const entries = entriesAfter(view, draft, proposed);
  const clash = gatewayClash(entries, proposed);
  if (clash !== undefined) return clash;
  const { services, gateways, intentions } = concernedBy(entries, proposed);
  const named = [...gateways.flatMap(servicesOf), ...intentions.map((entry) => entry.Name)];
  const chains = new Map<string, Chain>();
  for (const service of new Set([...services, ...named])) {
    if (service === "*") continue;
    const compiled = compileChain(entries, service, ANYWHERE);
    if (!compiled.ok) return compiled.text;
    chains.set(service, compiled.chain);
  }
  // Who writes the gateway itself is held to it more strictly than who writes a service.
  const isGateway = proposed.kind === INGRESS;
  for (const gateway of gateways) {
    const mistake = gatewayMistake(gateway, chains, isGateway);
    if (mistake !== undefined) return mistake;
  }
  return intentions
    .map((entry) => permissionsMistake(entry, chains))
    .find((mistake) => mistake !== undefined);
}

/** One name is an ingress or a terminating gateway, not both. */
function gatewayClash(entries: ChainEntries, { kind, name }: ProposedEntry): string | undefined {
  if (kind !== INGRESS && kind !== TERMINATING) return undefined;
  const other = kind === INGRESS ? TERMINATING : INGRESS;
  return entries.get(other, name) === undefined
    ? undefined
    : `cannot create a "${kind}" config entry with name ${JSON.stringify(name)}, a "${other}" config entry with that name already exists`;
}

function concernedBy(entries: ChainEntries, { kind, name, entry }: ProposedEntry): Concerned {
  const none: Concerned = { services: [], gateways: [], intentions: [] };
  if (kind === INTENTIONS_KIND) return { ...none, intentions: entry === undefined ? [] : [entry] };
  if (kind === INGRESS) return { ...none, gateways: entry === undefined ? [] : [entry] };
  const all = CHAIN_KINDS.flatMap((one) => entries.list(one));
  const gateways = entries.list(INGRESS);
  const intentions = entries.list(INTENTIONS_KIND);
  if (kind === "proxy-defaults") return { services: all.map((one) => one.Name), gateways, intentions };
  const leadHere = (one: ConfigEntry): boolean => servicesOf(one).includes(name);
  return {
    services: [name, ...all.filter(leadHere).map((one) => one.Name)],
    gateways: gateways.filter(leadHere),
    intentions,
  };
}

/** The services that an entry leads to. */
function servicesOf(entry: ConfigEntry): readonly string[] {
  const redirect = entry["Redirect"];
  const leading = [
    ...objectsOf(entry["Routes"]).map((route) => recordOf(route["Destination"])),
    ...objectsOf(entry["Splits"]),
    ...(isObject(redirect) ? [redirect] : []),
    ...Object.values(recordOf(entry["Failover"])).map(recordOf),
  ].map((one) => textOf(one["Service"]));
  const behind = listenersOf(entry).flatMap((one) => one.services);
  return [...leading, ...behind].filter((service) => service !== "");
}

function listenersOf(
  entry: ConfigEntry,
): readonly { readonly protocol: string; readonly services: readonly string[] }[] {
  return objectsOf(entry["Listeners"]).map((listener) => ({
    protocol: textOf(listener["Protocol"]),
    services: objectsOf(listener["Services"]).map((service) => textOf(service["Name"])),
  }));
}

/** A listener speaks what its services speak; one for tcp may stand before others, as long as nothing is routed or split. */
function gatewayMistake(
  gateway: ConfigEntry,
  chains: ReadonlyMap<string, Chain>,
  isStrict: boolean,
): string | undefined {
  for (const { protocol, services } of listenersOf(gateway)) {
    for (const service of services) {
      const chain = chains.get(service);
      if (chain === undefined || chain.Protocol === protocol) continue;
      const isPlain = protocol === "tcp" && chain.Nodes[chain.StartNode]?.Type === "resolver";
      if (isStrict || !isPlain)
        return `service ${JSON.stringify(service)} has protocol ${JSON.stringify(chain.Protocol)}, which does not match defined listener protocol ${JSON.stringify(protocol)}`;
    }
  }
  return undefined;
}

/** Permissions are about single requests: they need a service whose requests can be told apart. */
function permissionsMistake(entry: ConfigEntry, chains: ReadonlyMap<string, Chain>): string | undefined {
  const chain = chains.get(entry.Name);
  const has = objectsOf(entry["Sources"]).some((source) => objectsOf(source["Permissions"]).length > 0);
  if (chain === undefined || !has || isHttpLike(chain.Protocol)) return undefined;
  return `service ${JSON.stringify(entry.Name)} has protocol ${JSON.stringify(chain.Protocol)}, which is incompatible with L7 intentions permissions`;
}
