import { isObject } from "../decode/is-object.ts";
import { objectsOf, textOf } from "../decode/loose-value.ts";
import { type ChainEntries, isHttpLike, protocolOf } from "./chain-entries.ts";
import { type ChainOverrides, customizationHash, NO_OVERRIDES } from "./chain-overrides.ts";
import type { ResolverNode, RouterNode, SplitterNode } from "./chain-parts.ts";
import { type ChainNode, ChainParts, type ChainPlace, type ChainTarget, keyOf } from "./chain-parts.ts";
import { resolverNode } from "./chain-resolver.ts";
import { circleMistake, flattenSplitters, reachable } from "./chain-walk.ts";
import type { ConfigEntry } from "./records.ts";

/** Most splitters on one way. */
export const CHAIN_DEPTH_MAX = 64;

/** Where calls to a service go: its router, splitters, resolvers and targets, as one graph. */
export interface Chain {
  readonly ServiceName: string;
  readonly Namespace: string;
  readonly Datacenter: string;
  /** Of overrides that changed the chain. */
  readonly CustomizationHash?: string;
  readonly Protocol: string;
  readonly StartNode: string;
  readonly Nodes: Readonly<Record<string, ChainNode>>;
  readonly Targets: Readonly<Record<string, ChainTarget>>;
}

/** The chain, or Consul's words for why the entries make none. */
export type CompiledChain =
  | { readonly ok: true; readonly chain: Chain }
  | { readonly ok: false; readonly text: string };

/** Compiles the chain of a service out of the config entries. */
export function compileChain(
  entries: ChainEntries,
  service: string,
  place: ChainPlace,
  overrides: ChainOverrides = NO_OVERRIDES,
): CompiledChain {
  if (service === "") return { ok: false, text: "serviceName is required" };
  const parts = new ChainParts(entries, service, { place, overrides });
  const router = parts.advancedEntry("service-router", service);
  const start = keyOf(router === undefined ? nextNode(parts, service, "", 0) : routerNode(parts, router));
  const isAdvanced = [...parts.nodes.values()].some((node) => node.Type !== "resolver");
  if (parts.mistake === undefined) finish(parts, start);
  const protocol = parts.protocol ?? protocolOf(entries, service);
  if (isAdvanced && !isHttpLike(protocol)) {
    const [chain, spoken] = [service, protocol].map((text) => JSON.stringify(text));
    parts.fail(
      `discovery chain ${chain} uses a protocol ${spoken} that does not permit advanced routing or splitting behavior`,
    );
  }
  if (parts.mistake !== undefined) return { ok: false, text: parts.mistake };
  const Protocol = parts.overridden("protocol", protocol);
  const hash = customizationHash(overrides, parts.customized);
  const nodes = reachable(parts.nodes, start);
  const targets = [...parts.targets].filter(([id]) => parts.kept.has(id));
  return {
    ok: true,
    chain: {
      ServiceName: service,
      Namespace: "default",
      Datacenter: place.datacenter,
      ...(hash === undefined ? {} : { CustomizationHash: hash }),
      Protocol,
      StartNode: start,
      Nodes: sorted(nodes),
      Targets: sorted(targets),
    },
  };
}

/** What can be said of a graph only when it is whole. */
function finish(parts: ChainParts, start: string): void {
  const mistake = circleMistake(parts.nodes, start) ?? flattenSplitters(parts.nodes, parts.service);
  if (mistake !== undefined) parts.fail(mistake);
}

function routerNode(parts: ChainParts, entry: ConfigEntry): RouterNode {
  parts.meet(entry.Name);
  const Routes = objectsOf(entry["Routes"]).map((route) => {
    const destination = isObject(route["Destination"]) ? route["Destination"] : {};
    const service = textOf(destination["Service"]) || parts.service;
    const next = nextNode(parts, service, textOf(destination["ServiceSubset"]), 0);
    return { Definition: route, NextNode: keyOf(next) };
  });
  // What no route matches goes to the service itself.
  const rest = { HTTP: { PathPrefix: "/" } };
  Routes.push({
    Definition: { Match: rest, Destination: { Service: entry.Name, Namespace: "default" } },
    NextNode: keyOf(nextNode(parts, entry.Name, "", 0)),
  });
  return parts.add({ Type: "router", Name: `${entry.Name}.default`, Routes });
}

/** The node that calls to a service (and subset) go to; a subset goes past the splitter. */
function nextNode(
  parts: ChainParts,
  service: string,
  subset: string,
  depth: number,
): SplitterNode | ResolverNode {
  const splitter = subset === "" ? splitterNode(parts, service, depth) : undefined;
  return splitter ?? resolverNode(parts, parts.target(service, subset));
}

function splitterNode(parts: ChainParts, service: string, depth: number): SplitterNode | undefined {
  const known = parts.nodes.get(`splitter:${service}.default`);
  if (known?.Type === "splitter") return known;
  const entry = parts.advancedEntry("service-splitter", service);
  if (entry === undefined) return undefined;
  if (depth >= CHAIN_DEPTH_MAX) {
    const chain = JSON.stringify(parts.service);
    parts.fail(`discovery chain ${chain} leads through more than ${CHAIN_DEPTH_MAX} splitters`);
    return undefined;
  }
  // It is there before what it leads to: a circle ends at it, and is told when all is there.
  const node: SplitterNode = parts.add({ Type: "splitter", Name: `${service}.default`, Splits: [] });
  node.Splits = objectsOf(entry["Splits"]).map((split) => {
    const to = textOf(split["Service"]) || service;
    const subset = textOf(split["ServiceSubset"]);
    // A splitter that names its own service means the instances.
    const next =
      to === service ? resolverNode(parts, parts.target(to, subset)) : nextNode(parts, to, subset, depth + 1);
    // Requests are held together by the first of its parts that holds them.
    if (next.Type === "resolver" && isHashBased(next)) node.LoadBalancer ??= next.LoadBalancer ?? {};
    return { Weight: Number(split["Weight"] ?? 0), NextNode: keyOf(next) };
  });
  return node;
}

function isHashBased({ LoadBalancer }: ResolverNode): boolean {
  return ["ring_hash", "maglev"].includes(textOf(LoadBalancer?.["Policy"]));
}

function sorted<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
