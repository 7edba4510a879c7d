import { expect, test } from "vitest";
import { fittingKeys } from "./fitting-keys.ts";
import { fileKey } from "./key-file.ts";

test.each([16, 24, 32])("keys of %d bytes pass", async (length) => {
  const provider = fittingKeys(fileKey(new Uint8Array(length)), "key_provider.external.p");
  expect((await provider.sealingKey()).key).toHaveLength(length);
  expect(await provider.openingKey(new Map())).toHaveLength(length);
});

test.each([1, 15, 33, 64])("keys of %d bytes are refused", async (length) => {
  const provider = fittingKeys(fileKey(new Uint8Array(length)), "key_provider.external.p");
  const wanted = `AES takes keys of 16, 24 or 32 bytes, and this key provider gave ${length}`;
  for (const key of [provider.sealingKey(), provider.openingKey(new Map())])
    await expect(key).rejects.toMatchObject({ subject: "key_provider.external.p", message: wanted });
});
