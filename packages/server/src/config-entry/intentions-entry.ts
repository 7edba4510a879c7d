/** The config entry that intentions are kept in, one a destination. */
import { parseIntentionName } from "@tutti/agent-api";
import { objectsOf, recordOf, textOf, textsOf } from "../decode/loose-value.ts";
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
    const permissions = source["Permissions"];
    return {
      ...source,
      Name: name,
      ...(Array.isArray(permissions) ? { Permissions: permissions.map(withUpperMethods) } : {}),
      Precedence: precedenceOf(name, destination),
      Type: textOf(source["Type"]) || "consul",
    };
  });
  return { ...entry, Name: destination, Sources: sources.sort((a, b) => b.Precedence - a.Precedence) };
}

/** A permission whose methods are written as HTTP has them. */
function withUpperMethods(permission: unknown): unknown {
  const http = recordOf(recordOf(permission)["HTTP"]);
  if (http["Methods"] === undefined) return permission;
  const Methods = textsOf(http["Methods"]).map((method) => method.toUpperCase());
  return { ...recordOf(permission), HTTP: { ...http, Methods } };
}

/** A name without its namespace; one that is wrong stays, for `configEntryMistake` to say so. */
function plainName(text: string): string {
  const parsed = parseIntentionName(text);
  return "name" in parsed ? parsed.name : text;
}
