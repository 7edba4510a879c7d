import type { ServiceAddress, ServiceRecord } from "@tutti/server";
import { parseIp } from "../dns/ip.ts";
import type { ServiceRegistration } from "./registration.ts";

/** A registration as the catalog keeps it. */
export function serviceRecord(registration: ServiceRegistration, nodeName: string): ServiceRecord {
  const kind = registration.Kind ?? "";
  const native = registration.Connect?.Native === true;
  const addresses = taggedAddresses(registration);
  return {
    ...(kind === "" ? {} : { Kind: kind }),
    ID: serviceId(registration),
    Service: registration.Name ?? "",
    Tags: registration.Tags ?? null,
    Address: registration.Address ?? "",
    ...(addresses === undefined ? {} : { TaggedAddresses: addresses }),
    Meta: registration.Meta ?? null,
    Port: registration.Port ?? 0,
    Weights: { Passing: registration.Weights?.Passing ?? 1, Warning: registration.Weights?.Warning ?? 1 },
    EnableTagOverride: registration.EnableTagOverride ?? false,
    Proxy: { ...registration.Proxy, MeshGateway: {}, Expose: {}, ...registration.Proxy },
    Connect: native ? { Native: true } : {},
    NodeName: nodeName,
  };
}

export function serviceId(registration: ServiceRegistration): string {
  const id = registration.ID ?? "";
  return id === "" ? (registration.Name ?? "") : id;
}

/** Those given, and the service's own address as that of its family. */
function taggedAddresses(
  registration: ServiceRegistration,
): Readonly<Record<string, ServiceAddress>> | undefined {
  const out: Record<string, ServiceAddress> = {};
  for (const [tag, address] of Object.entries(registration.TaggedAddresses ?? {})) {
    out[tag] = { Address: address.Address ?? "", Port: address.Port ?? 0 };
  }
  const own = { Address: registration.Address ?? "", Port: registration.Port ?? 0 };
  const family = { 4: "ipv4", 16: "ipv6" }[parseIp(own.Address)?.length ?? 0];
  if (family !== undefined) {
    for (const tag of [`lan_${family}`, `wan_${family}`]) out[tag] ??= own;
  }
  return Object.keys(out).length === 0 ? undefined : out;
}

/** As `/v1/agent/service/:id` shows it. */
export function agentServiceJson(
  record: ServiceRecord,
  registration: ServiceRegistration,
  datacenter: string,
): Readonly<Record<string, unknown>> {
  const isProxy = PROXY_KINDS.has(record.Kind ?? "");
  return {
    ...(record.Kind === undefined ? {} : { Kind: record.Kind }),
    ID: record.ID,
    Service: record.Service,
    Tags: record.Tags ?? [],
    Meta: record.Meta ?? {},
    Port: record.Port,
    Address: record.Address,
    ...(record.TaggedAddresses === undefined ? {} : { TaggedAddresses: record.TaggedAddresses }),
    Weights: record.Weights,
    EnableTagOverride: record.EnableTagOverride,
    ...(isProxy ? { Proxy: proxyJson(record.Proxy) } : {}),
    ...(Object.keys(record.Connect).length === 0 ? {} : { Connect: record.Connect }),
    ...(registration.Owner === undefined ? {} : { Owner: registration.Owner }),
    Datacenter: datacenter,
  };
}

type Json = Readonly<Record<string, unknown>>;

/** Unlike in the catalog, of an upstream only what says something, and of a path whether it is a check's. */
function proxyJson(proxy: ServiceRecord["Proxy"]): ServiceRecord["Proxy"] {
  const { Upstreams: upstreams, Expose: expose } = proxy;
  const { Paths: paths, ...exposeRest } = (expose ?? {}) as Json;
  return {
    ...proxy,
    ...(Array.isArray(upstreams) ? { Upstreams: upstreams.map(upstreamJson) } : {}),
    ...(Array.isArray(paths) ? { Expose: { ...exposeRest, Paths: paths.map(pathJson) } } : {}),
  };
}

function upstreamJson(upstream: Json): Json {
  return Object.fromEntries(Object.entries(upstream).filter(([, value]) => value !== ""));
}

function pathJson(path: Json): Json {
  return { ...path, ParsedFromCheck: path["ParsedFromCheck"] === true };
}

const PROXY_KINDS: ReadonlySet<string> = new Set([
  "connect-proxy",
  "mesh-gateway",
  "terminating-gateway",
  "ingress-gateway",
]);
