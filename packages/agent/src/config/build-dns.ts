import { DEFAULT_AGENT_CONFIG, type DnsConfig } from "../agent-config.ts";
import type { Settings } from "./settings.ts";

/** `dns_config` and the recursors. */
export function buildDns(given: Settings): DnsConfig {
  const base = DEFAULT_AGENT_CONFIG.dns;
  const recursor = given.get("recursor");
  return {
    nodeTtlMs: given.get("dns_config.node_ttl") ?? base.nodeTtlMs,
    serviceTtlMs: new Map(Object.entries(given.get("dns_config.service_ttl") ?? {})),
    onlyPassing: given.get("dns_config.only_passing") ?? base.onlyPassing,
    enableTruncate: given.get("dns_config.enable_truncate") ?? base.enableTruncate,
    udpAnswerLimit: given.get("dns_config.udp_answer_limit") ?? base.udpAnswerLimit,
    aRecordLimit: given.get("dns_config.a_record_limit") ?? base.aRecordLimit,
    disableCompression: given.get("dns_config.disable_compression") ?? base.disableCompression,
    nodeMetaTxt: given.get("dns_config.enable_additional_node_meta_txt") ?? base.nodeMetaTxt,
    recursors: [...(given.get("recursors") ?? []), ...(recursor === undefined ? [] : [recursor])].filter(
      (one) => one !== "",
    ),
    recursorsInTurn: (given.get("dns_config.recursor_strategy") ?? "sequential") === "sequential",
    recursorTimeoutMs: given.get("dns_config.recursor_timeout") ?? base.recursorTimeoutMs,
    responsesPerSecondMax: given.get("dns_config.response_rate_limit") ?? base.responsesPerSecondMax,
    soa: {
      refresh: given.get("dns_config.soa.refresh") ?? base.soa.refresh,
      retry: given.get("dns_config.soa.retry") ?? base.soa.retry,
      expire: given.get("dns_config.soa.expire") ?? base.soa.expire,
      minTtl: given.get("dns_config.soa.min_ttl") ?? base.soa.minTtl,
    },
  };
}

/** Why `dns_config` cannot be; undefined where it can. */
export function dnsMistake(given: Settings): string | undefined {
  const limits = [
    "dns_config.udp_answer_limit",
    "dns_config.a_record_limit",
    "dns_config.response_rate_limit",
  ] as const;
  for (const key of limits) {
    const limit = given.get(key) ?? 0;
    if (limit < 0) return `${key} cannot be ${limit}. Must be greater than or equal to zero`;
  }
  const recursor = (given.get("recursors") ?? []).find((one) =>
    /^unix:\/\/|^(0\.0\.0\.0|::|\[::\])$/.test(one),
  );
  if (recursor !== undefined)
    return recursor.startsWith("unix://")
      ? `DNS Recursors cannot be unix sockets: ${recursor}`
      : "DNS recursor address cannot be 0.0.0.0, :: or [::]";
  const strategy = given.get("dns_config.recursor_strategy") ?? "sequential";
  if (strategy !== "sequential" && strategy !== "random")
    return `dns_config.recursor_strategy: ${JSON.stringify(strategy)} is neither "sequential" nor "random"`;
  return undefined;
}
