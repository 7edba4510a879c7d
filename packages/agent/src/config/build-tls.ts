import { CIPHER_SUITES, type CipherSuite, type TlsVersion } from "@tutti/runtime";
import { type CheckTls, DEFAULT_AGENT_CONFIG, type TlsConfig, type TlsFiles } from "../agent-config.ts";
import type { Settings } from "./settings.ts";

/** The keys of TLS; `tlsMistake` has passed them. */
export function buildTls(given: Settings, nodeName: string): TlsConfig {
  const base = DEFAULT_AGENT_CONFIG.tls;
  return {
    ...filesOf(given, "https"),
    verifiesClients: verifiesClients(given),
    versionLeast: versionOf(given, "https") ?? base.versionLeast,
    cipherSuites: suitesOf(given).filter(isKnown),
    prefersOwnSuites: given.get("tls_prefer_server_cipher_suites") ?? base.prefersOwnSuites,
    ...(given.get("enable_agent_tls_for_checks") === true ? { checks: checkTls(given, nodeName) } : {}),
  };
}

/** As Consul speaks to its own servers it speaks to what it checks. */
function checkTls(given: Settings, nodeName: string): CheckTls {
  return {
    ...filesOf(given, "internal_rpc"),
    serverName: given.get("server_name") ?? nodeName,
    versionLeast: versionOf(given, "internal_rpc") ?? DEFAULT_AGENT_CONFIG.tls.versionLeast,
  };
}

function filesOf(given: Settings, use: TlsUse): TlsFiles {
  return {
    ...file("certificateFile", tlsText(given, use, "cert_file")),
    ...file("keyFile", tlsText(given, use, "key_file")),
    ...file("authorityFile", tlsText(given, use, "ca_file")),
    ...file("authorityFolder", tlsText(given, use, "ca_path")),
  };
}

/** What TLS is spoken for: the records of `tls` beside `defaults`. */
type TlsUse = "https" | "internal_rpc";

type TlsText = "ca_file" | "ca_path" | "cert_file" | "key_file" | "tls_min_version";

/**
 * A key of `tls`; where it says nothing that of its defaults, and then the key as it was called until
 * Consul 1.11. "" says that there is none, whatever stands behind it.
 */
function tlsText(given: Settings, use: TlsUse, key: TlsText): string | undefined {
  return given.said(`tls.${use}.${key}`) ?? given.said(`tls.defaults.${key}`) ?? given.said(key);
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
  return versionMistake(given) ?? suiteMistake(given) ?? certificateMistake(given);
}

function versionMistake(given: Settings): string | undefined {
  for (const [key, names] of VERSION_KEYS) {
    const name = given.get(key);
    if (name === undefined || Object.hasOwn(names, name)) continue;
    if (key === "tls_min_version" && Object.hasOwn(VERSIONS, name)) continue;
    const what = key === "tls_min_version" ? "TLSMinVersion" : key;
    return `${what}: value ${name} not supported, please specify one of [${Object.keys(names).join(", ")}]`;
  }
  return undefined;
}

function suiteMistake(given: Settings): string | undefined {
  const unknown = suitesOf(given).find((suite): boolean => !isKnown(suite));
  return unknown === undefined
    ? undefined
    : `tls_cipher_suites: invalid tls cipher suites: unsupported cipher "${unknown}"`;
}

function certificateMistake(given: Settings): string | undefined {
  const uses: readonly TlsUse[] =
    given.get("enable_agent_tls_for_checks") === true ? ["https", "internal_rpc"] : ["https"];
  for (const use of uses) {
    const { certificateFile, keyFile } = filesOf(given, use);
    if ((certificateFile === undefined) === (keyFile === undefined)) continue;
    const [there, missing] = keyFile === undefined ? ["cert_file", "key_file"] : ["key_file", "cert_file"];
    return `${there} needs ${missing}: a certificate is of use only with its key`;
  }
  const { certificateFile, authorityFile, authorityFolder } = filesOf(given, "https");
  if (verifiesClients(given)) {
    if (authorityFile === undefined && authorityFolder === undefined)
      return "VerifyIncoming set but no CA certificates were provided";
    if (certificateFile === undefined)
      return "VerifyIncoming requires a Cert and Key pair in the configuration file";
  }
  const port = given.get("ports.https") ?? -1;
  return port >= 0 && certificateFile === undefined
    ? `ports.https = ${port} needs cert_file and key_file: no client could speak to it without a certificate`
    : undefined;
}

/** The older key for HTTPS only ever adds to what all else is asked for. */
function verifiesClients(given: Settings): boolean {
  return (
    given.get("tls.https.verify_incoming") ??
    (given.get("verify_incoming_https") === true ||
      (given.get("tls.defaults.verify_incoming") ?? given.get("verify_incoming") ?? false))
  );
}

const VERSIONS: Readonly<Record<string, TlsVersion>> = {
  TLSv1_0: "1.0",
  TLSv1_1: "1.1",
  TLSv1_2: "1.2",
  TLSv1_3: "1.3",
  TLS_AUTO: DEFAULT_AGENT_CONFIG.tls.versionLeast,
};

/** As `tls_min_version` has them beside those. */
const OLDER_VERSIONS: Readonly<Record<string, TlsVersion>> = {
  tls10: "1.0",
  tls11: "1.1",
  tls12: "1.2",
  tls13: "1.3",
};

const VERSION_KEYS = [
  ["tls_min_version", OLDER_VERSIONS],
  ["tls.defaults.tls_min_version", VERSIONS],
  ["tls.https.tls_min_version", VERSIONS],
  ["tls.internal_rpc.tls_min_version", VERSIONS],
] as const;

function versionOf(given: Settings, use: TlsUse): TlsVersion | undefined {
  const name = tlsText(given, use, "tls_min_version") ?? "";
  return VERSIONS[name] ?? OLDER_VERSIONS[name];
}

function suitesOf(given: Settings): readonly string[] {
  const suites =
    given.said("tls.https.tls_cipher_suites") ??
    given.said("tls.defaults.tls_cipher_suites") ??
    given.said("tls_cipher_suites") ??
    "";
  return suites
    .split(",")
    .map((suite) => suite.trim())
    .filter((suite) => suite !== "");
}

const KNOWN: ReadonlySet<string> = new Set(CIPHER_SUITES);

function isKnown(suite: string): suite is CipherSuite {
  return KNOWN.has(suite);
}
