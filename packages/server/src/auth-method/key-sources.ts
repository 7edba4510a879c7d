import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import type { Runtime } from "@tutti/runtime";
import { type Fetched, fetchJson } from "./fetch-json.ts";
import { isSignedBy, NO_JWT, readJwk, readSignedToken, type SignedToken } from "./signed-token.ts";
import { LoginFailure } from "./validator.ts";

/** Checks the signature of a token, and gives what it says. */
export interface KeySource {
  verify(token: string, algorithms: readonly string[]): Promise<unknown | LoginFailure>;
  /** Whether the keys are to be had. */
  check(): Promise<LoginFailure | undefined>;
}

/** A public key in PEM, bare or in a certificate. */
export function readPublicKey(pem: string): KeyObject | LoginFailure {
  try {
    const key = pem.includes("BEGIN CERTIFICATE")
      ? new X509Certificate(pem).publicKey
      : createPublicKey({ key: pem, format: "pem" });
    if (["rsa", "ec", "ed25519"].includes(key.asymmetricKeyType ?? "")) return key;
  } catch {
    // What is no key of these kinds is told below.
  }
  return new LoginFailure("data does not contain any valid RSA, ECDSA, or ED25519 public keys");
}

/** Keys that stand in the configuration. */
export function staticKeys(keys: readonly KeyObject[]): KeySource {
  return {
    check: async () => undefined,
    async verify(text, algorithms) {
      if (text.split(".").length !== 3) return new LoginFailure(`error parsing token: ${NO_JWT}`);
      const token = readSignedToken(text);
      return token !== undefined && keys.some((key) => isSignedBy(token, key, algorithms))
        ? claimsOf(token)
        : new LoginFailure("no known key successfully validated the token signature");
    },
  };
}

/** Keys are fetched again for one that is not among them, but no more often than this. */
const REFETCH_MS = 10_000;
/** And always after this. */
const KEEP_MS = 3_600_000;

type Keys = readonly NonNullable<ReturnType<typeof readJwk>>[];

/** Keys that lie somewhere in the web, at a place that may have to be asked for. */
export function remoteKeys(
  runtime: Pick<Runtime, "network" | "environment" | "clock">,
  place: () => Promise<string | LoginFailure>,
  authority: string,
): KeySource {
  let kept: { readonly keys: Keys; readonly atMs: number } | undefined;

  async function load(maxAgeMs: number): Promise<Keys | LoginFailure> {
    const now = runtime.clock.monotonic();
    if (kept !== undefined && now - kept.atMs < maxAgeMs) return kept.keys;
    const url = await place();
    if (url instanceof LoginFailure) return url;
    const fetched = await fetchJson(runtime, { url }, authority);
    if (fetched instanceof LoginFailure) return new LoginFailure(`fetching keys ${fetched.why}`);
    const keys = keysOf(fetched);
    if (!(keys instanceof LoginFailure)) kept = { keys, atMs: now };
    return keys;
  }

  return {
    async check() {
      const keys = await load(0);
      return keys instanceof LoginFailure ? keys : undefined;
    },
    async verify(text, algorithms) {
      const token = readSignedToken(text);
      if (token === undefined) return new LoginFailure("the token is no JWT");
      for (const maxAgeMs of [KEEP_MS, REFETCH_MS]) {
        const keys = await load(maxAgeMs);
        if (keys instanceof LoginFailure) return keys;
        const named = keys.filter(({ id }) => token.keyId === undefined || id === token.keyId);
        if (named.some(({ key }) => isSignedBy(token, key, algorithms))) return claimsOf(token);
      }
      return new LoginFailure("failed to verify id token signature");
    },
  };
}

function keysOf({ status, json }: Fetched): Keys | LoginFailure {
  if (status !== 200) return new LoginFailure(`get keys failed: ${status}`);
  const keys: unknown = typeof json === "object" && json !== null && "keys" in json ? json.keys : undefined;
  if (!Array.isArray(keys)) return new LoginFailure("failed to decode keys");
  return keys.map(readJwk).filter((key) => key !== undefined);
}

function claimsOf({ payload }: SignedToken): unknown {
  try {
    return JSON.parse(payload.toString("utf8"));
  } catch {
    return new LoginFailure("failed to unmarshal claims");
  }
}
