import { Buffer } from "node:buffer";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { keyServiceTypes } from "@tutti/state";
import { NUMBER, STRING } from "@tutti/values";
import type { BlockValues } from "./block-values.ts";
import type { BuildKeyProvider } from "./built-key-provider.ts";
import { externalKey } from "./external-key.ts";
import { fileKey, keyOfFile } from "./key-file.ts";
import type { KeyProvider } from "./key-provider.ts";
import { type OpenbaoSettings, openbaoKey } from "./openbao-key.ts";
import { pbkdf2Key } from "./pbkdf2-key.ts";
import { keyServiceBuilder } from "./service-key.ts";

const ALIAS = "encrypted_metadata_alias";

/** How blocks of a type are built; undefined where there is no such type. */
export async function findKeyProviderBuilder(type: string): Promise<BuildKeyProvider | undefined> {
  if (Object.hasOwn(KEY_PROVIDERS, type)) return KEY_PROVIDERS[type];
  return keyServiceBuilder(type, ALIAS);
}

/** The types that a `key_provider` block may have. */
export function keyProviderTypes(): readonly string[] {
  return [...Object.keys(KEY_PROVIDERS), ...keyServiceTypes()];
}

/** The least that a passphrase and its derivation may be, and what is taken where nothing is said: as in OpenTofu. */
const PASSPHRASE_BYTES_MIN = 16;
const ITERATIONS_MIN = 200_000;
const ITERATIONS_DEFAULT = 600_000;
const KEY_BYTES_DEFAULT = 32;
const SALT_BYTES_DEFAULT = 32;
const LENGTH_MAX = 1_024;
const OPENBAO_ADDRESS = "https://127.0.0.1:8200";
const ITERATIONS_MAX = 100_000_000;

const KEY_PROVIDERS: Readonly<Record<string, BuildKeyProvider>> = {
  async pbkdf2(runtime, block, values, chain) {
    values.only([ALIAS, "passphrase", "chain", "key_length", "iterations", "salt_length", "hash_function"]);
    const name = values.name(ALIAS, block);
    const passphrase = await readPassphrase(values, chain);
    const keyLength = count(values, "key_length", KEY_BYTES_DEFAULT, 1, LENGTH_MAX);
    const iterations = count(values, "iterations", ITERATIONS_DEFAULT, ITERATIONS_MIN, ITERATIONS_MAX);
    const saltLength = count(values, "salt_length", SALT_BYTES_DEFAULT, 1, LENGTH_MAX);
    const hashFunction = values.text("hash_function", STRING) ?? "sha512";
    if (hashFunction !== "sha256" && hashFunction !== "sha512") {
      values.refuse("hash_function", 'it is neither "sha256" nor "sha512"');
      return undefined;
    }
    if (values.failed || passphrase === undefined) return undefined;
    const settings = { passphrase, keyLength, iterations, saltLength, hashFunction } as const;
    return { provider: pbkdf2Key(runtime, name, settings), keyLength };
  },

  async external(runtime, block, values) {
    values.only([ALIAS, "command"]);
    const name = values.name(ALIAS, block);
    const words = values.words("command");
    if ((words[0] ?? "") === "" && !values.failed)
      values.refuse("command", "it must name the program that gives keys, with its arguments behind it");
    if (values.failed) return undefined;
    return { provider: externalKey(runtime, name, words), keyLength: undefined };
  },

  async openbao(runtime, block, values) {
    values.only([
      ALIAS,
      "address",
      "token",
      "key_name",
      "key_length",
      "transit_engine_path",
      "associated_data",
    ]);
    const name = values.name(ALIAS, block);
    const settings = readOpenbao(runtime, values);
    if (settings === undefined) return undefined;
    return { provider: openbaoKey(runtime, name, settings), keyLength: settings.keyLength };
  },

  async key_file({ disk }, _block, values) {
    values.only(["path"]);
    const path = values.text("path", STRING);
    if (path === undefined || path === "") {
      if (!values.failed) values.refuse("path", "it must name the file that holds the key");
      return undefined;
    }
    try {
      const key = keyOfFile(await disk.readFile(path));
      if (key !== undefined) return { provider: fileKey(key), keyLength: key.length };
      values.refuse(
        "path",
        `${path} holds no key of 16, 24 or 32 bytes (as hexadecimal digits, as Base64, or as they are)`,
      );
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      values.refuse("path", `${path} cannot be read: ${reasonOf(error)}`);
    }
    return undefined;
  },
};

function readOpenbao({ environment }: Runtime, values: BlockValues): OpenbaoSettings | undefined {
  const { variables } = environment;
  const first = (...names: readonly string[]): string | undefined =>
    names.map((name) => variables.get(name)).find((text) => text !== undefined && text !== "");
  const address = values.text("address", STRING) || first("BAO_ADDR", "VAULT_ADDR") || OPENBAO_ADDRESS;
  if (!/^https?:\/\//.test(address) || !URL.canParse(address))
    values.refuse("address", `${JSON.stringify(address)} is no address with http or https`);
  const token = values.text("token", STRING) || first("BAO_TOKEN", "VAULT_TOKEN");
  if (token === undefined && !values.failed)
    values.refuse("token", "there is none; give one here or in BAO_TOKEN");
  const keyName = values.text("key_name", STRING) ?? "";
  if (keyName === "" && !values.failed) values.refuse("key_name", "it must name a key of the transit engine");
  const keyLength = count(values, "key_length", KEY_BYTES_DEFAULT, 1, LENGTH_MAX);
  if (![16, 32, 64].includes(keyLength)) values.refuse("key_length", "it must be 16, 32 or 64");
  const associatedData = values.text("associated_data", STRING) || undefined;
  if (
    associatedData !== undefined &&
    Buffer.from(associatedData, "base64").toString("base64") !== associatedData
  )
    values.refuse("associated_data", "it is not Base64");
  const enginePath = (values.text("transit_engine_path", STRING) || "transit").replace(/^\/+|\/+$/g, "");
  if (values.failed || token === undefined) return undefined;
  const namespace = first("BAO_NAMESPACE", "VAULT_NAMESPACE");
  return { address: new URL(address), token, namespace, keyName, keyLength, enginePath, associatedData };
}

async function readPassphrase(
  values: BlockValues,
  chain: (address: string) => Promise<KeyProvider | undefined>,
): Promise<Uint8Array | KeyProvider | undefined> {
  if (values.has("chain")) {
    if (values.has("passphrase"))
      values.refuse("chain", "there is a passphrase as well; give one of the two");
    const address = values.reference("chain", "key_provider");
    return address === undefined ? undefined : chain(address);
  }
  const text = values.text("passphrase", STRING);
  if (text === undefined) {
    if (!values.failed) values.refuse("passphrase", 'there is none; give a "passphrase" or a "chain"');
    return undefined;
  }
  const bytes = Buffer.from(text);
  if (bytes.length >= PASSPHRASE_BYTES_MIN) return bytes;
  values.refuse("passphrase", `it is too short; ${PASSPHRASE_BYTES_MIN} characters are the least`);
  return undefined;
}

function count(values: BlockValues, name: string, otherwise: number, least: number, most: number): number {
  const number = values.value(name, NUMBER)?.asNumber;
  if (number === undefined) return otherwise;
  const plain = Number(number);
  if (!Number.isInteger(plain) || plain < least || plain > most)
    values.refuse(name, `it must be a whole number from ${least} to ${most}`);
  return plain;
}
