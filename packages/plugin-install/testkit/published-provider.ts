/** A provider as a registry has it: archives for platforms, and a signed list of their checksums. */

import { createHash } from "node:crypto";
import { zipFile } from "@tutti/modules/testkit";
import { createMessage, generateKey, readPrivateKey, sign } from "openpgp";
import type { Served } from "./tls-server.ts";

/** A maker of providers. */
export interface Maker {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function createMaker(): Promise<Maker> {
  return generateKey({ type: "ecc", userIDs: [{ name: "Acme", email: "a@acme.test" }] });
}

/** The signature over a text. */
export async function signatureOf(text: string, { privateKey }: Maker): Promise<Uint8Array> {
  return sign({
    message: await createMessage({ binary: new TextEncoder().encode(text) }),
    signingKeys: await readPrivateKey({ armoredKey: privateKey }),
    detached: true,
    format: "binary",
  });
}

/** The files of a registry that has `acme/kit` in these versions, for these platforms. */
export async function publishedKit(
  maker: Maker,
  versions: Readonly<Record<string, readonly string[]>>,
): Promise<Map<string, Served>> {
  const files = new Map<string, Served>([
    ["/.well-known/terraform.json", '{"providers.v1":"/v1/"}'],
    [
      "/v1/acme/kit/versions",
      JSON.stringify({ versions: Object.keys(versions).map((version) => ({ version, protocols: ["6.0"] })) }),
    ],
  ]);
  for (const [version, platforms] of Object.entries(versions)) {
    const archives = platforms.map((platform) => {
      const filename = `terraform-provider-kit_${version}_${platform}.zip`;
      const content = `#!/bin/sh\necho ${platform}\n`;
      const bytes = zipFile([{ name: `terraform-provider-kit_v${version}`, content, mode: 0o100755 }]);
      return { platform, filename, bytes, shasum: createHash("sha256").update(bytes).digest("hex") };
    });
    const sums = archives.map(({ shasum, filename }) => `${shasum}  ${filename}\n`).join("");
    files.set(`/files/${version}/sums`, sums);
    files.set(`/files/${version}/sums.sig`, await signatureOf(sums, maker));
    for (const { platform, filename, bytes, shasum } of archives) {
      const [os = "", arch = ""] = platform.split("_");
      files.set(`/files/${version}/${filename}`, bytes);
      files.set(
        `/v1/acme/kit/${version}/download/${os}/${arch}`,
        JSON.stringify({
          os,
          arch,
          filename,
          shasum,
          download_url: `/files/${version}/${filename}`,
          shasums_url: `/files/${version}/sums`,
          shasums_signature_url: `/files/${version}/sums.sig`,
          signing_keys: { gpg_public_keys: [{ ascii_armor: maker.publicKey }] },
        }),
      );
    }
  }
  return files;
}
