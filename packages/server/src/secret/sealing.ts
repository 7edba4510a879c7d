import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { SealedRecord } from "./records.ts";

/** A key of the server. */
export interface SecretKey {
  readonly id: string;
  readonly createTime: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** Of a nonce, in bytes: NIST SP 800-38D, 8.2; one is drawn for each value. */
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/** Seals a value for one version of one path: it opens as nothing else, so that rows cannot be exchanged. */
export function sealValue(
  value: Uint8Array,
  of: { readonly path: string; readonly version: number },
  key: SecretKey,
  nonce: Uint8Array,
): SealedRecord {
  const cipher = createCipheriv(CIPHER, key.bytes, nonce);
  cipher.setAAD(boundTo(of.path, of.version, key.id));
  const sealed = Buffer.concat([cipher.update(value), cipher.final(), cipher.getAuthTag()]);
  return {
    Path: of.path,
    Version: of.version,
    KeyID: key.id,
    Nonce: Buffer.from(nonce).toString("base64"),
    Sealed: sealed.toString("base64"),
  };
}

/** The value; undefined where it was sealed with another key, or is not what was sealed. */
export function openValue(
  { Path, Version, KeyID, Nonce, Sealed }: SealedRecord,
  key: SecretKey,
): Buffer | undefined {
  const sealed = Buffer.from(Sealed, "base64");
  if (sealed.length < TAG_BYTES) return undefined;
  try {
    const cipher = createDecipheriv(CIPHER, key.bytes, Buffer.from(Nonce, "base64"));
    cipher.setAAD(boundTo(Path, Version, KeyID));
    cipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    return Buffer.concat([cipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), cipher.final()]);
  } catch {
    return undefined;
  }
}

function boundTo(path: string, version: number, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([path, version, keyId]));
}
