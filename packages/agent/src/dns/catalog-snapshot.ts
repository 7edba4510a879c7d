import type { CatalogReader, CheckRecord, NodeRecord, Row, ServiceInstance } from "@tutti/server";
import { parseDurationNs } from "@tutti/values";
import type { AgentContext } from "../agent-part.ts";
import { formatIp, parseIp } from "./ip.ts";
import type { DnsInstance, DnsNode, DnsQueryResult, DnsSnapshot } from "./snapshot.ts";

/**
 * The catalog as DNS sees it: with the eyes of the agent's default token, for
 * questions bring none. A snapshot is a handful of closures over a reader; its
 * address index is made when a reverse name is first asked for.
 */
export function createCatalogSnapshot({ servers }: Pick<AgentContext, "servers">): () => DnsSnapshot {
  let current: DnsSnapshot | undefined;
  return () => {
    const reader = servers.catalog("");
    if (reader === undefined) return NOTHING;
    if (current?.version !== reader.version) current = snapshotOf(reader);
    return current;
  };
}

/** What is seen with a token that is not there, or not any more. */
const NOTHING: DnsSnapshot = {
  version: "",
  node: () => undefined,
  nodeByAddress: () => undefined,
  serviceByAddress: () => undefined,
  instances: () => [],
  query: () => undefined,
  servers: () => [],
};

function snapshotOf(reader: CatalogReader): DnsSnapshot {
  let names: ReadonlyMap<string, string> | undefined;
  let addresses: AddressIndex | undefined;
  const index = (): AddressIndex => {
    addresses ??= indexAddresses(reader);
    return addresses;
  };
  return {
    version: reader.version,
    node(name) {
      const node = reader.node(name);
      return node === undefined ? undefined : nodeOf(node);
    },
    nodeByAddress: (address) => index().nodes.get(address),
    serviceByAddress: (address) => index().services.get(address),
    instances(service, kind) {
      if (kind === "ingress") return [];
      if (kind === "service") return reader.instances(service, kind).map(instanceOf);
      // Proxies name the service that they speak for as it is spelled.
      names ??= new Map(reader.serviceNames().map((name) => [name.toLowerCase(), name]));
      return reader.instances(names.get(service.toLowerCase()) ?? service, kind).map(instanceOf);
    },
    query: (name) => runQuery(reader, name),
    servers: () => reader.instances("consul", "service").map((instance) => nodeOf(instance.node.value)),
  };
}

function runQuery(reader: CatalogReader, name: string): DnsQueryResult | undefined {
  const found = reader.query(name);
  if (found === undefined) return undefined;
  const ttlNs = parseDurationNs(found.dnsTtl);
  return {
    instances: found.instances.map(instanceOf),
    ttlSeconds: ttlNs === undefined ? undefined : Math.floor(ttlNs / 1e9),
    service: found.query.Service.Service,
  };
}

interface AddressIndex {
  readonly nodes: ReadonlyMap<string, DnsNode>;
  readonly services: ReadonlyMap<string, string>;
}

/** The first node or service of an address has it. */
function indexAddresses(reader: CatalogReader): AddressIndex {
  const nodes = new Map<string, DnsNode>();
  const services = new Map<string, string>();
  for (const node of reader.nodes()) {
    const address = canonical(node.Address);
    if (address !== undefined && !nodes.has(address)) nodes.set(address, nodeOf(node));
  }
  for (const service of reader.services()) {
    const address = canonical(service.Address);
    if (address !== undefined && !services.has(address)) services.set(address, service.Service);
  }
  return { nodes, services };
}

function canonical(address: string): string | undefined {
  const ip = parseIp(address);
  return ip === undefined ? undefined : formatIp(ip);
}

function nodeOf(node: NodeRecord): DnsNode {
  return { name: node.Node, address: node.Address, meta: new Map(Object.entries(node.Meta ?? {})) };
}

function instanceOf({ node, service, checks }: ServiceInstance): DnsInstance {
  return {
    node: nodeOf(node.value),
    service: service.value.Service,
    address: service.value.Address,
    port: service.value.Port,
    tags: service.value.Tags,
    weights: { passing: service.value.Weights.Passing, warning: service.value.Weights.Warning },
    status: worstOf(checks),
  };
}

function worstOf(checks: readonly Row<CheckRecord>[]): DnsInstance["status"] {
  let worst: DnsInstance["status"] = "passing";
  for (const { value } of checks) {
    if (value.Status === "passing") continue;
    if (value.Status !== "warning") return "critical";
    worst = "warning";
  }
  return worst;
}
