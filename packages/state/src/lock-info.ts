import { encodeJsonString, parseJsonObject, textMember } from "@tutti/values";

/** Who holds a lock and for what: the content of `.terraform.tfstate.lock.info`, with Terraform's members. */
export interface LockInfo {
  readonly id: string;
  readonly operation: string;
  readonly info: string;
  readonly who: string;
  readonly version: string;
  /** RFC 3339 with up to nine decimals, UTC. */
  readonly created: string;
  readonly path: string;
}

/** The text of a lock file, as Terraform writes it. */
export function encodeLockInfo(lock: LockInfo): string {
  const { id, operation, info, who, version, created, path } = lock;
  const members = Object.entries({
    ID: id,
    Operation: operation,
    Info: info,
    Who: who,
    Version: version,
    Created: created,
    Path: path,
  });
  return `{${members.map(([name, value]) => `"${name}":${encodeJsonString(value)}`).join(",")}}`;
}

/** What a lock file says; undefined where it is no lock file. */
export function decodeLockInfo(text: string): LockInfo | undefined {
  const json = parseJsonObject(text);
  if (json === undefined) return undefined;
  const read = (name: string): string => textMember(json, name);
  return {
    id: read("ID"),
    operation: read("Operation"),
    info: read("Info"),
    who: read("Who"),
    version: read("Version"),
    created: read("Created"),
    path: read("Path"),
  };
}

/** As it is shown to whoever finds the lock taken. */
export function formatLockInfo(lock: LockInfo): string {
  const rows = [
    ["ID", lock.id],
    ["Path", lock.path],
    ["Operation", lock.operation],
    ["Who", lock.who],
    ["Version", lock.version],
    ["Created", formatCreated(lock.created)],
    ["Info", lock.info],
  ];
  return `Lock Info:\n${rows.map(([name, value]) => `  ${`${name}:`.padEnd(11)}${value}`).join("\n")}\n`;
}

/** `2024-05-06T07:08:09.12Z` as Go prints a time. */
function formatCreated(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(text);
  if (match === null) return text;
  const decimals = (match[3] ?? "").replace(/0+$/, "");
  return `${match[1]} ${match[2]}${decimals === "" ? "" : `.${decimals}`} +0000 UTC`;
}
