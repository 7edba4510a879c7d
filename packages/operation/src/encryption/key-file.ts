import { Buffer } from "node:buffer";
import { isKeyLength } from "./aes-gcm.ts";
import type { KeyProvider } from "./key-provider.ts";

/**
 * The key that a key file holds: 16, 24 or 32 bytes as hexadecimal digits, as
 * Base64, or as they are. Undefined where it is none of these.
 */
export function keyOfFile(content: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(content).toString("latin1").trim();
  if (/^([0-9a-f]{2})+$/i.test(text) && isKeyLength(text.length / 2)) return Buffer.from(text, "hex");
  if (/^[0-9A-Za-z+/]+={0,2}$/.test(text)) {
    const bytes = Buffer.from(text, "base64");
    if (isKeyLength(bytes.length) && bytes.toString("base64") === text) return bytes;
  }
  return isKeyLength(content.length) ? content : undefined;
}

/** `key_provider "key_file"`, which OpenTofu does not have: always the same key, so nothing is kept beside the data. */
export function fileKey(key: Uint8Array): KeyProvider {
  return {
    sealingKey: async () => ({ key, meta: new Map() }),
    openingKey: async () => key,
  };
}
