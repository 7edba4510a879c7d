import type { ServiceConfig, ServiceRecord } from "@tutti/server";

type ProxyRecord = ServiceRecord["Proxy"];

/** The kinds of services that config entries have a word in. */
const MANAGED: ReadonlySet<string> = new Set([
  "connect-proxy",
  "mesh-gateway",
  "terminating-gateway",
  "ingress-gateway",
]);

/** Whose words count for a service, and which upstreams it has; undefined for one that nobody else has a word in. */
export interface ConfigQuestion {
  readonly kind: "service-config";
  readonly service: string;
  readonly upstreams: readonly string[];
}

/** A proxy goes by the config of the service that it stands for, a gateway by its own. */
export function configQuestion({
  Kind: kind = "",
  Service: service,
  Proxy: proxy,
}: Pick<ServiceRecord, "Kind" | "Service" | "Proxy">): ConfigQuestion | undefined {
  if (!MANAGED.has(kind)) return undefined;
  if (kind !== "connect-proxy") return { kind: "service-config", service, upstreams: [] };
  const upstreams = upstreamsOf(proxy)
    .filter(isOfService)
    .map((one) => String(one["DestinationName"]));
  return { kind: "service-config", service: String(proxy["DestinationServiceName"]), upstreams };
}

/** What a proxy itself says, and where it says nothing what the config entries do. */
export function mergeServiceConfig(own: ProxyRecord, central: ServiceConfig | undefined): ProxyRecord {
  if (central === undefined) return own;
  const config = merge(recordOf(own["Config"]), central.Config);
  const { Checks, Paths, ...exposeRest } = recordOf(own["Expose"]);
  const paths = isEmpty(Paths) ? central.Expose["Paths"] : Paths;
  const checks = Checks === true || central.Expose["Checks"] === true;
  const gateway = isEmpty(recordOf(own["MeshGateway"])["Mode"])
    ? central.MeshGateway
    : recordOf(own["MeshGateway"]);
  const upstreams = upstreamsOf(own).map((one) => mergeUpstream(one, gateway, central));
  return {
    ...own,
    ...(Object.keys(config).length === 0 ? {} : { Config: config }),
    ...(upstreams.length === 0 ? {} : { Upstreams: upstreams }),
    MeshGateway: gateway,
    Expose: {
      ...exposeRest,
      ...(checks ? { Checks: true } : {}),
      ...(isEmpty(paths) ? {} : { Paths: paths }),
    },
  };
}

function mergeUpstream(
  upstream: ProxyRecord,
  gateway: ProxyRecord,
  { upstreamProtocols }: ServiceConfig,
): ProxyRecord {
  if (!isOfService(upstream)) return upstream;
  const own = recordOf(upstream["MeshGateway"]);
  const protocol = upstreamProtocols[String(upstream["DestinationName"])];
  const config = merge(recordOf(upstream["Config"]), protocol === undefined ? {} : { protocol });
  return {
    ...upstream,
    ...(Object.keys(config).length === 0 ? {} : { Config: config }),
    MeshGateway: isEmpty(own["Mode"]) ? gateway : own,
  };
}

function upstreamsOf(proxy: ProxyRecord): readonly ProxyRecord[] {
  const { Upstreams: all } = proxy;
  return Array.isArray(all) ? all.map(recordOf) : [];
}

function isOfService(upstream: ProxyRecord): boolean {
  return isEmpty(upstream["DestinationType"]) || upstream["DestinationType"] === "service";
}

/** What is empty in the one says nothing; records are merged member by member. */
function merge(own: ProxyRecord, defaults: ProxyRecord): ProxyRecord {
  const out: Record<string, unknown> = { ...own };
  for (const [name, value] of Object.entries(defaults)) {
    const mine = out[name];
    if (isEmpty(mine)) out[name] = value;
    else if (isRecord(mine) && isRecord(value)) out[name] = merge(mine, value);
  }
  return out;
}

/** As Go has it of a value of any kind. */
function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}

function recordOf(value: unknown): ProxyRecord {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is ProxyRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
