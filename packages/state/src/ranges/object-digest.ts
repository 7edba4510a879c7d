/** One digest of what a provider made of an object: equal where all of it is, and telling nothing of it. */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { encodePath } from "../path-json.ts";
import type { InstanceObject } from "../state.ts";

/** Digits of a digest: 128 bits in Base64. */
export const OBJECT_DIGEST_DIGITS = 22;

const known = new WeakMap<InstanceObject, string>();

/** Of attributes, sensitive paths, private data, identity and the schema's version; not of what Tutti itself keeps beside them. */
export function objectDigest(object: InstanceObject): string {
  let digest = known.get(object);
  if (digest === undefined) {
    digest = digestOf(object);
    known.set(object, digest);
  }
  return digest;
}

/** For an object that was not read yet. */
export function knowDigest(object: InstanceObject, digest: string): void {
  known.set(object, digest);
}

function digestOf({
  attributesJson,
  sensitivePaths,
  private: hidden,
  schemaVersion,
  identity,
}: InstanceObject): string {
  const parts = [
    attributesJson,
    sensitivePaths.map(encodePath).join(),
    hidden === undefined ? "" : Buffer.from(hidden).toString("base64"),
    String(schemaVersion),
    identity === undefined ? "" : `${identity.schemaVersion} ${identity.json}`,
  ];
  const hash = createHash("sha256").update(JSON.stringify(parts));
  return hash.digest("base64").slice(0, OBJECT_DIGEST_DIGITS);
}
