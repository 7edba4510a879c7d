import { Buffer } from "node:buffer";
import type { Runtime } from "@tutti/runtime";
import { isJsonObject, type Json, parseJsonObject } from "@tutti/values";
import { askProgram } from "./external-program.ts";
import { type KeyProvider, keepsKeys, type ProvidedKey } from "./key-provider.ts";
import { SealError } from "./seal-error.ts";

const MAGIC = "OpenTofu-External-Key-Provider";

/**
 * `key_provider "external"`: keys that a program gives, by OpenTofu's protocol.
 * It prints a line that says what it is, reads what was kept (or `null`), and
 * prints the keys and what is to be kept.
 */
export function externalKey(
  runtime: Pick<Runtime, "processes">,
  name: string,
  command: readonly string[],
): KeyProvider {
  const [program = ""] = command;

  async function ask(input: string): Promise<Answer> {
    const external = { name, command, magic: MAGIC, what: "key provider" };
    return readAnswer(name, program, await askProgram(runtime, external, input));
  }

  async function makeKey(): Promise<ProvidedKey> {
    const { encryptionKey, external } = await ask("null");
    const key = decodeKey(name, program, "encryption_key", encryptionKey);
    return { key, meta: new Map([[name, JSON.stringify({ external_data: external ?? null })]]) };
  }

  async function findKey(kept: string): Promise<Uint8Array> {
    const json = parseJsonObject(kept);
    if (json === undefined)
      throw new SealError(name, "what is kept beside the encrypted data cannot be read");
    // What a program kept nothing for, it is asked for as if for the first time, as OpenTofu does.
    const { decryptionKey } = await ask((json["external_data"] ?? null) === null ? "null" : kept);
    return decodeKey(name, program, "decryption_key", decryptionKey);
  }

  return keepsKeys(name, { makeKey, findKey });
}

interface Answer {
  readonly encryptionKey: Json | undefined;
  readonly decryptionKey: Json | undefined;
  readonly external: unknown;
}

function readAnswer(name: string, program: string, output: string): Answer {
  const keys = parseJsonObject(output)?.["keys"];
  if (!isJsonObject(keys)) throw new SealError(name, `${program} gave no keys`);
  // As JavaScript reads it: OpenTofu reads numbers no better, and nobody here looks into it.
  const { meta } = JSON.parse(output);
  return {
    encryptionKey: keys["encryption_key"],
    decryptionKey: keys["decryption_key"],
    external: meta?.external_data,
  };
}

/** Base64. */
function decodeKey(name: string, program: string, member: string, text: Json | undefined): Uint8Array {
  const key = typeof text === "string" ? Buffer.from(text, "base64") : Buffer.alloc(0);
  if (key.length === 0) throw new SealError(name, `${program} gave no ${member}`);
  return key;
}
