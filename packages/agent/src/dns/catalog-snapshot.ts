import type { CheckRecord, NodeRecord, Row, ServiceInstance } from "@tutti/server";
import { executeQuery, parseDurationNs, resolveQuery } from "@tutti/server";
import type { AgentContext } from "../agent-part.ts";
import { formatIp, parseIp } from "./ip.ts";
import type { DnsInstance, DnsNode, DnsQueryResult, DnsSnapshot } from "./snapshot.ts";

/**
 * The catalog as DNS sees it. A snapshot is a handful of closures over the
 * views; its address index is made when a reverse name is first asked for.
 */
export function createCatalogSnapshot(context: AgentContext): () => DnsSnapshot {
  let current: DnsSnapshot | undefined;
  return () => {
    const { revision } = context.state;
    if (current?.revision !== revision) current = snapshotAt(context, revision);
    return current;
  };
}

function snapshotAt(context: AgentContext, revision: number): DnsSnapshot {
  const { catalog } = context.state;
  let lowerNodes: Map<string, DnsNode> | undefined;
  let lowerServices: Map<string, string> | undefined;
  let addresses: AddressIndex | undefined;
  const index = (): AddressIndex => {
    addresses ??= indexAddresses(context);
    return addresses;
  };
  return {
    revision,
    node(name) {
      const exact = catalog.node(name);
      if (exact !== undefined) return nodeOf(exact);
      lowerNodes ??= new Map([...catalog.nodes.list()].map((row) => [row.id.toLowerCase(), nodeOf(row)]));
      return lowerNodes.get(name.toLowerCase());
    },
    nodeByAddress: (address) => index().nodes.get(address),
    serviceByAddress: (address) => index().services.get(address),
    instances(service, kind) {
      if (kind === "ingress") return [];
      if (!catalog.hasService(service)) {
        lowerServices ??= new Map([...catalog.serviceNames()].map((name) => [name.toLowerCase(), name]));
      }
      const name = lowerServices?.get(service.toLowerCase()) ?? service;
      const found = kind === "connect" ? catalog.connectInstancesOf(name) : catalog.instancesOf(name);
      return found.map(instanceOf);
    },
    query: (name) => runQuery(context, name),
    servers: () => catalog.instancesOf("consul").map((instance) => nodeOf(instance.node)),
  };
}

function runQuery({ state, runtime, config }: AgentContext, name: string): DnsQueryResult | undefined {
  const resolved = resolveQuery(state, name, config.nodeName);
  if (resolved === undefined) return undefined;
  const found = executeQuery(state, resolved.query, (below) => runtime.random.integer(below));
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
function indexAddresses(context: AgentContext): AddressIndex {
  const nodes = new Map<string, DnsNode>();
  const services = new Map<string, string>();
  for (const row of context.state.catalog.nodes.list()) {
    const address = canonical(row.value.Address);
    if (address !== undefined && !nodes.has(address)) nodes.set(address, nodeOf(row));
  }
  for (const { value } of context.state.catalog.services.list()) {
    const address = canonical(value.Address);
    if (address !== undefined && !services.has(address)) services.set(address, value.Service);
  }
  return { nodes, services };
}

function canonical(address: string): string | undefined {
  const ip = parseIp(address);
  return ip === undefined ? undefined : formatIp(ip);
}

function nodeOf({ value }: Row<NodeRecord>): DnsNode {
  return { name: value.Node, address: value.Address, meta: new Map(Object.entries(value.Meta ?? {})) };
}

function instanceOf({ node, service, checks }: ServiceInstance): DnsInstance {
  return {
    node: nodeOf(node),
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
