import { DEFAULT_AGENT_CONFIG, type DnsConfig } from "../agent-config.ts";
import type { Settings } from "./settings.ts";

/** `dns_config` and the recursors. */
export function buildDns(given: Settings): DnsConfig {
  const dns = given.at("dns_config");
  const soa = dns.at("soa");
  const base = DEFAULT_AGENT_CONFIG.dns;
  return {
    allowStale: dns.flag("allow_stale", base.allowStale),
    maxStaleMs: dns.ms("max_stale", base.maxStaleMs),
    nodeTtlMs: dns.ms("node_ttl", base.nodeTtlMs),
    serviceTtlMs: dns.numbers("service_ttl"),
    onlyPassing: dns.flag("only_passing", base.onlyPassing),
    enableTruncate: dns.flag("enable_truncate", base.enableTruncate),
    udpAnswerLimit: dns.whole("udp_answer_limit", base.udpAnswerLimit),
    aRecordLimit: dns.whole("a_record_limit", base.aRecordLimit),
    disableCompression: dns.flag("disable_compression", base.disableCompression),
    nodeMetaTxt: dns.flag("enable_additional_node_meta_txt", base.nodeMetaTxt),
    recursors: [...given.texts("recursors"), given.text("recursor", "")].filter((one) => one !== ""),
    recursorTimeoutMs: dns.ms("recursor_timeout", base.recursorTimeoutMs),
    soa: {
      refresh: soa.whole("refresh", base.soa.refresh),
      retry: soa.whole("retry", base.soa.retry),
      expire: soa.whole("expire", base.soa.expire),
      minTtl: soa.whole("min_ttl", base.soa.minTtl),
    },
  };
}
