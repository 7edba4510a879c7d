import { recordsOf, textOf } from "../decode/loose-value.ts";
import type { ConfigEntry } from "./records.ts";

type Shape = Readonly<Record<string, unknown>>;

const PROTOCOLS: ReadonlySet<string> = new Set(["tcp", "http", "http2", "grpc"]);

/** What is wrong with an ingress gateway, in Consul's words; undefined if nothing is. */
export function ingressMistake(entry: ConfigEntry): string | undefined {
  const ports = new Set<unknown>();
  for (const listener of recordsOf(entry["Listeners"])) {
    const port = typeof listener["Port"] === "number" ? listener["Port"] : 0;
    if (ports.has(port)) return `port ${port} declared on two listeners`;
    ports.add(port);
    const mistake = listenerMistake(listener, `(listener on port ${port})`, port);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function listenerMistake(listener: Shape, where: string, port: number): string | undefined {
  const protocol = textOf(listener["Protocol"]).toLowerCase() || "tcp";
  if (!PROTOCOLS.has(protocol))
    return `protocol must be 'tcp', 'http', 'http2', or 'grpc'. '${protocol}' is an unsupported protocol`;
  const services = recordsOf(listener["Services"]);
  const isHttp = protocol !== "tcp";
  if (services.length === 0) return `No service declared for listener with port ${port}`;
  if (!isHttp && services.length > 1)
    return `Multiple services per listener are only supported for protocol = 'http' ${where}`;
  const names = new Set<string>();
  const hosts = new Set<string>();
  for (const service of services) {
    const name = textOf(service["Name"]);
    if (name === "") return `Service name cannot be blank ${where}`;
    if (name === "*" && !isHttp) return `Wildcard service name is only valid for protocol = 'http' ${where}`;
    if (names.has(name)) return `Service ${name} cannot be added multiple times ${where}`;
    names.add(name);
    for (const host of Array.isArray(service["Hosts"]) ? service["Hosts"].map(textOf) : []) {
      if (hosts.has(host)) return `Hosts must be unique within a specific listener ${where}`;
      if (name === "*") return `Associating hosts to a wildcard service is not supported ${where}`;
      hosts.add(host);
      if (!isHttp)
        return `Associating hosts to a service is not supported for the ${protocol} protocol ${where}`;
    }
  }
  return undefined;
}

/** What is wrong with a terminating gateway, in Consul's words; undefined if nothing is. */
export function terminatingMistake(entry: ConfigEntry): string | undefined {
  const seen = new Set<string>();
  for (const service of recordsOf(entry["Services"])) {
    const name = textOf(service["Name"]);
    const quoted = JSON.stringify(name);
    if (name === "") return "Service name cannot be blank.";
    if (seen.has(name)) return `Service ${quoted} was specified more than once within a namespace`;
    seen.add(name);
    const [ca, certificate, key] = ["CAFile", "CertFile", "KeyFile"].map((field) => textOf(service[field]));
    // The authority alone is enough where only the service shows who it is.
    if ((certificate !== "" || key !== "") && (ca === "" || certificate === "" || key === ""))
      return `Service ${quoted} must have a CertFile, CAFile, and KeyFile specified for TLS origination`;
  }
  return undefined;
}
