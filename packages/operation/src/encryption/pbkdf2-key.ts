import { Buffer } from "node:buffer";
import { pbkdf2 } from "node:crypto";
import type { Runtime } from "@tutti/runtime";
import { parseJsonObject } from "@tutti/values";
import { type KeyProvider, keepsKeys, type ProvidedKey } from "./key-provider.ts";
import { SealError } from "./seal-error.ts";
import type { KeyMeta } from "./seal-method.ts";

/** What the block says. */
export interface Pbkdf2Settings {
  /** A text of at least 16 bytes, or the key of another provider. */
  readonly passphrase: Uint8Array | KeyProvider;
  readonly keyLength: number;
  readonly iterations: number;
  readonly saltLength: number;
  readonly hashFunction: "sha256" | "sha512";
}

/** What is kept: the same members as OpenTofu's, in the same order. */
interface Pbkdf2Meta {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly hashFunction: string;
  readonly keyLength: number;
}

/** More than anybody configures: who changed a file must not keep us busy for days. */
const ITERATIONS_MAX = 100_000_000;
const LENGTH_MAX = 1_024;

/** `key_provider "pbkdf2"`: keys from a passphrase, with a salt of its own for each process that hides something. */
export function pbkdf2Key(
  { random }: Pick<Runtime, "random">,
  name: string,
  settings: Pbkdf2Settings,
): KeyProvider {
  const { passphrase, keyLength, iterations, saltLength, hashFunction } = settings;

  async function makeKey(): Promise<ProvidedKey> {
    const phrase =
      passphrase instanceof Uint8Array
        ? { key: passphrase, meta: new Map<string, string>() }
        : await passphrase.sealingKey();
    const meta = { salt: random.bytes(saltLength), iterations, hashFunction, keyLength };
    const key = await derive(phrase.key, meta);
    return { key, meta: new Map([...phrase.meta, [name, encodeMeta(meta)]]) };
  }

  async function findKey(text: string, all: KeyMeta): Promise<Uint8Array | undefined> {
    const meta = decodeMeta(text);
    if (meta === undefined)
      throw new SealError(name, "what is kept beside the encrypted data cannot be read");
    const phrase = passphrase instanceof Uint8Array ? passphrase : await passphrase.openingKey(all);
    return phrase === undefined ? undefined : derive(phrase, meta);
  }

  return keepsKeys(name, { makeKey, findKey });
}

function derive(phrase: Uint8Array, meta: Pbkdf2Meta): Promise<Uint8Array> {
  const { salt, iterations, keyLength, hashFunction } = meta;
  return new Promise((resolve, reject) =>
    pbkdf2(phrase, salt, iterations, keyLength, hashFunction, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );
}

function encodeMeta({ salt, iterations, hashFunction, keyLength }: Pbkdf2Meta): string {
  const text = Buffer.from(salt).toString("base64");
  return `{"salt":"${text}","iterations":${iterations},"hash_function":"${hashFunction}","key_length":${keyLength}}`;
}

function decodeMeta(text: string): Pbkdf2Meta | undefined {
  const json = parseJsonObject(text);
  if (json === undefined) return undefined;
  const { salt, iterations, hash_function: hashFunction, key_length: keyLength } = json;
  if (typeof salt !== "string" || (hashFunction !== "sha256" && hashFunction !== "sha512")) return undefined;
  if (!isCount(iterations, ITERATIONS_MAX) || !isCount(keyLength, LENGTH_MAX)) return undefined;
  return { salt: Buffer.from(salt, "base64"), iterations, hashFunction, keyLength };
}

function isCount(value: unknown, most: number): value is number {
  // Of JSON, only whole numbers are of this type.
  return typeof value === "number" && value > 0 && value <= most;
}
