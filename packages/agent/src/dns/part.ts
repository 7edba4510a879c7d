import { fromUnknown } from "@tutti/runtime";
import type { AgentConfig, DnsConfig as ConfiguredDns } from "../agent-config.ts";
import type { AgentContext, AgentPart } from "../agent-part.ts";
import { DNS_CONFIG_DEFAULT, type DnsConfig } from "./dns-config.ts";
import { type DnsServer, startDnsServer } from "./dns-server.ts";
import { createServersCatalog } from "./servers-catalog.ts";

/** DNS over the catalog. */
export function createDnsPart(context: AgentContext): AgentPart {
  const { config, runtime } = context;
  const servers: DnsServer[] = [];
  let dns = dnsConfigOf(config, config.dns);
  return {
    endpoints: {},
    async start() {
      if (config.ports.dns < 0) return;
      const catalog = createServersCatalog(context.servers);
      for (const host of config.dnsAddresses) {
        const failed = (error: unknown): void =>
          context.log("error", `dns: ${fromUnknown(error, "dns").message}`);
        const node = { node: config.nodeName };
        const measured = (ms: number): void => context.metrics.sample("dns.domain_query", ms, node);
        const { dns: port } = config.ports;
        const options = { runtime, host, port, catalog, config: () => dns, failed, measured };
        servers.push(await startDnsServer(options));
      }
    },
    async reconfigure(changed) {
      dns = dnsConfigOf(config, changed.dns);
      return true;
    },
    async stop() {
      for (const server of servers.splice(0)) await server.close();
    },
  };
}

function dnsConfigOf(config: AgentConfig, dns: ConfiguredDns): DnsConfig {
  const bare = (domain: string): string => domain.toLowerCase().replace(/^\.+|\.+$/g, "");
  return {
    ...DNS_CONFIG_DEFAULT,
    domain: bare(config.domain),
    altDomain: config.altDomain === "" ? undefined : bare(config.altDomain),
    datacenter: config.datacenter,
    nodeTtlSeconds: Math.floor(dns.nodeTtlMs / 1000),
    serviceTtlSeconds: new Map([...dns.serviceTtlMs].map(([name, ms]) => [name, Math.floor(ms / 1000)])),
    onlyPassing: dns.onlyPassing,
    aRecordLimit: dns.aRecordLimit,
    udpAnswerLimit: dns.udpAnswerLimit,
    enableTruncate: dns.enableTruncate,
    disableCompression: dns.disableCompression,
    nodeMetaTxt: dns.nodeMetaTxt,
    soa: {
      refresh: dns.soa.refresh,
      retry: dns.soa.retry,
      expire: dns.soa.expire,
      minimum: dns.soa.minTtl,
    },
    recursors: dns.recursors.map(parseRecursor),
    recursorsInTurn: dns.recursorsInTurn,
    recursorTimeoutMs: dns.recursorTimeoutMs,
    responsesPerSecondMax: dns.responsesPerSecondMax,
  };
}

const DNS_PORT = 53;

/** `8.8.8.8`, `8.8.8.8:53`, `::1`, `[::1]:53`. */
function parseRecursor(text: string): { readonly host: string; readonly port: number } {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(text);
  if (bracketed !== null) return { host: bracketed[1] ?? "", port: Number(bracketed[2] ?? DNS_PORT) };
  const parts = text.split(":");
  if (parts.length !== 2) return { host: text, port: DNS_PORT };
  return { host: parts[0] ?? "", port: Number(parts[1]) };
}
