import { objectsOf, textOf } from "../decode/loose-value.ts";
import { INTENTIONS_KIND, withPrecedence } from "./intentions-entry.ts";
import type { ConfigEntry } from "./records.ts";

/** An entry as it is kept: with the defaults of its kind, and one form for what can be said in several. */
export function normalizedEntry(entry: ConfigEntry): ConfigEntry {
  switch (entry.Kind) {
    case "service-defaults":
      return { ...entry, Protocol: textOf(entry["Protocol"]).toLowerCase() };
    case "service-splitter":
      return withList(entry, "Splits", (split) => ({
        ...split,
        Weight: splitWeight(Number(split["Weight"])),
      }));
    case "ingress-gateway":
      return withList(entry, "Listeners", (listener) => ({
        ...listener,
        Protocol: textOf(listener["Protocol"]).toLowerCase() || "tcp",
      }));
    case INTENTIONS_KIND:
      return withPrecedence(entry);
    default:
      return entry;
  }
}

/** A weight in percent: the smallest that counts is a hundredth. */
export function splitWeight(weight: number): number {
  return Math.round(Math.fround(weight * 100)) / 100;
}

type Fields = Readonly<Record<string, unknown>>;

function withList(entry: ConfigEntry, field: string, change: (item: Fields) => Fields): ConfigEntry {
  const items = entry[field];
  return Array.isArray(items) ? { ...entry, [field]: objectsOf(items).map(change) } : entry;
}
