import type { SoaData } from "./message.ts";

/** `dns_config` and what else DNS needs of the agent's configuration, checked. */
export interface DnsConfig {
  /** Lower case, without dots at the ends: `consul`. */
  readonly domain: string;
  readonly altDomain: string | undefined;
  readonly datacenter: string;
  readonly nodeTtlSeconds: number;
  /** By service name; `*` for all, `db*` for a prefix. */
  readonly serviceTtlSeconds: ReadonlyMap<string, number>;
  readonly onlyPassing: boolean;
  /** 0 is no limit. */
  readonly aRecordLimit: number;
  /** Answers over UDP to a client without EDNS. */
  readonly udpAnswerLimit: number;
  readonly enableTruncate: boolean;
  readonly disableCompression: boolean;
  readonly nodeMetaTxt: boolean;
  readonly soa: Pick<SoaData, "refresh" | "retry" | "expire" | "minimum">;
  readonly recursors: readonly { readonly host: string; readonly port: number }[];
  /** As they stand; else in an order that is drawn for each question. */
  readonly recursorsInTurn: boolean;
  readonly recursorTimeoutMs: number;
  /** Answers over UDP to one network of the internet in a second; 0: as many as are asked for. */
  readonly responsesPerSecondMax: number;
}

export const DNS_CONFIG_DEFAULT: DnsConfig = {
  domain: "consul",
  altDomain: undefined,
  datacenter: "dc1",
  nodeTtlSeconds: 0,
  serviceTtlSeconds: new Map(),
  onlyPassing: false,
  aRecordLimit: 0,
  udpAnswerLimit: 3,
  enableTruncate: false,
  disableCompression: false,
  nodeMetaTxt: true,
  soa: { refresh: 3600, retry: 600, expire: 86_400, minimum: 0 },
  recursors: [],
  recursorsInTurn: true,
  recursorTimeoutMs: 2000,
  responsesPerSecondMax: 200,
};

/** The TTL of a service's answers: its own, the longest prefix', or that of `*`. */
export function serviceTtlSeconds(config: DnsConfig, service: string): number {
  const exact = config.serviceTtlSeconds.get(service);
  if (exact !== undefined) return exact;
  let best = -1;
  let seconds = 0;
  for (const [pattern, ttl] of config.serviceTtlSeconds) {
    const prefix = pattern.slice(0, -1);
    if (pattern.endsWith("*") && prefix.length > best && service.startsWith(prefix)) {
      best = prefix.length;
      seconds = ttl;
    }
  }
  return seconds;
}
