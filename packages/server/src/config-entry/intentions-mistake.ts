import { namespaceMistake, parseIntentionName } from "@tutti/agent-api";
import { objectsOf, textOf } from "../decode/loose-value.ts";
import { permissionMistake } from "./route-mistake.ts";

type Source = Readonly<Record<string, unknown>>;

/** What is wrong with the intentions of a config entry, in Consul's words; undefined if nothing is. */
export function intentionsMistake(destination: string, sources: readonly Source[]): string | undefined {
  const name = parseIntentionName(destination);
  if ("mistake" in name) return `Name: ${name.mistake}`;
  if (sources.length === 0) return "At least one source is required";
  const seen = new Set<string>();
  for (const [at, source] of sources.entries()) {
    const own = textOf(source["Name"]);
    const mistake = sourceMistake(source, own);
    if (mistake !== undefined) return `Sources[${at}].${mistake}`;
    if (seen.has(own)) return `Sources[${at}] defines ${JSON.stringify(own)} more than once`;
    seen.add(own);
  }
  return undefined;
}

function sourceMistake(source: Source, own: string): string | undefined {
  const name = parseIntentionName(own);
  if (own === "") return "Name is required";
  if ("mistake" in name) return `Name: ${name.mistake}`;
  const namespace = namespaceMistake(textOf(source["Namespace"]));
  if (namespace !== undefined) return `Namespace: ${namespace}`;
  const action = textOf(source["Action"]);
  const permissions = objectsOf(source["Permissions"]);
  if (permissions.length > 0) {
    if (action !== "") return "Action must be omitted if Permissions are specified";
    for (const [at, permission] of permissions.entries()) {
      const mistake = permissionMistake(permission);
      if (mistake !== undefined) return `Permissions[${at}]${mistake}`;
    }
    return undefined;
  }
  return action === "allow" || action === "deny" ? undefined : "Action must be set to 'allow' or 'deny'";
}
