import { isObject } from "../decode/is-object.ts";
import { objectsOf } from "../decode/loose-value.ts";
import type { Draft } from "../state/draft.ts";
import { ingressMistake, terminatingMistake } from "./gateway-mistake.ts";
import { intentionsMistake } from "./intentions-mistake.ts";
import type { ConfigEntry } from "./records.ts";
import { resolverMistake } from "./resolver-mistake.ts";
import { routesMistake } from "./route-mistake.ts";
import type { ConfigEntryView } from "./view.ts";
import { configEntryId } from "./view.ts";

const HTTP_PROTOCOLS: ReadonlySet<string> = new Set(["http", "http2", "grpc"]);

/** What is wrong with an entry, by itself or beside the others; undefined if nothing is. */
export function configEntryMistake(
  view: ConfigEntryView,
  draft: Draft,
  entry: ConfigEntry,
): string | undefined {
  if (entry.Name === "")
    return entry.Kind === "service-defaults" ? "serviceName is required" : "Name is required";
  switch (entry.Kind) {
    case "service-resolver":
      return resolverMistake(entry);
    case "service-splitter":
      return splitterMistake(entry) ?? routingMistake(view, draft, entry);
    case "service-router":
      return routesMistake(objectsOf(entry["Routes"])) ?? routingMistake(view, draft, entry);
    case "ingress-gateway":
      return ingressMistake(entry);
    case "terminating-gateway":
      return terminatingMistake(entry);
    case "service-intentions":
      return intentionsMistake(entry.Name, objectsOf(entry["Sources"]));
    default:
      return undefined;
  }
}

/** The protocol that a service speaks, by its own entry or the proxies' defaults. */
export function protocolOf(view: ConfigEntryView, draft: Draft | undefined, service: string): string {
  const read = (kind: string, name: string): ConfigEntry | undefined =>
    draft === undefined
      ? view.get(kind, name)?.value
      : draft.get(view.table, configEntryId(kind, name))?.value;
  const own = read("service-defaults", service)?.["Protocol"];
  if (typeof own === "string" && own !== "") return own;
  const config = read("proxy-defaults", "global")?.["Config"];
  const shared = isObject(config) ? config["protocol"] : undefined;
  return typeof shared === "string" && shared !== "" ? shared : "tcp";
}

function splitterMistake(entry: ConfigEntry): string | undefined {
  const splits = objectsOf(entry["Splits"]);
  if (splits.length === 0) return "no splits configured";
  const seen = new Set<string>();
  let sum = 0;
  for (const split of splits) {
    const service = String(split["Service"] ?? entry.Name);
    const subset = String(split["ServiceSubset"] ?? "");
    const key = JSON.stringify([service, subset]);
    if (seen.has(key))
      return `split destination occurs more than once: service=${JSON.stringify(service)}, subset=${JSON.stringify(subset)}, namespace=""`;
    seen.add(key);
    sum += Math.round(Number(split["Weight"] ?? 0) * 100);
  }
  return sum === 10_000
    ? undefined
    : `the sum of all split weights must be 100, not ${(sum / 100).toFixed(6)}`;
}

function routingMistake(view: ConfigEntryView, draft: Draft, entry: ConfigEntry): string | undefined {
  const chain = `discovery chain ${JSON.stringify(entry.Name)}`;
  const protocol = protocolOf(view, draft, entry.Name);
  if (!HTTP_PROTOCOLS.has(protocol))
    return `${chain} uses a protocol ${JSON.stringify(protocol)} that does not permit advanced routing or splitting behavior`;
  for (const service of destinationsOf(entry)) {
    const other = protocolOf(view, draft, service);
    if (other !== protocol)
      return `${chain} uses inconsistent protocols; service ${JSON.stringify(service)} has ${JSON.stringify(other)} which is not ${JSON.stringify(protocol)}`;
  }
  return undefined;
}

/** The services that a router or splitter leads to, itself left out. */
export function destinationsOf(entry: ConfigEntry): readonly string[] {
  const routes = objectsOf(entry["Routes"]).map((route) => route["Destination"]);
  const names = [...routes, ...objectsOf(entry["Splits"])].map((destination) =>
    isObject(destination) ? destination["Service"] : undefined,
  );
  return [
    ...new Set(names.filter((name): name is string => typeof name === "string" && name !== entry.Name)),
  ];
}
