import { createMessage, generateKey, readPrivateKey, sign } from "openpgp";
import { beforeAll, expect, test } from "vitest";
import { checksumOf, hashesOfAll, verifySums } from "./checksum-list.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SUMS = bytes(
  `${A}  kit_1.0.0_linux_amd64.zip\n${B} *kit_1.0.0_windows_amd64.zip\r\n\n# a note\n${"c".repeat(63)}  short.zip\n${A}kit.zip\n`,
);

test("a line is a checksum and a name, as sha256sum writes them; anything else is none", () => {
  expect(checksumOf(SUMS, "kit_1.0.0_linux_amd64.zip")).toBe(A);
  expect(checksumOf(SUMS, "kit_1.0.0_windows_amd64.zip")).toBe(B);
  expect(hashesOfAll(SUMS)).toEqual([`zh:${A}`, `zh:${B}`]);
});

test.each(["kit.zip", "short.zip", "", "kit_1.0.0_linux_amd64"])("%j has none", (name) => {
  expect(() => checksumOf(SUMS, name)).toThrow(`checksum list has no SHA-256 hash for "${name}"`);
});

type Key = { readonly privateKey: string; readonly publicKey: string };
let maker: Key;
let stranger: Key;
beforeAll(async () => {
  const made = (name: string) => generateKey({ type: "ecc", userIDs: [{ name, email: `${name}@a.test` }] });
  [maker, stranger] = await Promise.all([made("maker"), made("stranger")]);
});

async function signedBy({ privateKey }: Key, text = SUMS): Promise<Uint8Array> {
  return sign({
    message: await createMessage({ binary: text }),
    signingKeys: await readPrivateKey({ armoredKey: privateKey }),
    detached: true,
    format: "binary",
  });
}

test("one of the keys that the registry names is enough, wherever it stands", async () => {
  const signature = await signedBy(maker);
  for (const keys of [[maker], [stranger, maker], [maker, stranger]])
    expect(
      await verifySums(
        SUMS,
        signature,
        keys.map(({ publicKey }) => publicKey),
      ),
    ).toEqual({
      trust: expect.stringMatching(/^self-signed, key ID [0-9A-F]{16}$/),
      isSelfSigned: true,
    });
});

test("a list that none of them signed is refused", async () => {
  const signature = await signedBy(maker);
  await expect(verifySums(SUMS, signature, [])).rejects.toThrow(
    "authentication signature from unknown issuer",
  );
  await expect(verifySums(SUMS, signature, [stranger.publicKey])).rejects.toThrow(
    "error checking signature: ",
  );
  await expect(verifySums(bytes("other"), signature, [maker.publicKey])).rejects.toThrow(
    "error checking signature: ",
  );
  await expect(verifySums(SUMS, bytes("no signature"), [maker.publicKey])).rejects.toThrow(
    "error checking signature: ",
  );
  await expect(verifySums(SUMS, signature, ["no key"])).rejects.toThrow("error checking signature: ");
});
