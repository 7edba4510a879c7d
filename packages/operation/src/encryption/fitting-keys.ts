import { isKeyLength } from "./aes-gcm.ts";
import type { KeyProvider } from "./key-provider.ts";
import { SealError } from "./seal-error.ts";

/** A provider whose keys alone tell how long they are, and are refused where AES does not take them. */
export function fittingKeys(provider: KeyProvider, name: string): KeyProvider {
  const check = (key: Uint8Array): void => {
    if (!isKeyLength(key.length))
      throw new SealError(
        name,
        `AES takes keys of 16, 24 or 32 bytes, and this key provider gave ${key.length}`,
      );
  };
  return {
    async sealingKey() {
      const sealing = await provider.sealingKey();
      check(sealing.key);
      return sealing;
    },
    async openingKey(meta) {
      const key = await provider.openingKey(meta);
      if (key !== undefined) check(key);
      return key;
    },
  };
}
