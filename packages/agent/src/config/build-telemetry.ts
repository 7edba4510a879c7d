import type { NameRules, PushTarget } from "@tutti/telemetry";
import type { Settings } from "./settings.ts";

/** What is measured, and who is told. */
export interface TelemetryConfig {
  /** The first part of each name. */
  readonly prefix: string;
  /** Whether the machine's name is the second part of gauges' names. */
  readonly namesHost: boolean;
  readonly rules: NameRules;
  /** Whether requests are told by the names of before Consul 1.9, too: `http.GET.v1.kv._`. */
  readonly namesOldHttp: boolean;
  /** How long Prometheus is told of what nothing comes of; 0: it is told nothing. */
  readonly prometheusRetentionMs: number;
  /** Who is sent what is measured. */
  readonly targets: readonly PushTarget[];
}

const TARGETS = [
  ["statsd", "telemetry.statsd_address"],
  ["statsite", "telemetry.statsite_address"],
  ["dogstatsd", "telemetry.dogstatsd_addr"],
] as const;

export function buildTelemetry(given: Settings): TelemetryConfig {
  const filter = given.get("telemetry.prefix_filter") ?? [];
  const beginningWith = (sign: string): readonly string[] =>
    filter.filter((rule) => rule.startsWith(sign)).map((rule) => rule.slice(1));
  return {
    prefix: given.get("telemetry.metrics_prefix") ?? "consul",
    namesHost: !(given.get("telemetry.disable_hostname") ?? false),
    rules: {
      allowed: beginningWith("+"),
      blocked: beginningWith("-"),
      byDefault: given.get("telemetry.filter_default") ?? true,
    },
    namesOldHttp: !(given.get("telemetry.disable_compat_1.9") ?? false),
    prometheusRetentionMs: Math.max(0, given.get("telemetry.prometheus_retention_time") ?? 0),
    targets: TARGETS.flatMap(([kind, key]) => {
      const place = parsePlace(given.get(key) ?? "");
      const tags = kind === "dogstatsd" ? (given.get("telemetry.dogstatsd_tags") ?? []) : [];
      return place === undefined ? [] : [{ kind, ...place, tags }];
    }),
  };
}

/** The first address that leads nowhere: what is measured would be told to nobody. */
export function telemetryMistake(given: Settings): string | undefined {
  for (const [, key] of TARGETS) {
    const text = given.get(key) ?? "";
    if (text !== "" && parsePlace(text) === undefined)
      return `${key}: ${JSON.stringify(text)} is no address; write HOST:PORT`;
  }
  return undefined;
}

/** `HOST:PORT`, the host in brackets where it has colons itself. */
function parsePlace(text: string): Pick<PushTarget, "host" | "port"> | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = bracketed ?? plain;
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
