/**
 * What a filter may ask about, by path; `*` stands for any key of a map, and
 * `[]` for the elements of a list. A path that is not here is refused.
 */
export type SelectorKind = "string" | "number" | "boolean" | "list" | "map";
export type Selectors = ReadonlyMap<string, SelectorKind>;

type Pairs = readonly (readonly [string, SelectorKind])[];

const node: Pairs = [
  ["ID", "string"],
  ["Node", "string"],
  ["Address", "string"],
  ["Datacenter", "string"],
  ["TaggedAddresses", "map"],
  ["TaggedAddresses.*", "string"],
  ["Meta", "map"],
  ["Meta.*", "string"],
];

const proxy: Pairs = [
  ["Proxy.DestinationServiceName", "string"],
  ["Proxy.DestinationServiceID", "string"],
  ["Proxy.LocalServiceAddress", "string"],
  ["Proxy.LocalServicePort", "number"],
  ["Proxy.Mode", "string"],
  ["Proxy.MeshGateway.Mode", "string"],
  ["Proxy.Expose.Checks", "boolean"],
  ["Proxy.Upstreams", "list"],
  ["Proxy.Upstreams.DestinationName", "string"],
  ["Proxy.Upstreams.DestinationType", "string"],
  ["Proxy.Upstreams.Datacenter", "string"],
  ["Proxy.Upstreams.LocalBindAddress", "string"],
  ["Proxy.Upstreams.LocalBindPort", "number"],
  ["Connect.Native", "boolean"],
];

const service: Pairs = [
  ["Kind", "string"],
  ["ID", "string"],
  ["Service", "string"],
  ["Tags", "list"],
  ["Address", "string"],
  ["TaggedAddresses", "map"],
  ["TaggedAddresses.*.Address", "string"],
  ["TaggedAddresses.*.Port", "number"],
  ["Meta", "map"],
  ["Meta.*", "string"],
  ["Port", "number"],
  ["Weights.Passing", "number"],
  ["Weights.Warning", "number"],
  ["EnableTagOverride", "boolean"],
  ["Namespace", "string"],
  ...proxy,
];

const check: Pairs = [
  ["Node", "string"],
  ["CheckID", "string"],
  ["Name", "string"],
  ["Status", "string"],
  ["Notes", "string"],
  ["Output", "string"],
  ["ServiceID", "string"],
  ["ServiceName", "string"],
  ["ServiceTags", "list"],
  ["Type", "string"],
  ["Namespace", "string"],
];

const catalogService: Pairs = [
  ["ID", "string"],
  ["Node", "string"],
  ["Address", "string"],
  ["Datacenter", "string"],
  ["TaggedAddresses", "map"],
  ["TaggedAddresses.*", "string"],
  ["NodeMeta", "map"],
  ["NodeMeta.*", "string"],
  ["ServiceKind", "string"],
  ["ServiceID", "string"],
  ["ServiceName", "string"],
  ["ServiceTags", "list"],
  ["ServiceAddress", "string"],
  ["ServiceTaggedAddresses", "map"],
  ["ServiceTaggedAddresses.*.Address", "string"],
  ["ServiceTaggedAddresses.*.Port", "number"],
  ["ServiceMeta", "map"],
  ["ServiceMeta.*", "string"],
  ["ServicePort", "number"],
  ["ServiceWeights.Passing", "number"],
  ["ServiceWeights.Warning", "number"],
  ["ServiceEnableTagOverride", "boolean"],
  ["ServiceConnect.Native", "boolean"],
  ...proxy
    .filter(([path]) => path.startsWith("Proxy."))
    .map(([path, kind]) => [`Service${path}`, kind] as const),
];

/** Nodes of the catalog. */
export const nodeSelectors: Selectors = new Map(node);
/** Services of a node, and the agent's own. */
export const serviceSelectors: Selectors = new Map(service);
/** Checks. */
export const checkSelectors: Selectors = new Map(check);
/** Instances as the catalog shows them. */
export const catalogServiceSelectors: Selectors = new Map(catalogService);
/** Instances as health shows them. */
export const healthSelectors: Selectors = new Map<string, SelectorKind>([
  ...below("Node", node),
  ...below("Service", service),
  ["Checks", "list"],
  ...below("Checks", check),
]);

function below(prefix: string, pairs: Pairs): Pairs {
  return pairs.map(([path, kind]) => [`${prefix}.${path}`, kind]);
}
