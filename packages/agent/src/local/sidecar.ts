import { keptWeights } from "@tutti/server";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";
import { checksOf } from "./service-mistake.ts";
import { serviceId } from "./service-record.ts";

const LISTENING_INTERVAL_MS = 10_000;

/** The proxy that a registration asks for beside it; undefined where it asks for none. Its port is 0 where none is free. */
export function sidecarOf(
  parent: ServiceRegistration,
  freePort: () => number | undefined,
): ServiceRegistration | undefined {
  const wanted = parent.Connect?.SidecarService;
  if (wanted === undefined) return undefined;
  const id = serviceId(parent);
  const port = (wanted.Port ?? 0) > 0 ? (wanted.Port ?? 0) : (freePort() ?? 0);
  const address = wanted.Address || parent.Address || "";
  const proxy = proxyOf(wanted.Proxy ?? {}, parent);
  const checks = checksOf(wanted);
  // Its one check is in `Checks` below: it must not be there twice.
  const { Check: _one, ...rest } = wanted;
  return {
    ...rest,
    Kind: wanted.Kind || "connect-proxy",
    ID: sidecarId(id),
    Name: wanted.Name || `${parent.Name}-sidecar-proxy`,
    ...(address === "" ? {} : { Address: address }),
    Port: port,
    ...((wanted.Tags ?? []).length === 0 && parent.Tags !== undefined ? { Tags: parent.Tags } : {}),
    ...((wanted.Token ?? "") === "" && parent.Token !== undefined ? { Token: parent.Token } : {}),
    ...(isEmpty(wanted.Meta) && parent.Meta !== undefined ? { Meta: parent.Meta } : {}),
    ...(wanted.Weights === undefined ? {} : { Weights: keptWeights(wanted.Weights) }),
    Proxy: proxy,
    Checks: checks.length > 0 ? checks : defaultChecks(id, port, address || proxy.LocalServiceAddress),
  };
}

/** The ID of the sidecar of a service. */
export function sidecarId(id: string): string {
  return `${id}-sidecar-proxy`;
}

function isEmpty(meta: ServiceRegistration["Meta"]): boolean {
  return Object.keys(meta ?? {}).length === 0;
}

/** What a proxy does not say of the service that it stands for; what is empty says nothing. */
function proxyOf(given: Readonly<Record<string, unknown>>, parent: ServiceRegistration) {
  const { LocalServiceAddress: address, LocalServicePort: port, ...rest } = given;
  const ports = [port, parent.Port].filter((one) => typeof one === "number" && one > 0);
  return {
    ...rest,
    DestinationServiceName: given["DestinationServiceName"] || parent.Name,
    DestinationServiceID: given["DestinationServiceID"] || serviceId(parent),
    LocalServiceAddress: typeof address === "string" && address !== "" ? address : "127.0.0.1",
    ...(ports[0] === undefined ? {} : { LocalServicePort: ports[0] }),
  };
}

function defaultChecks(id: string, port: number, address: string): readonly CheckRegistration[] {
  return [
    {
      Name: "Connect Sidecar Listening",
      TCP: `${address.includes(":") ? `[${address}]` : address}:${port}`,
      Interval: LISTENING_INTERVAL_MS,
    },
    { Name: `Connect Sidecar Aliasing ${id}`, AliasService: id },
  ];
}
