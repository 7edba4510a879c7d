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

/**
 * The body of `/v1/agent/service/register` for one service block. `hiddenFor`
 * says for what it is kept from DNS and health until its check is taken away:
 * in the same call, or somebody could be led to it before.
 */
export function registrationOf(
  name: string,
  service: Fields,
  instance: ServiceInstance,
  hiddenFor?: string,
): Registration {
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
    Checks: hiddenFor === undefined ? checks : [...named(id, checks), hidingCheck(id, hiddenFor)],
    Owner: instance.owner === undefined ? undefined : clean({ ...instance.owner }),
  });
  return { id, address, body };
}

/** The check that keeps an instance out of DNS and health: nothing ever lets it pass. Not Consul's maintenance, which is a person's. */
export function hidingCheckId(serviceId: string): string {
  return `${HIDING_PREFIX}${serviceId}`;
}

export function isHidingCheck(checkId: string): boolean {
  return checkId.startsWith(HIDING_PREFIX);
}

const HIDING_PREFIX = "_rollout:";
/** A check of that kind needs a time, and is critical before and after it. */
const HIDING_TTL = "8760h";

/** The ids that an agent would give them without another check beside them: they keep what was found when they are registered again. */
function named(serviceId: string, checks: readonly PlainRecord[]): readonly PlainRecord[] {
  const own = `service:${serviceId}`;
  return checks.map((check, at) => ({ CheckID: checks.length === 1 ? own : `${own}:${at + 1}`, ...check }));
}

function hidingCheck(serviceId: string, hiddenFor: string): PlainRecord {
  return {
    CheckID: hidingCheckId(serviceId),
    Name: "Waits for the switch of a rollout",
    Notes: hiddenFor,
    TTL: HIDING_TTL,
    Status: "critical",
  };
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
