import { RuntimeError } from "@tutti/runtime";
import {
  type CatalogQuestion,
  type CatalogValues,
  type NodeRecord,
  type Outcome,
  Refusal,
  type Servers,
  type ServiceInstance,
} from "@tutti/server";
import { parseDurationNs } from "@tutti/values";
import { Unanswered } from "../asked-servers.ts";
import type { DnsCatalog, DnsInstance, DnsNode, DnsQueryResult, ServiceKind } from "./catalog.ts";
import { formatIp, parseIp } from "./ip.ts";

/** A question to the servers' catalog; undefined where the token is refused, rejected where nobody answers. */
type Ask = <Q extends CatalogQuestion>(question: Q) => Promise<CatalogValues[Q["kind"]] | undefined>;

/**
 * The catalog as DNS sees it: with the eyes of the agent's default token, for
 * questions bring none. Each question is asked of the servers; what it takes a
 * list of everything to know (who has an address, how a name is spelled) is
 * kept while the catalog stays as it is.
 */
export function createServersCatalog({ read }: Pick<Servers, "read">): () => Promise<DnsCatalog> {
  const ask: Ask = async (question) => {
    const answer = answered(await read(question, AS_DEFAULT));
    return answer instanceof Refusal ? undefined : answer.value;
  };
  let current: DnsCatalog | undefined;
  return async () => {
    const answer = answered(await read(VERSION, AS_DEFAULT));
    if (answer instanceof Refusal) return NOTHING;
    const version = answer.value;
    if (current?.version !== version) current = catalogOf(version, ask);
    return current;
  };
}

/** Asked at every question, so made once. */
const VERSION = { kind: "version" } as const;
const AS_DEFAULT = { token: "" } as const;

/** What is seen with a token that is not there, or not any more. */
const NOTHING: DnsCatalog = {
  version: "",
  node: () => undefined,
  nodeByAddress: () => undefined,
  serviceByAddress: () => undefined,
  instances: () => [],
  query: () => undefined,
  servers: () => [],
};

/** A question that nobody answers has no answer in DNS either: whoever asked is told of a failure, not of a name that is not there. */
function answered<T>(answer: Outcome<T>): Outcome<T> {
  if (answer instanceof Unanswered) throw new RuntimeError("EAGAIN", "servers", answer.text);
  return answer;
}

function catalogOf(version: string, ask: Ask): DnsCatalog {
  let names: Promise<ReadonlyMap<string, string>> | undefined;
  let addresses: Promise<AddressIndex> | undefined;
  const index = (): Promise<AddressIndex> => {
    addresses ??= indexAddresses(ask).catch((error: unknown) => {
      addresses = undefined;
      throw error;
    });
    return addresses;
  };
  const instances = async (service: string, by: ServiceKind): Promise<readonly ServiceInstance[]> =>
    (await ask({ kind: "instances", service, by })) ?? [];
  return {
    version,
    async node(name) {
      const node = await ask({ kind: "node", node: name });
      return node === undefined ? undefined : nodeOf(node);
    },
    nodeByAddress: async (address) => (await index()).nodes.get(address),
    serviceByAddress: async (address) => (await index()).services.get(address),
    async instances(service, kind) {
      if (kind !== "connect") return (await instances(service, kind)).map(instanceOf);
      // Proxies name the service that they speak for as it is spelled.
      names ??= spellings(ask).catch((error: unknown) => {
        names = undefined;
        throw error;
      });
      const spelled = (await names).get(service.toLowerCase()) ?? service;
      return (await instances(spelled, kind)).map(instanceOf);
    },
    query: (name) => runQuery(ask, name),
    servers: async () => (await instances("consul", "service")).map(instanceOf),
  };
}

async function spellings(ask: Ask): Promise<ReadonlyMap<string, string>> {
  const names = (await ask({ kind: "service-names" })) ?? [];
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

async function runQuery(ask: Ask, query: string): Promise<DnsQueryResult | undefined> {
  const found = await ask({ kind: "query", query });
  if (found === undefined) return undefined;
  const ttlNs = parseDurationNs(found.dnsTtl);
  return {
    instances: found.instances.map(instanceOf),
    ttlSeconds: ttlNs === undefined ? undefined : Math.floor(ttlNs / 1e9),
    service: found.service,
  };
}

interface AddressIndex {
  readonly nodes: ReadonlyMap<string, DnsNode>;
  readonly services: ReadonlyMap<string, string>;
}

/** The first node or service of an address has it. */
async function indexAddresses(ask: Ask): Promise<AddressIndex> {
  const nodes = new Map<string, DnsNode>();
  const services = new Map<string, string>();
  for (const node of (await ask({ kind: "nodes" })) ?? []) {
    const address = canonical(node.Address);
    if (address !== undefined && !nodes.has(address)) nodes.set(address, nodeOf(node));
  }
  for (const service of (await ask({ kind: "services" })) ?? []) {
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
    tags: service.value.Tags ?? [],
    weights: { passing: service.value.Weights.Passing, warning: service.value.Weights.Warning },
    status: worstOf(checks),
  };
}

function worstOf(checks: ServiceInstance["checks"]): DnsInstance["status"] {
  let worst: DnsInstance["status"] = "passing";
  for (const { value } of checks) {
    if (value.Status === "passing") continue;
    if (value.Status !== "warning") return "critical";
    worst = "warning";
  }
  return worst;
}
