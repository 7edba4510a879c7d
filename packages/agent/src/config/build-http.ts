import { DEFAULT_AGENT_CONFIG, type HttpConfig } from "../agent-config.ts";
import { type Cidr, parseCidr } from "./cidr.ts";
import type { Settings } from "./settings.ts";

const WRITERS = ["allow_write_http_from", "http_config.allow_write_http_from"] as const;

/** `http_config`, and what is of HTTP beside it. */
export function buildHttp(given: Settings): HttpConfig {
  const base = DEFAULT_AGENT_CONFIG.http;
  const mode = given.get("unix_sockets.mode");
  const user = given.get("unix_sockets.user") || undefined;
  const group = given.get("unix_sockets.group") || undefined;
  return {
    responseHeaders: given.get("http_config.response_headers") ?? base.responseHeaders,
    blockEndpoints: given.get("http_config.block_endpoints") ?? base.blockEndpoints,
    writersAllowed: WRITERS.flatMap((key) => given.get(key) ?? []).flatMap((text) => parseCidr(text) ?? []),
    useCache: given.get("http_config.use_cache") ?? base.useCache,
    refusesUnprintable: !(given.get("disable_http_unprintable_char_filter") ?? !base.refusesUnprintable),
    connectionsPerClientMax: Math.max(
      0,
      given.get("limits.http_max_conns_per_client") ?? base.connectionsPerClientMax,
    ),
    ...positive("handshakeMs", given.get("limits.https_handshake_timeout")),
    ...positive("headerBytesMax", given.get("http_config.max_header_bytes")),
    ...(mode === undefined ? {} : { socketMode: Number.parseInt(mode, 8) }),
    ...(user === undefined ? {} : { socketUser: user }),
    ...(group === undefined ? {} : { socketGroup: Number(group) }),
  };
}

/** 0, and what is below it, is as good as nothing: the runtime's own. */
function positive<Name extends string>(
  name: Name,
  limit: number | undefined,
): Readonly<Partial<Record<Name, number>>> {
  const record: Partial<Record<Name, number>> = {};
  if (limit !== undefined && limit > 0) record[name] = limit;
  return record;
}

export function httpMistake(given: Settings): string | undefined {
  for (const key of WRITERS) {
    const wrong = (given.get(key) ?? []).find((text): boolean => noCidr(parseCidr(text)));
    if (wrong !== undefined) return `${key}: invalid cidr: ${wrong}`;
  }
  const mode = given.get("unix_sockets.mode") ?? "0600";
  if (!/^[0-7]{3,4}$/.test(mode))
    return `unix_sockets.mode: ${JSON.stringify(mode)} is no mode of a file: write it in octal, as in "0600"`;
  const user = given.get("unix_sockets.user") || "0";
  if (isWhole(user) && !isId(user)) return `unix_sockets.user: ${user} is no number that a user can have`;
  const group = given.get("unix_sockets.group") || "0";
  return isId(group)
    ? undefined
    : `unix_sockets.group: ${JSON.stringify(group)} is no number of a group, and names are not looked up, as in Consul: \`getent group NAME\` says the number`;
}

function isWhole(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

/** -1 is whoever it was; 4294967295 is the same to the kernel. */
function isId(text: string): boolean {
  return isWhole(text) && Number(text) >= -1 && Number(text) < 2 ** 32 - 1;
}

function noCidr(cidr: Cidr | undefined): boolean {
  return cidr === undefined;
}
