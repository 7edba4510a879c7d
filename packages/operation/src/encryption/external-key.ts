import { Buffer } from "node:buffer";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { isJsonObject, type Json, parseJsonObject } from "@tutti/values";
import { type KeyProvider, keepsKeys, type ProvidedKey } from "./key-provider.ts";
import { SealError } from "./seal-error.ts";

const MAGIC = "OpenTofu-External-Key-Provider";
const TIMEOUT_MS = 60_000;

/**
 * `key_provider "external"`: keys that a program gives, by OpenTofu's protocol.
 * It prints a line that says what it is, reads what was kept (or `null`), and
 * prints the keys and what is to be kept.
 */
export function externalKey(
  { processes }: Pick<Runtime, "processes">,
  name: string,
  [program = "", ...args]: readonly string[],
): KeyProvider {
  async function ask(input: string): Promise<Answer> {
    const result = await processes
      .run({ program, args, input, timeoutMs: TIMEOUT_MS })
      .catch((error: unknown) => {
        if (!(error instanceof RuntimeError)) throw error;
        throw new SealError(name, `${program} cannot be started: ${reasonOf(error)}`);
      });
    if (result.timedOut) throw new SealError(name, `${program} did not end within a minute`);
    if (result.exitCode !== 0) {
      const [said = ""] = new TextDecoder().decode(result.stderr).trim().split("\n");
      const status = result.exitCode ?? result.signal;
      throw new SealError(name, `${program} failed with status ${status}${said === "" ? "" : ` (${said})`}`);
    }
    return readAnswer(name, program, new TextDecoder().decode(result.stdout));
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
  const end = output.indexOf("\n");
  const header = parseJsonObject(output.slice(0, Math.max(end, 0)));
  if (header?.["magic"] !== MAGIC)
    throw new SealError(
      name,
      `${program} is no key provider: its first line is not {"magic":"${MAGIC}","version":1}`,
    );
  if (header["version"] !== 1)
    throw new SealError(name, `${program} speaks another version of the protocol than 1`);
  const keys = parseJsonObject(output.slice(end + 1))?.["keys"];
  if (!isJsonObject(keys)) throw new SealError(name, `${program} gave no keys`);
  // As JavaScript reads it: OpenTofu reads numbers no better, and nobody here looks into it.
  const { meta } = JSON.parse(output.slice(end + 1));
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
