import { recordOf, recordsOf, textOf } from "../decode/loose-value.ts";
import type { ServiceRecord, Weights } from "./records.ts";

/** What a service must be to be registered, by the catalog as by the agent. */
type Checked = Pick<ServiceRecord, "Kind" | "ID" | "Service" | "Address" | "Port" | "Proxy" | "Connect">;

/** Why a service cannot be in the catalog, in Consul's words; undefined where it can. */
export function serviceMistake(service: Checked): string | undefined {
  const mistakes = kindMistakes(service);
  if (mistakes.length > 0) return severalMistakes(mistakes);
  if (service.ID !== "" && service.Service === "") return "Must provide service name with ID";
  return isAnyAddress(service.Address) ? "Invalid service address" : undefined;
}

/** DNS has 16 bits for a weight. */
const WEIGHT_MAX = 65_535;

/** Why weights are none, in Consul's words; who says one of them says both. */
export function weightsMistake(weights: Partial<Weights> | undefined): string | undefined {
  if (weights === undefined) return undefined;
  const { Passing = 0, Warning = 0 } = weights;
  if (Passing < 1) return "Passing must be greater than 0";
  if (Warning < 0) return "Warning must be greater or equal than 0";
  return Passing > WEIGHT_MAX || Warning > WEIGHT_MAX
    ? `DNS Weight must be between 0 and ${WEIGHT_MAX}`
    : undefined;
}

/** Weights as they are kept: those that are none count as one and one. */
export function keptWeights(weights: Partial<Weights> | undefined): Weights {
  const { Passing = 0, Warning = 0 } = weights ?? {};
  return weightsMistake({ Passing, Warning }) === undefined
    ? { Passing, Warning }
    : { Passing: 1, Warning: 1 };
}

/** Several mistakes as one text, as Consul's multierror puts them. */
export function severalMistakes(mistakes: readonly string[]): string {
  const head = mistakes.length === 1 ? "1 error occurred" : `${mistakes.length} errors occurred`;
  return `${head}:\n${mistakes.map((one) => `\t* ${one}\n`).join("")}\n`;
}

/** An address that means every address of a machine is none to be reached under. */
export function isAnyAddress(address: string): boolean {
  return address === "0.0.0.0" || address === "::" || address === "[::]";
}

/** The rules of proxies and gateways. */
export function kindMistakes(service: Pick<Checked, "Kind" | "Port" | "Proxy" | "Connect">): string[] {
  if (service.Kind === "connect-proxy") return proxyMistakes(service);
  return GATEWAYS.has(service.Kind ?? "") ? gatewayMistakes(service) : [];
}

const GATEWAYS: ReadonlySet<string> = new Set(["mesh-gateway", "terminating-gateway", "ingress-gateway"]);

function proxyMistakes({
  Port,
  Proxy: proxy,
  Connect,
}: Pick<Checked, "Port" | "Proxy" | "Connect">): string[] {
  const destination = textOf(proxy["DestinationServiceName"]);
  return [
    ...(destination.trim() === ""
      ? ["Proxy.DestinationServiceName must be non-empty for Connect proxy services"]
      : []),
    ...(destination === "*"
      ? ["Proxy.DestinationServiceName must not be a wildcard for Connect proxy services"]
      : []),
    ...(Port === 0 ? ["Port must be set for a Connect proxy"] : []),
    ...(Connect["Native"] === true ? ["A Proxy cannot also be Connect Native, only typical services"] : []),
    ...upstreamMistakes(recordsOf(proxy["Upstreams"])),
    ...exposedMistakes(recordsOf(recordOf(proxy["Expose"])["Paths"])),
  ];
}

function upstreamMistakes(upstreams: readonly Readonly<Record<string, unknown>>[]): string[] {
  const mistakes: string[] = [];
  const keys = new Set<string>();
  const bound = new Set<string>();
  for (const upstream of upstreams) {
    const mistake = upstreamMistake(upstream);
    if (mistake !== undefined) {
      mistakes.push(mistake);
      continue;
    }
    const name = textOf(upstream["DestinationName"]);
    const datacenter = textOf(upstream["Datacenter"]);
    const kind = textOf(upstream["DestinationType"]) || "service";
    const key = `${kind}:${name}${datacenter === "" ? "" : `?dc=${datacenter}`}`;
    if (keys.has(key)) mistakes.push(`upstreams cannot contain duplicates of ${key}`);
    keys.add(key);
    const host = textOf(upstream["LocalBindAddress"]) || "127.0.0.1";
    const address = `${host.includes(":") ? `[${host}]` : host}:${upstream["LocalBindPort"]}`;
    if (bound.has(address))
      mistakes.push(
        `upstreams cannot contain duplicates by local bind address and port; ${JSON.stringify(address)} is specified twice`,
      );
    bound.add(address);
  }
  return mistakes;
}

function upstreamMistake(upstream: Readonly<Record<string, unknown>>): string | undefined {
  const kind = textOf(upstream["DestinationType"]);
  if (kind !== "" && kind !== "service" && kind !== "prepared_query")
    return `unknown upstream destination type: ${JSON.stringify(kind)}`;
  const name = textOf(upstream["DestinationName"]);
  if (name === "") return "upstream destination name cannot be empty";
  if (name === "*") return "upstream destination name cannot be a wildcard";
  return numberOf(upstream["LocalBindPort"]) === 0 ? "upstream local bind port cannot be zero" : undefined;
}

const EXPOSE_PROTOCOLS = ["grpc", "http", "http2"];

function exposedMistakes(paths: readonly Readonly<Record<string, unknown>>[]): string[] {
  const mistakes: string[] = [];
  const known = new Set<string>();
  const ports = new Set<number>();
  for (const exposed of paths) {
    const path = textOf(exposed["Path"]);
    const port = numberOf(exposed["ListenerPort"]);
    const protocol = textOf(exposed["Protocol"]).toLowerCase();
    if (path === "") mistakes.push("expose.paths: empty path exposed");
    if (known.has(path)) mistakes.push("expose.paths: duplicate paths exposed");
    if (ports.has(port)) mistakes.push("expose.paths: duplicate listener ports exposed");
    if (port <= 0 || port > 65_535) mistakes.push(`expose.paths: invalid listener port: ${port}`);
    if (protocol !== "" && !EXPOSE_PROTOCOLS.includes(protocol))
      mistakes.push(
        `protocol '${protocol}' not supported for path: ${path}, must be in: [${EXPOSE_PROTOCOLS.join(" ")}]`,
      );
    known.add(path);
    ports.add(port);
  }
  return mistakes;
}

/** What only proxies of services may say. */
const OF_PROXIES_ONLY = [
  "DestinationServiceName",
  "DestinationServiceID",
  "LocalServiceAddress",
  "LocalServicePort",
  "Upstreams",
] as const;

function gatewayMistakes({ Kind, Port, Proxy: proxy }: Pick<Checked, "Kind" | "Port" | "Proxy">): string[] {
  const portless = Port === 0 && Kind !== "ingress-gateway";
  return [
    ...(portless ? [`Port must be non-zero for a ${Kind}`] : []),
    ...OF_PROXIES_ONLY.filter((name) => Object.hasOwn(proxy, name)).map(
      (name) => `The Proxy.${name} configuration is invalid for a ${Kind}`,
    ),
  ];
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
