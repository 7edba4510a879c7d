import { RuntimeError } from "@tutti/runtime";
import { expect, test } from "vitest";
import { serviceKey } from "./service-key.ts";

const KEY = new Uint8Array(32).fill(7);

test("a key of a service is made once, and found again by what is kept", async () => {
  const asked: string[] = [];
  const provider = serviceKey("key_provider.aws_kms.a", {
    makeKey: async () => {
      asked.push("make");
      return { key: KEY, kept: { ciphertext_blob: "eA==" } };
    },
    findKey: async (kept) => {
      asked.push(`find ${JSON.stringify(kept)}`);
      return KEY;
    },
  });
  const { key, meta } = await provider.sealingKey();
  expect(await provider.sealingKey()).toEqual({ key, meta });
  expect([...meta]).toEqual([["key_provider.aws_kms.a", '{"ciphertext_blob":"eA=="}']]);
  for (let turn = 0; turn < 2; turn++) expect(await provider.openingKey(meta)).toBe(KEY);
  expect(await provider.openingKey(new Map([["another", "{}"]]))).toBeUndefined();
  expect(asked).toEqual(["make", 'find {"ciphertext_blob":"eA=="}']);
});

test("what a service fails with is told under the provider's name", async () => {
  const fail = async (): Promise<never> => {
    throw new RuntimeError("EREMOTE", "KMS", "Decrypt: 400 denied");
  };
  const provider = serviceKey("key_provider.aws_kms.a", { makeKey: fail, findKey: fail });
  const told = { subject: "key_provider.aws_kms.a", message: "KMS: Decrypt: 400 denied" };
  await expect(provider.sealingKey()).rejects.toMatchObject(told);
  await expect(provider.openingKey(new Map([["key_provider.aws_kms.a", "{}"]]))).rejects.toMatchObject(told);
  await expect(provider.openingKey(new Map([["key_provider.aws_kms.a", "no"]]))).rejects.toMatchObject({
    message: "what is kept beside the encrypted data cannot be read",
  });
});
