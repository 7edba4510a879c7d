import { isObject } from "../decode/is-object.ts";
import { objectsOf, textOf } from "../decode/loose-value.ts";
import type { ConfigEntry } from "./records.ts";
import { protocolOf } from "./validate.ts";
import type { ConfigEntryView } from "./view.ts";

type Shape = Readonly<Record<string, unknown>>;

/** Longest way through routers, splitters and redirects. */
export const CHAIN_DEPTH_MAX = 64;
const CONNECT_TIMEOUT_DEFAULT = "5s";

interface Compiling {
  readonly view: ConfigEntryView;
  readonly datacenter: string;
  readonly trustDomain: string;
  readonly nodes: Map<string, Shape>;
  readonly targets: Map<string, Shape>;
}

/** Where calls to a service go: its router, splitters, resolvers and targets, as one graph. */
export function compileChain(
  view: ConfigEntryView,
  service: string,
  place: { readonly datacenter: string; readonly trustDomain: string },
): Shape {
  const compiling: Compiling = { view, ...place, nodes: new Map(), targets: new Map() };
  const router = view.get("service-router", service)?.value;
  const start = router === undefined ? leadTo(compiling, service, "", 0) : addRouter(compiling, router);
  return {
    ServiceName: service,
    Namespace: "default",
    Datacenter: place.datacenter,
    Protocol: protocolOf(view, undefined, service),
    StartNode: start,
    Nodes: Object.fromEntries(compiling.nodes),
    Targets: Object.fromEntries(compiling.targets),
  };
}

function addRouter(compiling: Compiling, entry: ConfigEntry): string {
  const name = `${entry.Name}.default`;
  const id = `router:${name}`;
  const routes = objectsOf(entry["Routes"]).map((route) => {
    const destination = isObject(route["Destination"]) ? route["Destination"] : {};
    const service = textOf(destination["Service"]) || entry.Name;
    return {
      Definition: route,
      NextNode: leadTo(compiling, service, textOf(destination["ServiceSubset"]), 1),
    };
  });
  // What no route matches goes to the service itself.
  const rest = { HTTP: { PathPrefix: "/" } };
  routes.push({
    Definition: { Match: rest, Destination: { Service: entry.Name, Namespace: "default" } },
    NextNode: leadTo(compiling, entry.Name, "", 1),
  });
  compiling.nodes.set(id, { Type: "router", Name: name, Routes: routes });
  return id;
}

/** The node that calls to a service (and subset) go to; a subset goes past the splitter. */
function leadTo(compiling: Compiling, service: string, subset: string, depth: number): string {
  const splitter = subset === "" ? compiling.view.get("service-splitter", service)?.value : undefined;
  if (splitter === undefined || depth > CHAIN_DEPTH_MAX)
    return addResolver(compiling, service, subset, depth);
  const name = `${service}.default`;
  const id = `splitter:${name}`;
  if (compiling.nodes.has(id)) return id;
  compiling.nodes.set(id, {});
  const splits = objectsOf(splitter["Splits"]).map((split) => {
    const to = textOf(split["Service"]) || service;
    const toSubset = textOf(split["ServiceSubset"]);
    // A splitter that names its own service means the instances.
    const next =
      to === service
        ? addResolver(compiling, to, toSubset, depth + 1)
        : leadTo(compiling, to, toSubset, depth + 1);
    return { Weight: split["Weight"], NextNode: next };
  });
  compiling.nodes.set(id, { Type: "splitter", Name: name, Splits: splits });
  return id;
}

function addResolver(compiling: Compiling, service: string, asked: string, depth: number): string {
  const entry = compiling.view.get("service-resolver", service)?.value;
  const redirect = entry?.["Redirect"];
  if (isObject(redirect) && depth <= CHAIN_DEPTH_MAX) {
    const to = textOf(redirect["Service"]) || service;
    if (to !== service) return addResolver(compiling, to, textOf(redirect["ServiceSubset"]), depth + 1);
  }
  const subset = asked || textOf(entry?.["DefaultSubset"]);
  const target = addTarget(compiling, service, subset, entry);
  const id = `resolver:${target}`;
  const timeout = textOf(entry?.["ConnectTimeout"]) || CONNECT_TIMEOUT_DEFAULT;
  compiling.nodes.set(id, {
    Type: "resolver",
    Name: target,
    Resolver: { ...(isDefault(entry) ? { Default: true } : {}), ConnectTimeout: timeout, Target: target },
  });
  return id;
}

/** True where there is no resolver, or one that says nothing. */
function isDefault(entry: ConfigEntry | undefined): boolean {
  const said = Object.keys(entry ?? {}).filter(
    (name) => !["Kind", "Name", "Namespace", "Meta"].includes(name),
  );
  return said.length === 0;
}

function addTarget(
  compiling: Compiling,
  service: string,
  subset: string,
  entry: ConfigEntry | undefined,
): string {
  const { datacenter, trustDomain, targets } = compiling;
  const id = `${subset === "" ? "" : `${subset}.`}${service}.default.${datacenter}`;
  const name = `${id}.internal.${trustDomain}`;
  const subsets = entry?.["Subsets"];
  const definition = isObject(subsets) ? subsets[subset] : undefined;
  targets.set(id, {
    ID: id,
    Service: service,
    ...(subset === "" ? {} : { ServiceSubset: subset }),
    Namespace: "default",
    Datacenter: datacenter,
    MeshGateway: {},
    Subset: isObject(definition) ? definition : {},
    SNI: name,
    Name: name,
  });
  return id;
}
