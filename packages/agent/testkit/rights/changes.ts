import { Buffer } from "node:buffer";
import type { Agent } from "../../src/index.ts";
import type { Wanted } from "./oracle.ts";
import { LEASE_TTL_MS, OWN_NODE } from "./population.ts";

type Fields = Readonly<Record<string, unknown>>;

/** All that can be written, as texts by what they are called. */
export type World = ReadonlyMap<string, string>;

/** A thing that is not as it was, and what of its kind was changed with it. */
export interface Change {
  readonly what: string;
  /** All rights of one of these lists are enough. */
  readonly anyOf: readonly (readonly Wanted[])[];
}

/** The rows of the store and what the agent holds itself. */
export async function worldOf({ context, server }: Agent, local: LocalWorld): Promise<World> {
  const world = new Map<string, string>();
  for await (const entry of server.context.state.store.entries()) {
    const bytes = Buffer.from(entry.value);
    const kv = entry.key.startsWith("kv/");
    world.set(
      entry.key,
      kv ? JSON.stringify({ Session: sessionOfKey(bytes), raw: bytes.toString("hex") }) : bytes.toString(),
    );
  }
  for (const [id, record] of Object.entries(local.services))
    world.set(`local-service/${id}`, JSON.stringify(record));
  for (const [id, record] of Object.entries(local.checks))
    world.set(`local-check/${id}`, JSON.stringify(record));
  for (const use of ["default", "agent"] as const)
    world.set(`agent-token/${use}`, JSON.stringify({ token: context.tokens.get(use) }));
  return world;
}

/** The agent's own services and checks, as a management token is shown them. */
export interface LocalWorld {
  readonly services: Readonly<Record<string, Fields>>;
  readonly checks: Readonly<Record<string, Fields>>;
}

function sessionOfKey(bytes: Buffer): string {
  // The highest bit says that a fence follows.
  return bytes.toString("utf8", 13, 13 + (bytes.readUInt8(12) & 0x7f));
}

/** What changed, each with the rights that it takes. */
export function changesBetween(before: World, after: World): readonly Change[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => before.get(key) !== after.get(key),
  );
  const changed = new Set(keys);
  return keys.flatMap((key) => {
    const row = { key, before: parse(before.get(key)), after: parse(after.get(key)) };
    if (isConsequence(row, changed, before, after)) return [];
    return [{ what: `${key}: ${before.get(key)} became ${after.get(key)}`, anyOf: rightsTo(row) }];
  });
}

interface Row {
  readonly key: string;
  readonly before: Fields | undefined;
  readonly after: Fields | undefined;
}

function parse(text: string | undefined): Fields | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const all = (row: Row): readonly Fields[] => [row.before, row.after].filter((one) => one !== undefined);
const tableOf = (key: string): string => key.slice(0, key.indexOf("/"));
const idOf = (key: string): string => key.slice(key.indexOf("/") + 1);

/** What follows from another change, and takes no right of its own: as in Consul. */
function isConsequence(row: Row, changed: ReadonlySet<string>, before: World, after: World): boolean {
  const gone = (key: string): boolean => before.has(key) && !after.has(key);
  const was = row.before ?? {};
  const deleted = row.after === undefined;
  switch (tableOf(row.key)) {
    // The store's own: says that something was there, and holds nothing.
    case "guard":
      return true;
    case "kv":
      return gone(`session/${textOf(was["Session"])}`);
    case "secret-lease":
      return deleted && gone(`secret/${textOf(was["Path"])}`);
    case "service":
    case "coordinate":
      return deleted && gone(`node/${idOf(row.key).split("/")[0] ?? ""}`);
    case "check":
    case "local-check": {
      const node = textOf(was["Node"]);
      const service = textOf(was["ServiceID"]);
      const onlyStatus =
        row.after?.["Type"] === "alias" &&
        JSON.stringify({ ...was, Status: "", Output: "" }) ===
          JSON.stringify({ ...row.after, Status: "", Output: "" });
      return (
        onlyStatus ||
        (deleted &&
          (gone(`node/${node}`) ||
            (service !== "" && (gone(`service/${node}/${service}`) || gone(`local-service/${service}`)))))
      );
    }
    case "session": {
      const node = textOf(was["Node"]);
      return (
        deleted &&
        (changed.has(`node/${node}`) || [...changed].some((key) => key.startsWith(`check/${node}/`)))
      );
    }
    case "local-service":
      // A sidecar goes with what it is beside.
      return (
        deleted &&
        gone(`local-service/${idOf(row.key).replace(/-sidecar-proxy$/, "")}`) &&
        idOf(row.key).endsWith("-sidecar-proxy")
      );
    default:
      return false;
  }
}

function rightsTo(row: Row): readonly (readonly Wanted[])[] {
  const write = (resource: Wanted["resource"], name = ""): Wanted => ({ resource, access: "write", name });
  switch (tableOf(row.key)) {
    case "kv":
      return [[write("key", idOf(row.key))]];
    case "secret":
    case "secret-value":
      return all(row).map((one) => [write("secret", textOf(one["Path"]))]);
    case "secret-lease":
      // Who reads gets one, and renews and gives back his own: those of the start are another's.
      return all(row).map((one) => [
        {
          ...write("secret", textOf(one["Path"])),
          access: row.before?.["TTLMs"] === LEASE_TTL_MS ? "write" : "read",
        },
      ]);
    case "node":
    case "coordinate":
      return [all(row).map((one) => write("node", textOf(one["Node"])))];
    case "service":
    case "local-service": {
      const names = all(row).map((one) => write("service", textOf(one["Service"])));
      const proxy = row.after?.["Kind"] === "connect-proxy" ? destinationOf(row.after) : "";
      const own = [...names, ...(proxy === "" ? [] : [write("service", proxy)])];
      const node = textOf(row.before?.["NodeName"]);
      return row.after === undefined && node !== "" ? [own, [write("node", node)]] : [own];
    }
    case "check":
    case "local-check": {
      const owners = all(row).map((one) =>
        textOf(one["ServiceID"]) === ""
          ? write("node", textOf(one["Node"]))
          : write("service", textOf(one["ServiceName"])),
      );
      return row.after === undefined && tableOf(row.key) === "check"
        ? [owners, [write("node", textOf(row.before?.["Node"]))]]
        : [owners];
    }
    case "session":
      return [all(row).map((one) => write("session", textOf(one["Node"])))];
    case "query":
      return [
        all(row).flatMap((one) => (textOf(one["Name"]) === "" ? [] : [write("query", textOf(one["Name"]))])),
      ];
    case "config-entry": {
      const [kind = "", name = ""] = idOf(row.key).split("/");
      if (kind === "service-intentions") return [[write("intention", name)]];
      return [[/^(proxy-defaults|.*-gateway)$/.test(kind) ? write("operator") : write("service", name)]];
    }
    case "autopilot":
      return [[write("operator")]];
    case "agent-token":
      return [[write("agent", OWN_NODE)]];
    default:
      return [[write("acl")]];
  }
}

function destinationOf(service: Fields): string {
  const proxy = service["Proxy"];
  return typeof proxy === "object" && proxy !== null
    ? textOf((proxy as Fields)["DestinationServiceName"])
    : "";
}
