import { isObject } from "../decode/is-object.ts";
import type { ConfigEntry } from "./records.ts";
import type { ConfigEntryView } from "./view.ts";

/** What config entries say for a service's proxies and gateways, before their own words. */
export interface ServiceConfig {
  readonly Config: Readonly<Record<string, unknown>>;
  readonly MeshGateway: Readonly<Record<string, unknown>>;
  readonly Expose: Readonly<Record<string, unknown>>;
  /** The protocols of those upstreams that have one. */
  readonly upstreamProtocols: Readonly<Record<string, unknown>>;
}

/** `proxy-defaults`, and over them the `service-defaults` of a service; with the protocols of its upstreams. */
export function resolveServiceConfig(
  entries: ConfigEntryView,
  service: string,
  upstreams: readonly string[],
): ServiceConfig {
  const global = entries.get("proxy-defaults", "global")?.value;
  const own = serviceDefaults(entries, service);
  const globalConfig = recordIn(global, "Config");
  const protocols = upstreams.flatMap((upstream) => {
    const protocol = serviceDefaults(entries, upstream)?.["Protocol"] || globalConfig["protocol"];
    return protocol === undefined ? [] : [[upstream, protocol] as const];
  });
  const protocol = own?.["Protocol"];
  const mode = recordIn(own, "MeshGateway")["Mode"];
  return {
    Config: { ...globalConfig, ...(said(protocol) ? { protocol } : {}) },
    MeshGateway: said(mode) ? { Mode: mode } : recordIn(global, "MeshGateway"),
    Expose: exposed(recordIn(global, "Expose"), recordIn(own, "Expose")),
    upstreamProtocols: Object.fromEntries(protocols),
  };
}

function serviceDefaults(entries: ConfigEntryView, service: string): ConfigEntry | undefined {
  return entries.get("service-defaults", service)?.value;
}

/** Checks are exposed by either; paths are those of the service, if it has some. */
function exposed(
  global: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { Checks, Paths } = own;
  return {
    ...global,
    ...(Checks === true ? { Checks } : {}),
    ...(Array.isArray(Paths) && Paths.length > 0 ? { Paths } : {}),
  };
}

function said(value: unknown): boolean {
  return value !== undefined && value !== "";
}

function recordIn(entry: ConfigEntry | undefined, name: string): Readonly<Record<string, unknown>> {
  const found = entry?.[name];
  return isObject(found) ? found : {};
}
