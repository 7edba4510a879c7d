import { objectsOf } from "../decode/loose-value.ts";
import type { Draft } from "../state/draft.ts";
import { ingressMistake, terminatingMistake } from "./gateway-mistake.ts";
import { graphMistake } from "./graph-mistake.ts";
import { intentionsMistake } from "./intentions-mistake.ts";
import type { ConfigEntry } from "./records.ts";
import { resolverMistake } from "./resolver-mistake.ts";
import { routesMistake } from "./route-mistake.ts";
import type { ConfigEntryView } from "./view.ts";

/** What is wrong with an entry, by itself or beside the others; undefined if nothing is. */
export function configEntryMistake(
  view: ConfigEntryView,
  draft: Draft,
  entry: ConfigEntry,
): string | undefined {
  return ownMistake(entry) ?? neighboursMistake(view, draft, entry);
}

/** What is wrong with an entry that is right by itself beside the others; undefined if nothing is. */
export function neighboursMistake(
  view: ConfigEntryView,
  draft: Draft,
  entry: ConfigEntry,
): string | undefined {
  return graphMistake(view, draft, { kind: entry.Kind, name: entry.Name, entry });
}

/** Why an entry may not go, since others stand on it; undefined where it may. */
export function deletionMistake(
  view: ConfigEntryView,
  draft: Draft,
  kind: string,
  name: string,
): string | undefined {
  return graphMistake(view, draft, { kind, name, entry: undefined });
}

/** Kinds whose name is asked for by the chain that is made of them. */
const NAMED_BY_CHAINS: ReadonlySet<string> = new Set(["service-defaults", "terminating-gateway"]);

/** What is wrong with an entry by itself; undefined if nothing is. */
export function ownMistake(entry: ConfigEntry): string | undefined {
  if (entry.Name === "" && !NAMED_BY_CHAINS.has(entry.Kind)) return "Name is required";
  switch (entry.Kind) {
    case "service-resolver":
      return resolverMistake(entry);
    case "service-splitter":
      return splitterMistake(entry);
    case "service-router":
      return routesMistake(objectsOf(entry["Routes"]));
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
    : `the sum of all split weights must be 100, not ${Math.fround(sum / 100).toFixed(6)}`;
}
