/** One digest of what a provider made of an object: equal where all of it is, and telling nothing of it. */

import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
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
  // Mostly there are attributes alone, and their text need not be quoted to be told from all else.
  if (sensitivePaths.length === 0 && hidden === undefined && identity === undefined)
    return digestOfText(`${schemaVersion} ${attributesJson}`);
  const parts = [
    attributesJson,
    sensitivePaths.map(encodePath).join(),
    hidden === undefined ? "" : Buffer.from(hidden).toString("base64"),
    String(schemaVersion),
    identity === undefined ? "" : `${identity.schemaVersion} ${identity.json}`,
  ];
  return digestOfText(JSON.stringify(parts));
}

/** At once: there are as many as objects, and a hash that is fed costs twice that. */
function digestOfText(text: string): string {
  return hash("sha256", text, "base64").slice(0, OBJECT_DIGEST_DIGITS);
}
