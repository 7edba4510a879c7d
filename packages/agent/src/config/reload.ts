import type { BuiltConfig } from "./build-config.ts";
import { WORKING_KEYS, type WorkingKey } from "./working-keys.ts";

/** What a running agent takes over; all else waits for a restart. */
function isReloaded(key: string): boolean {
  const inTls = /^tls\.(?:defaults|https|internal_rpc)\.(.*)$/.exec(key)?.[1];
  return RELOADED.has(inTls ?? key) || key.startsWith("dns_config.");
}

const RELOADED: ReadonlySet<string> = new Set<WorkingKey>([
  "service",
  "services",
  "check",
  "checks",
  "watches",
  "recursor",
  "recursors",
  "log_level",
  "ca_file",
  "ca_path",
  "cert_file",
  "key_file",
  "tls_min_version",
  "tls_cipher_suites",
  "tls_prefer_server_cipher_suites",
  "limits.http_max_conns_per_client",
  "limits.request_limits.mode",
  "limits.request_limits.read_rate",
  "limits.request_limits.write_rate",
]);

/** The keys whose values differ between two configurations and that a running agent does not take over. */
export function waitingForRestart(before: BuiltConfig, after: BuiltConfig): readonly string[] {
  return Object.keys(WORKING_KEYS).filter(
    (key): boolean => !isReloaded(key) && valueText(before, key) !== valueText(after, key),
  );
}

function valueText({ given }: BuiltConfig, key: string): string | undefined {
  return isWorkingKey(key) ? JSON.stringify(given.get(key)) : undefined;
}

function isWorkingKey(key: string): key is WorkingKey {
  return Object.hasOwn(WORKING_KEYS, key);
}
