import { Buffer } from "node:buffer";
import { type JsonObject, listType, NUMBER, STRING, textMember } from "@tutti/values";
import type { BackendArgument, BackendProblem } from "../backend.ts";
import { BackendValues } from "../backend-values.ts";
import { stateError } from "../errors.ts";
import { askGoogle, type GoogleAccess } from "../google/google-access.ts";
import { findToken } from "../google/google-token.ts";
import { StorageError } from "../storage/remote-problem.ts";
import type { KeyServiceDefinition } from "./key-service.ts";

const ARGUMENTS: readonly BackendArgument[] = [
  {
    name: "kms_encryption_key",
    type: STRING,
    required: true,
    description: "The key of KMS: `projects/P/locations/L/keyRings/R/cryptoKeys/K`.",
  },
  {
    name: "key_length",
    type: NUMBER,
    required: true,
    description: "Bytes of the keys that are hidden with it.",
  },
  {
    name: "credentials",
    type: STRING,
    environment: ["GOOGLE_CREDENTIALS"],
    sensitive: true,
    description: "The path of an account's JSON file, or what is in it.",
  },
  {
    name: "access_token",
    type: STRING,
    environment: ["GOOGLE_OAUTH_ACCESS_TOKEN"],
    sensitive: true,
    description: "An OAuth 2.0 token; it counts before `credentials`.",
  },
  {
    name: "impersonate_service_account",
    type: STRING,
    environment: ["GOOGLE_BACKEND_IMPERSONATE_SERVICE_ACCOUNT", "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT"],
    description: "The service account in whose name KMS is asked.",
  },
  {
    name: "impersonate_service_account_delegates",
    type: listType(STRING),
    description: "The service accounts between ours and that one.",
  },
];
const RETRY = { retries: 4, waitMinMs: 1_000, waitMaxMs: 20_000 };
const LENGTH_MAX = 1_024;

/** `key_provider "gcp_kms"`: keys made here, and kept as Google's KMS hides them. */
export const GCP_KMS: KeyServiceDefinition = {
  arguments: ARGUMENTS,
  validate: (settings, variables) => [...problems(new BackendValues(ARGUMENTS, settings, variables))],
  keyLength: (settings) => new BackendValues(ARGUMENTS, settings, new Map()).whole("key_length"),
  create(runtime, settings) {
    const values = new BackendValues(ARGUMENTS, settings, runtime.environment.variables);
    const access: GoogleAccess = { runtime, retry: RETRY, universe: "googleapis.com", place: "Google's KMS" };
    const name = values.text("kms_encryption_key") ?? "";
    const account = values.text("impersonate_service_account");
    const delegates = [...(values.texts("impersonate_service_account_delegates")?.values() ?? [])];
    const source = {
      token: values.text("access_token"),
      credentials: values.text("credentials"),
      impersonate: account === undefined ? undefined : { account, delegates },
    };
    const ask = async (action: "encrypt" | "decrypt", content: JsonObject): Promise<JsonObject> => {
      const { text } = await findToken(access, source);
      const url = new URL(`https://cloudkms.${access.universe}/v1/${name}:${action}`);
      return askGoogle(access, url, { content, headers: { authorization: `Bearer ${text}` } });
    };
    return {
      async makeKey() {
        const key = runtime.random.bytes(values.whole("key_length"));
        const answer = await ask("encrypt", { plaintext: Buffer.from(key).toString("base64") });
        return { key, kept: { ciphertext: member(access, answer, "ciphertext") } };
      },
      async findKey(kept) {
        const answer = await ask("decrypt", { ciphertext: textMember(kept, "ciphertext") });
        return Buffer.from(member(access, answer, "plaintext"), "base64");
      },
    };
  },
};

function* problems(values: BackendValues): Generator<BackendProblem> {
  const invalid = stateError("invalid-backend-configuration");
  const length = values.whole("key_length");
  if (!Number.isInteger(length) || length < 1 || length > LENGTH_MAX)
    yield { ...invalid, detail: `it must be a whole number from 1 to ${LENGTH_MAX}`, argument: "key_length" };
  if (
    !/^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+/.test(
      values.text("kms_encryption_key") ?? "",
    )
  )
    yield {
      ...invalid,
      detail: "it must name a key, as in projects/P/locations/L/keyRings/R/cryptoKeys/K",
      argument: "kms_encryption_key",
    };
}

function member({ place }: GoogleAccess, answer: JsonObject, name: string): string {
  const text = textMember(answer, name);
  if (text === "") throw new StorageError(place, `the answer holds no ${name}`);
  return text;
}
