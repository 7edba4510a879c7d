/** What a field holds: `records` is a list of them, and a `record` has fields of its own. */
export type SelectorKind = "string" | "number" | "boolean" | "list" | "map" | "records" | "record";

type Pairs = readonly (readonly [string, SelectorKind])[];

/** What a filter may ask about. */
export class Selectors {
  readonly #kinds: ReadonlyMap<string, SelectorKind>;

  /** Fields by their path; `*` stands for any key of a map. What has fields below it and no kind is a record. */
  constructor(fields: Pairs) {
    const kinds = new Map(fields);
    for (const [path] of fields) {
      const parts = path.split(".");
      for (let length = 1; length < parts.length; length += 1) {
        const above = parts.slice(0, length).join(".");
        if (!kinds.has(above)) kinds.set(above, "record");
      }
    }
    this.#kinds = kinds;
  }

  /** The field at a path, or how many of the path's parts are known. */
  find(path: readonly string[]): Field | { readonly known: number } {
    const steps: Step[] = [];
    let at = "";
    let kind: SelectorKind = "record";
    for (const [known, name] of path.entries()) {
      const prefix = at === "" ? "" : `${at}.`;
      at = prefix + (this.#kinds.has(prefix + name) ? name : "*");
      const found = this.#kinds.get(at);
      if (found === undefined) return { known };
      steps.push({ name, of: kind });
      kind = found;
    }
    return { kind, steps };
  }
}

/** A field, and the way to it. */
export interface Field {
  readonly kind: SelectorKind;
  readonly steps: readonly Step[];
}

/** A name, and what it is a name in. */
export interface Step {
  readonly name: string;
  readonly of: SelectorKind;
}

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
  ["Proxy.MeshGateway.Mode", "string"],
  ["Proxy.Expose.Checks", "boolean"],
  ["Proxy.Expose.Paths", "records"],
  ["Proxy.Expose.Paths.ListenerPort", "number"],
  ["Proxy.Expose.Paths.Path", "string"],
  ["Proxy.Expose.Paths.LocalPathPort", "number"],
  ["Proxy.Expose.Paths.Protocol", "string"],
  ["Proxy.Expose.Paths.ParsedFromCheck", "boolean"],
  ["Proxy.Upstreams", "records"],
  ["Proxy.Upstreams.DestinationName", "string"],
  ["Proxy.Upstreams.DestinationType", "string"],
  ["Proxy.Upstreams.Datacenter", "string"],
  ["Proxy.Upstreams.LocalBindAddress", "string"],
  ["Proxy.Upstreams.LocalBindPort", "number"],
  ["Proxy.Upstreams.DestinationNamespace", "string"],
  ["Proxy.Upstreams.MeshGateway.Mode", "string"],
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
export const nodeSelectors = new Selectors(node);
/** Nodes with their services and checks, as Consul's own pages list them. */
export const nodeDumpSelectors = new Selectors([
  ...node.filter(([path]) => path !== "Datacenter"),
  ["Services", "records"],
  ...below("Services", service),
  ["Checks", "records"],
  ...below("Checks", check),
]);
/** Services of a node, and the agent's own. */
export const serviceSelectors = new Selectors(service);
/** Checks. */
export const checkSelectors = new Selectors(check);
/** Instances as the catalog shows them. */
export const catalogServiceSelectors = new Selectors(catalogService);
/** Instances as health shows them. */
export const healthSelectors = new Selectors([
  ...below("Node", node),
  ...below("Service", service),
  ["Checks", "records"],
  ...below("Checks", check),
]);

function below(prefix: string, pairs: Pairs): Pairs {
  return pairs.map(([path, kind]) => [`${prefix}.${path}`, kind]);
}

/** Intentions. */
export const intentionSelectors = new Selectors([
  ["ID", "string"],
  ["Description", "string"],
  ["SourceNS", "string"],
  ["SourceName", "string"],
  ["DestinationNS", "string"],
  ["DestinationName", "string"],
  ["SourceType", "string"],
  ["Action", "string"],
  ["Meta", "map"],
  ["Meta.*", "string"],
  ["Precedence", "number"],
]);
