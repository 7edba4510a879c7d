import type { KeyMeta, SealKey } from "./seal-method.ts";

/** A key, with what must be kept to find it again. */
export type ProvidedKey = SealKey;

/** Where keys come from: a `key_provider` block. */
export interface KeyProvider {
  /** The key to hide with: one for all that this process hides. */
  sealingKey(): Promise<ProvidedKey>;
  /** The key that something was hidden with, by what was kept beside it; undefined where nothing of this provider was kept. */
  openingKey(meta: KeyMeta): Promise<Uint8Array | undefined>;
}
