import { createHash, timingSafeEqual } from "node:crypto";

/**
 * What a secret is looked up by: how long the look-up takes says something of
 * the digest at most, which does not lead back to the secret.
 */
export function secretDigest(secret: string): string {
  return createHash("sha256").update(secret).digest("base64");
}

/** True for equal secrets; takes as long whatever differs. */
export function equalSecrets(a: string, b: string): boolean {
  const digest = (secret: string): Buffer => createHash("sha256").update(secret).digest();
  return timingSafeEqual(digest(a), digest(b));
}
