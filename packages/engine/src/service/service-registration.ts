import {
  type Fields,
  type Plain,
  type PlainRecord,
  ProviderFailure,
  type ServiceEndpoint,
  type ServiceInstance,
  type ServiceOwner,
} from "@tutti/plugin";
import { engineError } from "../errors.ts";

/** A service as it will be sent, and what the state will say of it. */
export interface Registration {
  readonly id: string;
  readonly address: string;
  readonly body: PlainRecord;
}

/** The body of `/v1/agent/service/register` for one service block. */
export function registrationOf(name: string, service: Fields, instance: ServiceInstance): Registration {
  const id = service.string("id") ?? `${instance.key}:${name}`;
  const { address, port } = endpointOf(name, service, instance);
  const checks = service.blocks("check").map((check) => checkBody(check, { address, port }, instance.owner));
  const body = clean({
    ID: id,
    Name: name,
    Address: address,
    Port: port,
    Tags: service.strings("tags"),
    Meta: Object.fromEntries(service.map("meta")),
    EnableTagOverride: service.bool("enable_tag_override"),
    Checks: checks,
    Owner: instance.owner === undefined ? undefined : clean({ ...instance.owner }),
  });
  return { id, address, body };
}

function endpointOf(name: string, service: Fields, instance: ServiceInstance): ServiceEndpoint {
  const given = service.string("address");
  const port = service.number("port");
  if (given !== undefined && port !== 0) return { address: given, port };
  const found = instance.endpoint(port);
  // The port that was chosen, at the address that is told.
  if (given !== undefined) return { address: given, port: typeof found === "string" ? port : found.port };
  if (typeof found === "string") {
    throw new ProviderFailure(
      engineError("service-has-no-address"),
      `The service "${name}" cannot be registered: ${found}`,
    );
  }
  return found;
}

function checkBody(check: Fields, endpoint: ServiceEndpoint, owner: ServiceOwner | undefined): PlainRecord {
  const ttl = check.string("ttl");
  const inside = check.bool("docker") === true;
  return clean({
    Name: check.string("name"),
    HTTP: httpTarget(check.string("http"), endpoint),
    Method: check.string("method"),
    Header: check.plain("header") ?? undefined,
    Body: check.string("body"),
    TLSSkipVerify: check.bool("tls_skip_verify"),
    TCP: tcpTarget(check.string("tcp"), endpoint),
    Args: check.strings("args").length === 0 ? undefined : check.strings("args"),
    DockerContainerID: inside ? owner?.ID : undefined,
    Shell: check.string("shell"),
    TTL: ttl,
    Interval: ttl === undefined ? (check.string("interval") ?? "10s") : undefined,
    Timeout: check.string("timeout"),
    Status: check.string("status"),
    SuccessBeforePassing: check.number("success_before_passing"),
    FailuresBeforeCritical: check.number("failures_before_critical"),
    DeregisterCriticalServiceAfter: check.string("deregister_critical_service_after"),
  });
}

function httpTarget(http: string | undefined, endpoint: ServiceEndpoint): string | undefined {
  return http?.startsWith("/") === true ? `http://${hostPort(endpoint)}${http}` : http;
}

function tcpTarget(tcp: string | undefined, endpoint: ServiceEndpoint): string | undefined {
  if (tcp === undefined) return undefined;
  if (tcp === "") return hostPort(endpoint);
  return tcp.startsWith(":") ? hostPort({ address: endpoint.address, port: Number(tcp.slice(1)) }) : tcp;
}

function hostPort({ address, port }: ServiceEndpoint): string {
  const host = address === "" ? "127.0.0.1" : address.includes(":") ? `[${address}]` : address;
  return port === undefined ? host : `${host}:${port}`;
}

function clean(record: Readonly<Record<string, Plain | undefined>>): PlainRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
