/** Who signs, and how: as Go's `crypto/x509` chooses it by the key. */

import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, SubjectPublicKeyInfo } from "@peculiar/asn1-x509";

const DER_NULL = new Uint8Array([5, 0]).buffer;
const RSA_WITH_SHA256 = "1.2.840.113549.1.1.11";
const ED25519 = "1.3.101.112";
const ECDSA: Readonly<Record<string, { readonly hash: string; readonly algorithm: string }>> = {
  secp384r1: { hash: "sha384", algorithm: "1.2.840.10045.4.3.3" },
  secp521r1: { hash: "sha512", algorithm: "1.2.840.10045.4.3.4" },
};
const ECDSA_WITH_SHA256 = { hash: "sha256", algorithm: "1.2.840.10045.4.3.2" };

/** What a key signs with. */
export interface Signing {
  readonly algorithm: AlgorithmIdentifier;
  sign(bytes: ArrayBuffer): ArrayBuffer;
}

export function signingOf(key: KeyObject): Signing {
  const { hash, algorithm } = schemeOf(key);
  return {
    algorithm,
    sign: (bytes) => bufferOf(sign(hash, new Uint8Array(bytes), key)),
  };
}

function schemeOf(key: KeyObject): {
  readonly hash: string | undefined;
  readonly algorithm: AlgorithmIdentifier;
} {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return {
        hash: "sha256",
        algorithm: new AlgorithmIdentifier({ algorithm: RSA_WITH_SHA256, parameters: DER_NULL }),
      };
    case "ed25519":
      return { hash: undefined, algorithm: new AlgorithmIdentifier({ algorithm: ED25519 }) };
    default: {
      const { hash, algorithm } = ECDSA[key.asymmetricKeyDetails?.namedCurve ?? ""] ?? ECDSA_WITH_SHA256;
      return { hash, algorithm: new AlgorithmIdentifier({ algorithm }) };
    }
  }
}

export function publicKeyInfo(key: KeyObject): SubjectPublicKeyInfo {
  const der = createPublicKey(key).export({ type: "spki", format: "der" });
  return AsnConvert.parse(bufferOf(der), SubjectPublicKeyInfo);
}

const ED25519_HEAD = Uint8Array.of(4, 32);

/** By which a certificate's key is told from others: the SHA1 checksum of the key as HashiCorp's provider writes it. */
export function subjectKeyId({ algorithm, subjectPublicKey }: SubjectPublicKeyInfo): ArrayBuffer {
  const key = new Uint8Array(subjectPublicKey);
  const hash = createHash("sha1");
  // A key of Ed25519 is written as an octet string, for no good reason.
  if (algorithm.algorithm === ED25519) hash.update(ED25519_HEAD);
  return bufferOf(hash.update(key).digest());
}

/** A buffer of its own: Node's may lie in a pool. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
