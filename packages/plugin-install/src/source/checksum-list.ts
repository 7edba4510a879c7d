/** The list of checksums of a version, and the signature that says that it is its maker's. */

import { FetchFailure } from "@tutti/modules";

const LINE = /^([0-9a-f]{64}) [ *](\S+)$/;

/** HashiCorp's own key, by its fingerprint. */
const HASHICORP = "c874011f0ab405110d02105534365d9472d7468f";

function linesOf(sums: Uint8Array): readonly { readonly hash: string; readonly name: string }[] {
  return new TextDecoder()
    .decode(sums)
    .split("\n")
    .flatMap((line) => {
      const [, hash, name] = LINE.exec(line.trim()) ?? [];
      return hash === undefined || name === undefined ? [] : [{ hash, name }];
    });
}

/** The checksum of one archive. */
export function checksumOf(sums: Uint8Array, filename: string): string {
  const found = linesOf(sums).find(({ name }) => name === filename);
  if (found === undefined) throw new FetchFailure(`checksum list has no SHA-256 hash for "${filename}"`);
  return found.hash;
}

/** Those of the archives of all platforms, as the lock file keeps them. */
export function hashesOfAll(sums: Uint8Array): readonly string[] {
  return linesOf(sums).map(({ hash }) => `zh:${hash}`);
}

/** Who signed the list. Rejects where nobody did whose key the registry names. */
export async function verifySums(
  sums: Uint8Array,
  signature: Uint8Array,
  armoredKeys: readonly string[],
): Promise<{ readonly trust: string; readonly isSelfSigned: boolean }> {
  const openpgp = await import("openpgp");
  let why = "authentication signature from unknown issuer";
  for (const armoredKey of armoredKeys) {
    try {
      // Verifying uses a message up.
      const message = await openpgp.createMessage({ binary: sums });
      const key = await openpgp.readKey({ armoredKey });
      const read = await openpgp.readSignature({ binarySignature: signature });
      const { signatures } = await openpgp.verify({ message, signature: read, verificationKeys: key });
      for (const one of signatures) {
        await one.verified;
        const isHashiCorp = key.getFingerprint() === HASHICORP;
        const id = key.getKeyID().toHex().toUpperCase();
        return isHashiCorp
          ? { trust: "signed by HashiCorp", isSelfSigned: false }
          : { trust: `self-signed, key ID ${id}`, isSelfSigned: true };
      }
    } catch (error) {
      why = `error checking signature: ${error instanceof Error ? error.message : error}`;
    }
  }
  throw new FetchFailure(why);
}
