import type { CheckRegistration, ServiceRegistration } from "./registration.ts";
import { checksOf } from "./service-mistake.ts";
import { serviceId } from "./service-record.ts";

const LISTENING_INTERVAL_MS = 10_000;

/** The proxy that a registration asks for beside it; undefined where it asks for none. */
export function sidecarOf(
  parent: ServiceRegistration,
  freePort: () => number | undefined,
): ServiceRegistration | undefined {
  const wanted = parent.Connect?.SidecarService;
  if (wanted === undefined) return undefined;
  const id = serviceId(parent);
  const port = (wanted.Port ?? 0) > 0 ? (wanted.Port ?? 0) : (freePort() ?? 0);
  const checks = checksOf(wanted);
  // Its one check is in `Checks` below: it must not be there twice.
  const { Check: _one, ...rest } = wanted;
  return {
    ...rest,
    Kind: "connect-proxy",
    ID: `${id}-sidecar-proxy`,
    Name: wanted.Name || `${parent.Name}-sidecar-proxy`,
    Port: port,
    ...(wanted.Tags === undefined && parent.Tags !== undefined ? { Tags: parent.Tags } : {}),
    ...((wanted.Token ?? "") === "" && parent.Token !== undefined ? { Token: parent.Token } : {}),
    ...(wanted.Meta === undefined && parent.Meta !== undefined ? { Meta: parent.Meta } : {}),
    Proxy: {
      DestinationServiceName: parent.Name,
      DestinationServiceID: id,
      LocalServiceAddress: "127.0.0.1",
      ...((parent.Port ?? 0) > 0 ? { LocalServicePort: parent.Port } : {}),
      ...wanted.Proxy,
    },
    Checks: checks.length > 0 ? checks : defaultChecks(id, port, wanted.Address ?? ""),
  };
}

function defaultChecks(id: string, port: number, address: string): readonly CheckRegistration[] {
  return [
    {
      Name: "Connect Sidecar Listening",
      TCP: `${address === "" ? "127.0.0.1" : address}:${port}`,
      Interval: LISTENING_INTERVAL_MS,
    },
    { Name: `Connect Sidecar Aliasing ${id}`, AliasService: id },
  ];
}
