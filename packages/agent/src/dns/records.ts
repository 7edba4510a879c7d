import type { DnsInstance, DnsNode } from "./catalog.ts";
import { type DnsConfig, serviceTtlSeconds } from "./dns-config.ts";
import { formatHex, parseIp } from "./ip.ts";
import type { DnsRecord } from "./message.ts";
import { TYPE } from "./message.ts";

/** Which questions an address answers; Consul gives it to those who ask for text, too. */
const ADDRESS_ASKED: ReadonlySet<number> = new Set([TYPE.SRV, TYPE.ANY, TYPE.NS, TYPE.TXT]);

/** The record of an address or host name, or none where the question asks for another kind. */
export function addressRecords(
  name: string,
  address: string,
  type: number,
  ttl: number,
): readonly DnsRecord[] {
  const ip = parseIp(address);
  if (ip === undefined)
    return address === "" ? [] : [{ name, ttl, data: { kind: "CNAME", target: withDot(address) } }];
  const kind = ip.length === 4 ? "A" : "AAAA";
  if (type !== TYPE[kind] && !ADDRESS_ASKED.has(type)) return [];
  return [{ name, ttl, data: { kind, address: ip } }];
}

/** A node's metadata; keys that begin with `rfc1035-` stand for themselves. */
export function metaRecords(name: string, node: DnsNode, ttl: number): readonly DnsRecord[] {
  return [...node.meta].map(([key, value]) => ({
    name,
    ttl,
    data: { kind: "TXT", text: key.toLowerCase().startsWith("rfc1035-") ? value : `${key}=${value}` },
  }));
}

export function nodeName(node: DnsNode, config: DnsConfig, datacenter = config.datacenter): string {
  return `${node.name}.node.${datacenter}.${config.domain}.`;
}

export function instanceAddress(instance: DnsInstance): string {
  return instance.address === "" ? instance.node.address : instance.address;
}

/** One SRV record and what its target needs beside it. */
export function srvRecords(
  name: string,
  instance: DnsInstance,
  config: DnsConfig,
  ttl: number = serviceTtlSeconds(config, instance.service),
  datacenter: string = config.datacenter,
): {
  readonly srv: DnsRecord;
  readonly addresses: readonly DnsRecord[];
  readonly texts: readonly DnsRecord[];
} {
  const own = instance.address;
  const address = instanceAddress(instance);
  const ip = parseIp(address);
  const target =
    ip === undefined
      ? withDot(address)
      : own === "" || own === instance.node.address
        ? nodeName(instance.node, config, datacenter)
        : `${formatHex(ip)}.addr.${datacenter}.${config.domain}.`;
  const weight = instance.status === "warning" ? instance.weights.warning : instance.weights.passing;
  return {
    srv: {
      name,
      ttl,
      data: { kind: "SRV", priority: 1, weight, port: instance.port, target },
    },
    addresses: ip === undefined ? [] : addressRecords(target, address, TYPE.ANY, ttl),
    // Of the node, whatever the instance's own address is.
    texts: config.nodeMetaTxt
      ? metaRecords(nodeName(instance.node, config, datacenter), instance.node, ttl)
      : [],
  };
}

export function soaRecord(config: DnsConfig, serial: number): DnsRecord {
  return {
    name: `${config.domain}.`,
    ttl: config.soa.minimum,
    data: {
      kind: "SOA",
      primary: `ns.${config.domain}.`,
      mailbox: `hostmaster.${config.domain}.`,
      serial,
      ...config.soa,
    },
  };
}

function withDot(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}
