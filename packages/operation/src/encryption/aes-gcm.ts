/** AES in Galois counter mode, as OpenTofu keeps it: 12 random bytes, what is hidden, 16 bytes that prove it. */

import { type CipherGCMTypes, createCipheriv, createDecipheriv } from "node:crypto";

export const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const ALGORITHMS: Readonly<Record<number, CipherGCMTypes>> = {
  16: "aes-128-gcm",
  24: "aes-192-gcm",
  32: "aes-256-gcm",
};

/** True for lengths that AES has. */
export function isKeyLength(bytes: number): boolean {
  return Object.hasOwn(ALGORITHMS, bytes);
}

function algorithmOf(key: Uint8Array): CipherGCMTypes {
  const algorithm = ALGORITHMS[key.length];
  if (algorithm === undefined) throw new Error("the length of a key is checked where it is made");
  return algorithm;
}

/** Hides piece after piece; `nonce` is never used twice with a key. */
export function* encryptPieces(
  text: Iterable<Uint8Array>,
  key: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
): Generator<Uint8Array> {
  const cipher = createCipheriv(algorithmOf(key), key, nonce).setAAD(aad);
  yield nonce;
  for (const piece of text) yield cipher.update(piece);
  yield cipher.final();
  yield cipher.getAuthTag();
}

/** Undefined where the key or the additional data is another one, or a bit was changed. */
export function decrypt(
  sealed: Uint8Array,
  key: Uint8Array,
  aad: Uint8Array,
): readonly [Uint8Array, Uint8Array] | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(algorithmOf(key), key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad).setAuthTag(sealed.subarray(end));
  try {
    return [decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()];
  } catch {
    return undefined;
  }
}
