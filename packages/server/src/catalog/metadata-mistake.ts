import { Buffer } from "node:buffer";

type Metadata = Readonly<Record<string, string>>;

const PAIRS_MAX = 64;
const KEY_BYTES_MAX = 128;
const VALUE_BYTES_MAX = 512;
const RESERVED = "consul-";
/** The one key of Consul's own that may be given, and by mesh gateways only. */
const MESH_GATEWAY_KEY = "consul-wan-federation";

/** Why metadata of a service is refused, in Consul's words; undefined where it is not. */
export function serviceMetadataMistake(kind: string | undefined, meta: Metadata | null): string | undefined {
  return metadataMistake(meta, (key) => kind === "mesh-gateway" && key === MESH_GATEWAY_KEY);
}

/** As `serviceMetadataMistake`, of the agent's own node. */
export function nodeMetadataMistake(meta: Metadata | null): string | undefined {
  return metadataMistake(meta, () => false);
}

/** As `nodeMetadataMistake`, of what nodes are chosen by: Consul's own keys are asked for like any other. */
export function nodeFilterMistake(meta: Metadata | null): string | undefined {
  return metadataMistake(meta, () => true);
}

function metadataMistake(meta: Metadata | null, mayBeReserved: (key: string) => boolean): string | undefined {
  const pairs = Object.entries(meta ?? {});
  // Of services as of nodes: the words are Consul's.
  if (pairs.length > PAIRS_MAX) return `Node metadata cannot contain more than ${PAIRS_MAX} key/value pairs`;
  for (const [key, value] of pairs) {
    const why = keyMistake(key, mayBeReserved) ?? valueMistake(value);
    if (why !== undefined) return `Couldn't load metadata pair ('${key}', '${value}'): ${why}`;
  }
  return undefined;
}

function keyMistake(key: string, mayBeReserved: (key: string) => boolean): string | undefined {
  if (key === "") return "Key cannot be blank";
  if (!/^[a-zA-Z0-9_-]+$/.test(key)) return "Key contains invalid characters";
  if (key.length > KEY_BYTES_MAX) return `Key is too long (limit: ${KEY_BYTES_MAX} characters)`;
  return key.startsWith(RESERVED) && !mayBeReserved(key)
    ? `Key prefix '${RESERVED}' is reserved for internal use`
    : undefined;
}

/** Consul says characters and counts bytes. */
function valueMistake(value: string): string | undefined {
  return Buffer.byteLength(value) > VALUE_BYTES_MAX
    ? `Value is too long (limit: ${VALUE_BYTES_MAX} characters)`
    : undefined;
}
