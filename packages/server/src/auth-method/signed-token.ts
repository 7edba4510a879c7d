import { Buffer } from "node:buffer";
import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";

/**
 * Tokens signed as RFC 7515 says, in the compact form. Signatures are checked at
 * once and not off the loop, as the libraries for it do: 50 µs, and an agent
 * under simulation knows when it is done. The tests sign with such a library.
 */
interface Algorithm {
  readonly keyType: "rsa" | "ec" | "ed25519";
  readonly hash: string | null;
  /** Of keys on an elliptic curve: each goes with one. */
  readonly curve?: string;
  readonly padding?: number;
}

const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
const CURVES: Readonly<Record<number, string>> = { 256: "prime256v1", 384: "secp384r1", 512: "secp521r1" };

const ALGORITHMS: ReadonlyMap<string, Algorithm> = new Map<string, Algorithm>([
  ...[256, 384, 512].flatMap((bits): [string, Algorithm][] => [
    [`RS${bits}`, { keyType: "rsa", hash: `sha${bits}`, padding: RSA_PKCS1_PADDING }],
    [`PS${bits}`, { keyType: "rsa", hash: `sha${bits}`, padding: RSA_PKCS1_PSS_PADDING }],
    [`ES${bits}`, { keyType: "ec", hash: `sha${bits}`, curve: CURVES[bits] ?? "" }],
  ]),
  ["EdDSA", { keyType: "ed25519", hash: null }],
]);

/** What is said of a text that is no token. */
export const NO_JWT = "square/go-jose: compact JWS format must have three parts";

/** A token whose signature nobody has looked at. */
export interface SignedToken {
  readonly algorithm: string;
  /** Which key has signed it, where it says so. */
  readonly keyId: string | undefined;
  readonly payload: Buffer;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Undefined for what is none. */
export function readSignedToken(text: string): SignedToken | undefined {
  const parts = text.split(".");
  const [head = "", payload = "", signature = ""] = parts;
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) return undefined;
  const header = parseRecord(decode(head).toString("utf8"));
  // What must be understood (`crit`) is not.
  if (header === undefined || typeof header["alg"] !== "string" || header["crit"] !== undefined)
    return undefined;
  return {
    algorithm: header["alg"],
    keyId: typeof header["kid"] === "string" ? header["kid"] : undefined,
    payload: decode(payload),
    signed: Buffer.from(`${head}.${payload}`),
    signature: decode(signature),
  };
}

/** Whether a key has signed it, with an algorithm that is allowed and goes with the key. */
export function isSignedBy(token: SignedToken, key: KeyObject, allowed: readonly string[]): boolean {
  const algorithm = allowed.includes(token.algorithm) ? ALGORITHMS.get(token.algorithm) : undefined;
  if (algorithm === undefined || key.type !== "public" || key.asymmetricKeyType !== algorithm.keyType)
    return false;
  const { hash, curve, padding } = algorithm;
  if (curve !== undefined && key.asymmetricKeyDetails?.namedCurve !== curve) return false;
  const how = {
    key,
    dsaEncoding: "ieee-p1363" as const,
    ...(padding === undefined ? {} : { padding }),
    ...(padding === RSA_PKCS1_PSS_PADDING ? { saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}),
  };
  return verify(hash, token.signed, how, token.signature);
}

/** A key of a set of RFC 7517; undefined for one that signs nothing we know. */
export function readJwk(
  jwk: unknown,
): { readonly id: string | undefined; readonly key: KeyObject } | undefined {
  const record = typeof jwk === "object" && jwk !== null ? (jwk as Readonly<Record<string, unknown>>) : {};
  if (record["use"] !== undefined && record["use"] !== "sig") return undefined;
  try {
    const key = createPublicKey({ key: record, format: "jwk" });
    return { id: typeof record["kid"] === "string" ? record["kid"] : undefined, key };
  } catch {
    return undefined;
  }
}

function decode(part: string): Buffer {
  return Buffer.from(part, "base64url");
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
