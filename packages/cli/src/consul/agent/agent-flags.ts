import { type FlagSpecs, listFlag, type ParsedFlags, textFlag } from "../../command/flags.ts";
import { boolValue, intValue } from "../usage/value-flags.ts";

/** Flags of `agent` that stand for one key each: the key, with dots into records. */
const KEYS = {
  advertise: "advertise_addr",
  "advertise-wan": "advertise_addr_wan",
  "alt-domain": "alt_domain",
  bind: "bind_addr",
  client: "client_addr",
  "data-dir": "data_dir",
  datacenter: "datacenter",
  domain: "domain",
  encrypt: "encrypt",
  "log-file": "log_file",
  "log-level": "log_level",
  node: "node_name",
  "node-id": "node_id",
  "pid-file": "pid_file",
  "serf-lan-bind": "serf_lan",
  "serf-wan-bind": "serf_wan",
} as const;

const FLAG_KEYS = {
  bootstrap: "bootstrap",
  "disable-host-node-id": "disable_host_node_id",
  "disable-keyring-file": "disable_keyring_file",
  "enable-local-script-checks": "enable_local_script_checks",
  "enable-script-checks": "enable_script_checks",
  "log-json": "log_json",
  "non-voting-server": "non_voting_server",
  rejoin: "rejoin_after_leave",
  server: "server",
  syslog: "enable_syslog",
  ui: "ui",
} as const;

const NUMBER_KEYS = {
  "bootstrap-expect": "bootstrap_expect",
  "dns-port": "ports.dns",
  "grpc-port": "ports.grpc",
  "http-port": "ports.http",
  "https-port": "ports.https",
  "raft-protocol": "raft_protocol",
  "serf-lan-port": "ports.serf_lan",
  "serf-wan-port": "ports.serf_wan",
  "server-port": "ports.server",
} as const;

const LIST_KEYS = {
  join: "start_join",
  "join-wan": "start_join_wan",
  "node-meta": "node_meta",
  recursor: "recursors",
  "retry-join": "retry_join",
  "retry-join-wan": "retry_join_wan",
} as const;

function specs<K extends string, V>(keys: Readonly<Record<K, string>>, spec: V): Readonly<Record<K, V>> {
  return Object.fromEntries(Object.keys(keys).map((name) => [name, spec])) as Record<K, V>;
}

export const AGENT_FLAGS = {
  ...specs(KEYS, textFlag()),
  ...specs(FLAG_KEYS, boolValue()),
  ...specs(NUMBER_KEYS, intValue()),
  ...specs(LIST_KEYS, listFlag()),
  "config-dir": listFlag(),
  hcl: listFlag(),
  "config-file": listFlag(),
  "config-format": textFlag(),
  dev: boolValue(),
} satisfies FlagSpecs;

/** The flags that were given, as a part of the configuration. */
export function valuesOfFlags(parsed: ParsedFlags<typeof AGENT_FLAGS>): Readonly<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  const keys: Readonly<Record<string, string>> = { ...KEYS, ...FLAG_KEYS, ...NUMBER_KEYS, ...LIST_KEYS };
  const values: Readonly<Record<string, unknown>> = parsed.values;
  for (const { name } of parsed.uses) {
    const key = keys[name];
    if (key === undefined) continue;
    const [first = "", second] = key.split(".");
    if (second === undefined) out[first] = name === "node-meta" ? pairs(values[name]) : values[name];
    else out[first] = { ...(out[first] as Record<string, unknown> | undefined), [second]: values[name] };
  }
  return out;
}

/** `key:value` as a record. */
function pairs(list: unknown): Readonly<Record<string, string>> {
  const texts = Array.isArray(list) ? list.map(String) : [];
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf(":");
      return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
