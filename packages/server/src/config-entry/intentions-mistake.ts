import { Buffer } from "node:buffer";
import { parseIntentionName } from "@tutti/agent-api";
import { objectsOf, textOf } from "../decode/loose-value.ts";
import { permissionMistake } from "./route-mistake.ts";

type Source = Readonly<Record<string, unknown>>;

/** What is wrong with the intentions of a config entry, in Consul's words; undefined if nothing is. */
export function intentionsMistake(destination: string, sources: readonly Source[]): string | undefined {
  const name = parseIntentionName(destination);
  if ("mistake" in name) return `Name: ${name.mistake}`;
  if (sources.length === 0) return "At least one source is required";
  const isWildcard = destination === "*";
  const seen = new Set<string>();
  for (const [at, source] of sources.entries()) {
    const own = textOf(source["Name"]);
    const mistake = sourceMistake(source, own, isWildcard);
    if (mistake !== undefined) return `Sources[${at}].${mistake}`;
    if (seen.has(own)) return `Sources[${at}] defines ${JSON.stringify(own)} more than once`;
    seen.add(own);
  }
  return undefined;
}

const DESCRIPTION_BYTES_MAX = 512;

function sourceMistake(source: Source, own: string, ofAll: boolean): string | undefined {
  const name = parseIntentionName(own);
  if (own === "") return "Name is required";
  if ("mistake" in name) return `Name: ${name.mistake}`;
  if (Buffer.byteLength(textOf(source["Description"])) > DESCRIPTION_BYTES_MAX)
    return `Description exceeds maximum length ${DESCRIPTION_BYTES_MAX}`;
  const action = textOf(source["Action"]);
  const permissions = objectsOf(source["Permissions"]);
  if (permissions.length === 0 && action !== "allow" && action !== "deny")
    return "Action must be set to 'allow' or 'deny'";
  if (permissions.length > 0 && action !== "") return "Action must be omitted if Permissions are specified";
  if (permissions.length > 0 && ofAll)
    return "Permissions cannot be specified on intentions with wildcarded destinations";
  if (textOf(source["Type"]) !== "consul") return "Type must be set to 'consul'";
  for (const [at, permission] of permissions.entries()) {
    const mistake = permissionMistake(permission);
    if (mistake !== undefined) return `Permissions[${at}]${mistake}`;
  }
  return undefined;
}
