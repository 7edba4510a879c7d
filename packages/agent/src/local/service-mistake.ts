import {
  isAnyAddress,
  kindMistakes,
  serviceMetadataMistake,
  severalMistakes,
  weightsMistake,
} from "@tutti/server";
import { checkMistake } from "./check-definition.ts";
import type { CheckRegistration, ServiceRegistration } from "./registration.ts";

/** Why a service cannot be registered; undefined where it can. The texts are Consul's. */
export function serviceMistake(service: ServiceRegistration): string | undefined {
  if ((service.Name ?? "") === "") return "Missing service name";
  if (isAnyAddress(service.Address ?? "")) return "Invalid service address";
  const weights = weightsMistake(service.Weights);
  if (weights !== undefined) return `Invalid Weights: ${weights}`;
  const meta = serviceMetadataMistake(service.Kind, service.Meta ?? null);
  if (meta !== undefined) return `Invalid Service Meta: ${meta}`;
  const ofKind = [...kindMistakes(kindParts(service)), ...sidecarMistakes(service)];
  if (ofKind.length > 0) return severalMistakes(ofKind);
  const sidecar = service.Connect?.SidecarService;
  return (
    checksMistake(service, "Invalid check") ??
    (sidecar === undefined ? undefined : checksMistake(sidecar, "Invalid check in sidecar_service")) ??
    ownerMistake(service)
  );
}

function checksMistake(service: ServiceRegistration, what: string): string | undefined {
  for (const check of checksOf(service)) {
    const mistake = checkMistake(check);
    if (mistake !== undefined) return `${what}: ${mistake}`;
    if (check.Status !== undefined && check.Status !== "" && !isStatus(check.Status)) {
      return "Status for checks must 'passing', 'warning', 'critical'";
    }
  }
  return undefined;
}

/**
 * Why a sidecar, with all that it has of its service, cannot be one. Its address is Consul's to take, whose
 * catalog refuses it ever after; and its checks were read with its service.
 */
export function sidecarMistake(
  sidecar: ServiceRegistration,
  { sidecarMin, sidecarMax }: { readonly sidecarMin: number; readonly sidecarMax: number },
): string | undefined {
  if (sidecar.Port === 0)
    return sidecarMin < 1 || sidecarMax < 1
      ? "no port provided for sidecar_service and auto-assignment disabled in config"
      : `no port provided for sidecar_service and none left in the configured range [${sidecarMin}, ${sidecarMax}]`;
  if (isAnyAddress(sidecar.Address ?? "")) return "Invalid service address";
  return serviceMetadataMistake(sidecar.Kind, sidecar.Meta ?? null) ?? ownerMistake(sidecar);
}

/** Why what a sidecar is, a proxy as a rule, cannot be as it is told. */
export function sidecarKindMistake(sidecar: ServiceRegistration): string | undefined {
  const mistakes = kindMistakes(kindParts(sidecar));
  return mistakes.length === 0 ? undefined : severalMistakes(mistakes);
}

function kindParts({
  Kind,
  Port,
  Proxy: proxy,
  Connect,
}: ServiceRegistration): Parameters<typeof kindMistakes>[0] {
  return {
    ...(Kind === undefined ? {} : { Kind }),
    Port: Port ?? 0,
    Proxy: proxy ?? {},
    Connect: Connect?.Native === true ? { Native: true } : {},
  };
}

const GATEWAY = /-gateway$/;

function sidecarMistakes({ Kind, Connect }: ServiceRegistration): readonly string[] {
  const sidecar = Connect?.SidecarService;
  if (sidecar === undefined) return [];
  return [
    ...(GATEWAY.test(Kind ?? "") ? [`A ${Kind} cannot have a sidecar service defined`] : []),
    ...((sidecar.ID ?? "") === ""
      ? []
      : ["A SidecarService cannot specify an ID as this is managed by the agent"]),
    ...(sidecar.Connect?.SidecarService === undefined
      ? []
      : ["A SidecarService cannot have a nested SidecarService"]),
  ];
}

/** The checks of a registration, the one and the many. */
export function checksOf(service: ServiceRegistration): readonly CheckRegistration[] {
  const one = service.Check;
  const many = service.Checks ?? [];
  // An empty `Check` is what clients send that have none.
  return one === undefined || Object.keys(one).length === 0 ? many : [one, ...many];
}

export function isStatus(status: string): status is "passing" | "warning" | "critical" {
  return status === "passing" || status === "warning" || status === "critical";
}

const OWNER_KINDS = ["docker_container", "process"];

function ownerMistake(service: ServiceRegistration): string | undefined {
  const owner = service.Owner;
  if (owner === undefined) return undefined;
  if (!OWNER_KINDS.includes(owner.Kind ?? "")) {
    return `Invalid Owner: Kind must be one of ${OWNER_KINDS.join(", ")}, not ${JSON.stringify(owner.Kind ?? "")}`;
  }
  if ((owner.ID ?? "") === "") return "Invalid Owner: ID cannot be empty";
  if (owner.Kind === "process" && !/^[1-9]\d*$/.test(owner.ID ?? "")) {
    return `Invalid Owner: the ID of a process must be its number, not ${JSON.stringify(owner.ID)}`;
  }
  return undefined;
}
