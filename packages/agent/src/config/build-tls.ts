import { CIPHER_SUITES, type CipherSuite, type TlsVersion } from "@tutti/runtime";
import { type AgentConfig, DEFAULT_AGENT_CONFIG, type TlsConfig } from "../agent-config.ts";
import type { Settings } from "./settings.ts";

/** The keys of TLS; `tlsMistake` has passed them. */
export function buildTls(given: Settings): TlsConfig {
  const base = DEFAULT_AGENT_CONFIG.tls;
  return {
    ...file("certificateFile", given.get("cert_file")),
    ...file("keyFile", given.get("key_file")),
    ...file("authorityFile", given.get("ca_file")),
    ...file("authorityFolder", given.get("ca_path")),
    verifiesClients: verifiesClients(given),
    versionLeast: versionOf(given) ?? base.versionLeast,
    cipherSuites: suitesOf(given).filter(isKnown),
    prefersOwnSuites: given.get("tls_prefer_server_cipher_suites") ?? base.prefersOwnSuites,
  };
}

/** "" is as good as nothing. */
function file<Name extends string>(
  name: Name,
  path: string | undefined,
): Readonly<Partial<Record<Name, string>>> {
  const record: Partial<Record<Name, string>> = {};
  if (path !== undefined && path !== "") record[name] = path;
  return record;
}

/** Why it cannot be spoken like that, or would protect nothing; undefined where all is well. */
export function tlsMistake(given: Settings): string | undefined {
  if (versionOf(given) === undefined)
    return `TLSMinVersion: value ${given.get("tls_min_version")} not supported, please specify one of [${Object.keys(VERSIONS).join(", ")}]`;
  const unknown = suitesOf(given).find((suite): boolean => !isKnown(suite));
  if (unknown !== undefined)
    return `tls_cipher_suites: invalid tls cipher suites: unsupported cipher "${unknown}"`;
  return certificateMistake(given);
}

function certificateMistake(given: Settings): string | undefined {
  const [certificate, key] = [isGiven(given, "cert_file"), isGiven(given, "key_file")];
  if (certificate !== key) {
    const [there, missing] = certificate ? ["cert_file", "key_file"] : ["key_file", "cert_file"];
    return `${there} needs ${missing}: a certificate is of use only with its key`;
  }
  if (verifiesClients(given)) {
    if (!isGiven(given, "ca_file") && !isGiven(given, "ca_path"))
      return "VerifyIncoming set but no CA certificates were provided";
    if (!certificate) return "VerifyIncoming requires a Cert and Key pair in the configuration file";
  }
  const port = given.get("ports.https") ?? -1;
  return port >= 0 && !certificate
    ? `ports.https = ${port} needs cert_file and key_file: no client could speak to it without a certificate`
    : undefined;
}

/** Two that listen at one place: known before the second one fails. */
export function placeMistake({
  ports,
  httpAddresses,
  httpsAddresses,
}: Pick<AgentConfig, "ports" | "httpAddresses" | "httpsAddresses">): string | undefined {
  if (ports.http < 0 || ports.https < 0) return undefined;
  const both = httpsAddresses.find(
    (address) =>
      httpAddresses.includes(address) &&
      (address.startsWith("unix://") || (ports.http === ports.https && ports.http > 0)),
  );
  if (both === undefined) return undefined;
  const place = both.startsWith("unix://") ? both : `${both}:${ports.https}`;
  return `HTTPS address ${place} already configured for HTTP`;
}

function isGiven(given: Settings, key: "ca_file" | "ca_path" | "cert_file" | "key_file"): boolean {
  return (given.get(key) ?? "") !== "";
}

function verifiesClients(given: Settings): boolean {
  return given.get("verify_incoming") === true || given.get("verify_incoming_https") === true;
}

const VERSIONS: Readonly<Record<string, TlsVersion>> = {
  tls10: "1.0",
  tls11: "1.1",
  tls12: "1.2",
  tls13: "1.3",
};

/** Undefined where there is no such version. */
function versionOf(given: Settings): TlsVersion | undefined {
  const name = given.get("tls_min_version") ?? "";
  return name === "" ? DEFAULT_AGENT_CONFIG.tls.versionLeast : VERSIONS[name];
}

function suitesOf(given: Settings): readonly string[] {
  return (given.get("tls_cipher_suites") ?? "")
    .split(",")
    .map((suite) => suite.trim())
    .filter((suite) => suite !== "");
}

const KNOWN: ReadonlySet<string> = new Set(CIPHER_SUITES);

function isKnown(suite: string): suite is CipherSuite {
  return KNOWN.has(suite);
}
