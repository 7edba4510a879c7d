/** Private keys: read from PEM, and what is told of them. */

import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { type PlainRecord, ProviderFailure } from "@tutti/plugin";
import { utilityError } from "../errors.ts";
import { fingerprints, openSshPublicKey, parseOpenSsh, sshBlob } from "./openssh.ts";

/** As `algorithm` says them. */
export type KeyAlgorithm = "RSA" | "ECDSA" | "ED25519";

/** By the names of OpenSSL. */
const ALGORITHMS: Readonly<Record<string, KeyAlgorithm>> = { rsa: "RSA", ec: "ECDSA", ed25519: "ED25519" };

/** PKCS#1, SEC 1, PKCS#8. */
const READABLE = new Set(["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"]);

export function algorithmOf(key: KeyObject): KeyAlgorithm {
  const found = ALGORITHMS[key.asymmetricKeyType ?? ""];
  if (found === undefined) throw new Error(`unsupported private key type: ${key.asymmetricKeyType}`);
  return found;
}

/** A key that a certificate, or a request, is signed with. Throws a `ProviderFailure`. */
export function readPrivateKey(pem: string, whose = "private key"): KeyObject {
  try {
    return parsePem(pem);
  } catch (error) {
    throw new ProviderFailure(utilityError("failed-to-parse-private-key", whose), reasonOf(error));
  }
}

/** A key in PEM, or as OpenSSH writes them. Throws a `ProviderFailure`. */
export function readAnyPrivateKey(text: string): KeyObject {
  try {
    return /^\s*-----BEGIN OPENSSH PRIVATE KEY-----/.test(text) ? parseOpenSsh(text) : parsePem(text);
  } catch (error) {
    throw new ProviderFailure(utilityError("unable-to-parse-private-key"), reasonOf(error));
  }
}

function parsePem(pem: string): KeyObject {
  const [, type] = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem) ?? [];
  if (type === undefined)
    throw new Error(`failed to decode PEM block: decoded bytes ${Buffer.byteLength(pem)}, undecoded 0`);
  if (!READABLE.has(type)) throw new Error(`unable to determine parser for PEM preamble: ${type}`);
  const key = createPrivateKey(pem);
  algorithmOf(key);
  return key;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What anybody may know of a key. OpenSSH has nothing for a curve that it does not know. */
export function publicAttributes(key: KeyObject): PlainRecord {
  const publicKey = createPublicKey(key);
  const blob = sshBlob(publicKey);
  const { md5, sha256 } = blob === undefined ? { md5: "", sha256: "" } : fingerprints(blob);
  return {
    id: stateHash(publicKey.export({ type: "spki", format: "der" })),
    public_key_pem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    public_key_openssh: blob === undefined ? "" : openSshPublicKey(blob),
    public_key_fingerprint_md5: md5,
    public_key_fingerprint_sha256: sha256,
  };
}

const SPACE = new Set([9, 10, 11, 12, 13, 32]);

/** By which HashiCorp's provider calls what has no name: of the bytes without the space around them. */
export function stateHash(bytes: Uint8Array): string {
  let start = 0;
  let end = bytes.length;
  while (start < end && SPACE.has(bytes[start] ?? 0)) start += 1;
  while (end > start && SPACE.has(bytes[end - 1] ?? 0)) end -= 1;
  return createHash("sha1").update(bytes.subarray(start, end)).digest("hex");
}
