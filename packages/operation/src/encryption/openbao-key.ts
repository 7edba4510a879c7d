import { Buffer } from "node:buffer";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { isJsonObject, type JsonObject, parseJsonObject } from "@tutti/values";
import { type KeyProvider, keepsKeys, type ProvidedKey } from "./key-provider.ts";
import { SealError } from "./seal-error.ts";

/** What the block says, and the environment behind it. */
export interface OpenbaoSettings {
  readonly address: URL;
  readonly token: string;
  readonly namespace: string | undefined;
  readonly keyName: string;
  readonly keyLength: number;
  /** Without slashes around it. */
  readonly enginePath: string;
  /** Base64; bound to the key. */
  readonly associatedData: string | undefined;
}

const BITS_A_BYTE = 8;
const TIMEOUT_MS = 60_000;
const BODY_MAX = 1 << 20;

/** `key_provider "openbao"`: keys that a transit engine makes (OpenBao, Vault), kept beside the data as it encrypted them. */
export function openbaoKey(runtime: Runtime, name: string, settings: OpenbaoSettings): KeyProvider {
  const { keyName, keyLength, associatedData } = settings;

  async function makeKey(): Promise<ProvidedKey> {
    const answer = await ask(runtime, name, settings, `datakey/plaintext/${encodeURIComponent(keyName)}`, {
      bits: keyLength * BITS_A_BYTE,
      ...(associatedData === undefined ? {} : { associated_data: associatedData }),
    });
    const { ciphertext } = answer;
    if (typeof ciphertext !== "string") throw new SealError(name, "the answer holds no ciphertext");
    const kept = {
      // Go writes bytes as Base64.
      ciphertext: Buffer.from(ciphertext).toString("base64"),
      ...(associatedData === undefined ? {} : { associated_data: associatedData }),
    };
    return { key: plaintextOf(name, answer), meta: new Map([[name, JSON.stringify(kept)]]) };
  }

  async function findKey(text: string): Promise<Uint8Array> {
    const { ciphertext, associated_data: bound } = parseJsonObject(text) ?? {};
    if (typeof ciphertext !== "string")
      throw new SealError(name, "what is kept beside the encrypted data cannot be read");
    const answer = await ask(runtime, name, settings, `decrypt/${encodeURIComponent(keyName)}`, {
      ciphertext: Buffer.from(ciphertext, "base64").toString(),
      ...(typeof bound === "string" && bound !== "" ? { associated_data: bound } : {}),
    });
    return plaintextOf(name, answer);
  }

  return keepsKeys(name, { makeKey, findKey });
}

/** One request; nothing is followed, so the token is shown to this address alone. */
async function ask(
  { network, environment }: Runtime,
  name: string,
  { address, token, namespace, enginePath }: OpenbaoSettings,
  path: string,
  content: Readonly<Record<string, unknown>>,
): Promise<JsonObject> {
  const url = new URL(`${address.href.replace(/\/$/, "")}/v1/${enginePath}/${path}`);
  const headers = {
    "content-type": "application/json",
    "x-vault-token": token,
    ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
  };
  const response = await network
    .request({
      method: "POST",
      url: url.href,
      headers,
      body: JSON.stringify(content),
      timeoutMs: TIMEOUT_MS,
      bodyMax: BODY_MAX,
      proxyVariables: environment.variables,
    })
    .catch((error: unknown) => {
      if (!(error instanceof RuntimeError)) throw error;
      throw new SealError(name, `${url.origin} cannot be reached: ${reasonOf(error)}`);
    });
  const { data, errors } = parseJsonObject(new TextDecoder().decode(response.body)) ?? {};
  if (response.status === 200 && isJsonObject(data)) return data;
  const said = Array.isArray(errors) ? errors.filter((text) => typeof text === "string").join("; ") : "";
  throw new SealError(
    name,
    `${url.origin}${url.pathname}: ${response.status}${said === "" ? "" : ` ${said}`}`,
  );
}

function plaintextOf(name: string, { plaintext }: JsonObject): Uint8Array {
  if (typeof plaintext !== "string") throw new SealError(name, "the answer holds no plaintext");
  return Buffer.from(plaintext, "base64");
}
