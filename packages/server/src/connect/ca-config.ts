import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { formatDurationMs, parseDurationNs } from "@tutti/values";

/** What the authority is configured with, read; durations in milliseconds. */
export interface AuthoritySettings {
  readonly leafTtlMs: number;
  /** Both given by the user, or neither. */
  readonly privateKey: string;
  readonly rootCertificate: string;
  readonly keyType: "ec" | "rsa";
  readonly keyBits: number;
  readonly crossSigns: boolean;
}

/** As it is kept and shown: by Consul's names, however the user wrote the values. */
export type CaConfig = Readonly<Record<string, unknown>>;

/** Where nothing is said. */
export const CA_CONFIG_DEFAULTS: CaConfig = {
  IntermediateCertTTL: "8760h",
  LeafCertTTL: "72h",
  RotationPeriod: "2160h",
};

const HOUR_MS = 3_600_000;
const LEAF_MS_MIN = HOUR_MS;
const LEAF_MS_MAX = 365 * 24 * HOUR_MS;
const BITS: Readonly<Record<"ec" | "rsa", readonly number[]>> = {
  ec: [224, 256, 384, 521],
  rsa: [2048, 4096],
};

/** The settings, or what is wrong with them in Consul's words. */
export function readCaConfig(config: CaConfig): AuthoritySettings | string {
  const leafTtlMs = durationMs(config["LeafCertTTL"], 72 * HOUR_MS);
  const intermediateMs = durationMs(config["IntermediateCertTTL"], 365 * 24 * HOUR_MS);
  for (const [name, ms] of Object.entries({ LeafCertTTL: leafTtlMs, IntermediateCertTTL: intermediateMs }))
    if (ms === undefined)
      return `error decoding config: '${name}' is no duration: ${JSON.stringify(config[name])}`;
  if (leafTtlMs === undefined || intermediateMs === undefined) return "";
  const privateKey = textOf(config["PrivateKey"]);
  const rootCertificate = textOf(config["RootCert"]);
  if (privateKey === "" && rootCertificate !== "")
    return "must provide a private key when providing a root cert";
  const isSkipped = config["SkipValidate"] === true;
  const ttl = isSkipped ? undefined : ttlMistake(leafTtlMs, intermediateMs);
  if (ttl !== undefined) return ttl;
  const keyType = textOf(config["PrivateKeyType"]) || "ec";
  const keyBits = Number(config["PrivateKeyBits"] ?? (keyType === "rsa" ? 2048 : 256));
  if (keyType !== "ec" && keyType !== "rsa") return "private key type must be either 'rsa' or 'ec'";
  if (!BITS[keyType].includes(keyBits))
    return keyType === "ec"
      ? "EC key length must be one of (224, 256, 384, 521) bits"
      : "RSA key length must be 2048 or 4096 bits";
  const key = keyMistake(privateKey, rootCertificate);
  if (key !== undefined) return key;
  const crossSigns = config["DisableCrossSigning"] !== true;
  return { leafTtlMs, privateKey, rootCertificate, keyType, keyBits, crossSigns };
}

function ttlMistake(leafMs: number, intermediateMs: number): string | undefined {
  if (leafMs < LEAF_MS_MIN)
    return `leaf cert TTL must be greater or equal than ${formatDurationMs(LEAF_MS_MIN)}`;
  if (leafMs > LEAF_MS_MAX) return `leaf cert TTL must be less than ${formatDurationMs(LEAF_MS_MAX)}`;
  if (intermediateMs < 3 * HOUR_MS) return "Intermediate Cert TTL must be greater or equal than 3h";
  return intermediateMs < 3 * leafMs
    ? `Intermediate Cert TTL must be greater or equal than 3 * LeafCertTTL (>=${formatDurationMs(3 * leafMs)}).`
    : undefined;
}

function keyMistake(privateKey: string, certificate: string): string | undefined {
  if (privateKey === "") return undefined;
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKey);
  } catch {
    return "error parsing private key: it is no PEM of one";
  }
  if (key.asymmetricKeyType !== "ec" && key.asymmetricKeyType !== "rsa")
    return "error parsing private key: it is neither of RSA nor on a curve";
  if (certificate === "") return undefined;
  try {
    const root = new X509Certificate(certificate);
    if (!root.ca) return "error parsing root cert: it may not sign";
    return root.checkPrivateKey(key) ? undefined : "the private key is not that of the root cert";
  } catch {
    return "error parsing root cert: it is no PEM of one";
  }
}

/** A text, or nanoseconds. */
function durationMs(value: unknown, initial: number): number | undefined {
  if (value === undefined || value === null || value === "") return initial;
  if (typeof value === "number") return value / 1e6;
  const ns = typeof value === "string" ? parseDurationNs(value) : undefined;
  return ns === undefined ? undefined : ns / 1e6;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
