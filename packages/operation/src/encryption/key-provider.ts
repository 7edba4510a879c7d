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

/** How a provider that keeps a text beside the data comes by its keys. */
export interface KeySource {
  /** A new key, and the text to find it again by, under the provider's name. */
  makeKey(): Promise<ProvidedKey>;
  /** The key of that text; `all` is what other providers kept. */
  findKey(kept: string, all: KeyMeta): Promise<Uint8Array | undefined>;
}

/** A provider that makes one key to hide with, and looks for what was kept once. */
export function keepsKeys(name: string, { makeKey, findKey }: KeySource): KeyProvider {
  let sealing: Promise<ProvidedKey> | undefined;
  const opening = new Map<string, Promise<Uint8Array | undefined>>();
  return {
    sealingKey() {
      sealing ??= makeKey();
      return sealing;
    },
    async openingKey(meta) {
      const kept = meta.get(name);
      if (kept === undefined) return undefined;
      // All of it: the key of one provider may come from what another one kept.
      const known = JSON.stringify([...meta]);
      const found = opening.get(known) ?? findKey(kept, meta);
      opening.set(known, found);
      return found;
    },
  };
}
