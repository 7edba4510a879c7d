import { pbkdf2Sync } from "node:crypto";
import { createMachine } from "@tutti/simulation";
import { describe, expect, it, test } from "vitest";
import { fileKey } from "./key-file.ts";
import type { KeyProvider } from "./key-provider.ts";
import { type Pbkdf2Settings, pbkdf2Key } from "./pbkdf2-key.ts";

const PASSPHRASE = Buffer.from("correct-horse-battery");
const SALT = Buffer.from("0123456789abcdef");
const NAME = "key_provider.pbkdf2.p";

function provider(more: Partial<Pbkdf2Settings> = {}, runtime = createMachine().host): KeyProvider {
  const settings = { keyLength: 32, iterations: 2, saltLength: 8, hashFunction: "sha512" } as const;
  return pbkdf2Key(runtime, NAME, { passphrase: PASSPHRASE, ...settings, ...more });
}
const KEPT = { salt: SALT.toString("base64"), iterations: 3, hash_function: "sha256", key_length: 24 };
const kept = (more: Readonly<Record<string, unknown>> = {}): ReadonlyMap<string, string> =>
  new Map([[NAME, JSON.stringify({ ...KEPT, ...more })]]);
const derived = (iterations: number, length: number, hash: string): string =>
  pbkdf2Sync(PASSPHRASE, SALT, iterations, length, hash).toString("hex");

describe("a key is found by what is kept, not by what is configured", () => {
  it.each<readonly [Readonly<Record<string, unknown>>, string]>([
    [{}, derived(3, 24, "sha256")],
    [{ hash_function: "sha512" }, derived(3, 24, "sha512")],
    [{ iterations: 1, key_length: 1 }, derived(1, 1, "sha256")],
    [{ key_length: 1_024 }, derived(3, 1_024, "sha256")],
  ])("%j", async (more, expected) => {
    expect(Buffer.from((await provider().openingKey(kept(more))) ?? "").toString("hex")).toBe(expected);
  });

  it("is none where nothing of this provider is kept", async () => {
    expect(await provider().openingKey(new Map())).toBeUndefined();
    expect(await provider().openingKey(new Map([["key_provider.pbkdf2.q", "{}"]]))).toBeUndefined();
  });

  it.each<readonly [string, ReadonlyMap<string, string>]>([
    ["no JSON", new Map([[NAME, "{"]])],
    ["a list", new Map([[NAME, "[]"]])],
    ["null", new Map([[NAME, "null"]])],
    ["a salt that is no text", kept({ salt: 1 })],
    ["no salt", kept({ salt: undefined })],
    ["another hash function", kept({ hash_function: "md5" })],
    ["no hash function", kept({ hash_function: undefined })],
    ["no iterations", kept({ iterations: 0 })],
    ["fewer than none", kept({ iterations: -1 })],
    ["half of an iteration", kept({ iterations: 1.5 })],
    ["iterations as a text", kept({ iterations: "3" })],
    // Whoever changed the file would keep us busy for days.
    ["more iterations than anybody means", kept({ iterations: 100_000_001 })],
    ["a key of no length", kept({ key_length: 0 })],
    ["a key that is too long", kept({ key_length: 1_025 })],
    ["a length as a text", kept({ key_length: "24" })],
  ])("is refused with %s", async (_, meta) => {
    await expect(provider().openingKey(meta)).rejects.toThrow(/what is kept beside .* cannot be read/);
  });
});

describe("a key to hide with", () => {
  it("has its own salt of the length that is set, says how it was made, and stays for the process", async () => {
    const one = provider();
    const { key, meta } = await one.sealingKey();
    expect(key).toHaveLength(32);
    const { salt, ...more } = JSON.parse(meta.get(NAME) ?? "");
    expect(Buffer.from(salt, "base64")).toHaveLength(8);
    expect(more).toEqual({ iterations: 2, hash_function: "sha512", key_length: 32 });
    expect(await one.sealingKey()).toEqual({ key, meta });
    expect(await provider({ keyLength: 16, hashFunction: "sha256" }).openingKey(meta)).toEqual(key);
    const { host } = createMachine();
    const [left, right] = [provider({}, host), provider({}, host)];
    expect((await left.sealingKey()).key).not.toEqual((await right.sealingKey()).key);
  });

  it("is another one with another passphrase", async () => {
    const { key, meta } = await provider().sealingKey();
    const other = provider({ passphrase: Buffer.from("correct-horse-batterz") });
    expect(await other.openingKey(meta)).not.toEqual(key);
  });
});

test("a chained provider keeps what the one before it keeps, and finds nothing where that finds nothing", async () => {
  const { host } = createMachine();
  const first = pbkdf2Key(host, "first", {
    passphrase: PASSPHRASE,
    keyLength: 16,
    iterations: 1,
    saltLength: 4,
    hashFunction: "sha256",
  });
  const chained = provider({ passphrase: first }, host);
  const { key, meta } = await chained.sealingKey();
  expect([...meta.keys()]).toEqual(["first", NAME]);
  expect(await chained.openingKey(meta)).toEqual(key);
  const lost = new Map([[NAME, meta.get(NAME) ?? ""]]);
  expect(await chained.openingKey(lost)).toBeUndefined();
  // The same text beside another salt of the first one is another key.
  const again = pbkdf2Key(host, "first", {
    passphrase: PASSPHRASE,
    keyLength: 16,
    iterations: 1,
    saltLength: 4,
    hashFunction: "sha256",
  });
  const mixed = new Map([...(await again.sealingKey()).meta, ...lost]);
  expect(await chained.openingKey(mixed)).not.toEqual(key);
  const file = provider({ passphrase: fileKey(PASSPHRASE) }, host);
  const sealed = await file.sealingKey();
  expect([...sealed.meta.keys()]).toEqual([NAME]);
  expect(await provider().openingKey(sealed.meta)).toEqual(sealed.key);
});
