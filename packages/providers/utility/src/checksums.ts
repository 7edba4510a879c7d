import { createHash } from "node:crypto";

/** What HashiCorp's providers tell of some bytes. */
export interface Checksums {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly sha512: string;
  readonly base64sha256: string;
  readonly base64sha512: string;
}

/** Hexadecimal in lower case, but for those that say base64. */
export function checksums(bytes: Uint8Array): Checksums {
  const hash = (algorithm: string): Buffer => createHash(algorithm).update(bytes).digest();
  const sha256 = hash("sha256");
  const sha512 = hash("sha512");
  return {
    md5: hash("md5").toString("hex"),
    sha1: hash("sha1").toString("hex"),
    sha256: sha256.toString("hex"),
    sha512: sha512.toString("hex"),
    base64sha256: sha256.toString("base64"),
    base64sha512: sha512.toString("base64"),
  };
}
