/** The config entry that intentions are kept in, one a destination. */
import { parseIntentionName } from "@tutti/agent-api";
import { objectsOf, textOf } from "../decode/loose-value.ts";
import type { ConfigEntry } from "./records.ts";

/** The kind of config entry that holds intentions, by destination. */
export const INTENTIONS_KIND = "service-intentions";

/** How exact a pair of names is: 9 for both, down to 5 for none. */
export function precedenceOf(source: string, destination: string): number {
  if (destination === "*") return source === "*" ? 5 : 6;
  return source === "*" ? 8 : 9;
}

/** The entry with names as they are kept, its sources saying how exact they are, the most exact first. */
export function withPrecedence(entry: ConfigEntry): ConfigEntry {
  const destination = plainName(entry.Name);
  const sources = objectsOf(entry["Sources"]).map((source) => {
    const name = plainName(textOf(source["Name"]));
    return { ...source, Name: name, Precedence: precedenceOf(name, destination), Type: "consul" };
  });
  return { ...entry, Name: destination, Sources: sources.sort((a, b) => b.Precedence - a.Precedence) };
}

/** A name without its namespace; one that is wrong stays, for `configEntryMistake` to say so. */
function plainName(text: string): string {
  const parsed = parseIntentionName(text);
  return "name" in parsed ? parsed.name : text;
}
