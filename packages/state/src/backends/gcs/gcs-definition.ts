import { Buffer } from "node:buffer";
import type { Runtime } from "@tutti/runtime";
import { listType, STRING } from "@tutti/values";
import type { BackendArgument, BackendDefinition, BackendProblem } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { stateError } from "../../errors.ts";
import type { GoogleAccess } from "../../google/google-access.ts";
import { findToken, type TokenSource } from "../../google/google-token.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { createGcsStorage, type GcsPlaces } from "./gcs-storage.ts";

const ARGUMENTS: readonly BackendArgument[] = [
  { name: "bucket", type: STRING, required: true, description: "The name of the bucket." },
  { name: "prefix", type: STRING, description: "The folder in the bucket that states lie in." },
  {
    name: "credentials",
    type: STRING,
    environment: ["GOOGLE_BACKEND_CREDENTIALS", "GOOGLE_CREDENTIALS"],
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
    description: "The service account in whose name the bucket is asked.",
  },
  {
    name: "impersonate_service_account_delegates",
    type: listType(STRING),
    description: "The service accounts between ours and that one.",
  },
  {
    name: "encryption_key",
    type: STRING,
    environment: ["GOOGLE_ENCRYPTION_KEY"],
    sensitive: true,
    description: "Base64 of 32 bytes to encrypt with.",
  },
  {
    name: "kms_encryption_key",
    type: STRING,
    environment: ["GOOGLE_KMS_ENCRYPTION_KEY"],
    description: "The key of KMS to encrypt with.",
  },
  {
    name: "storage_custom_endpoint",
    type: STRING,
    environment: ["GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT", "GOOGLE_STORAGE_CUSTOM_ENDPOINT"],
    description: "The address of the storage API: `https://HOST/storage/v1/b`.",
  },
  {
    name: "universe_domain",
    type: STRING,
    isBeyondTerraform: true,
    environment: ["GOOGLE_BACKEND_UNIVERSE_DOMAIN", "GOOGLE_CLOUD_UNIVERSE_DOMAIN"],
    fallback: "googleapis.com",
    description: "The domain of a cloud of its own.",
  },
];

const KEY_BYTES = 32;
const RETRY = { retries: 4, waitMinMs: 1_000, waitMaxMs: 20_000 };
const INVALID = stateError("invalid-backend-configuration");

/** `backend "gcs"`: states as objects of a bucket of Google Cloud Storage. */
export const GCS: BackendDefinition = {
  type: "gcs",
  arguments: ARGUMENTS,
  takesFileFlags: false,
  validate: (settings, variables) => [...problems(new BackendValues(ARGUMENTS, settings, variables))],
  create: ({ runtime, reader, seal = UNSEALED }, settings) => {
    const values = new BackendValues(ARGUMENTS, settings, runtime.environment.variables);
    return createRemoteBackend(createGcsStorage(placesOf(runtime, values)), {
      runtime,
      reader,
      seal,
      directory: "",
    });
  },
};

function* problems(values: BackendValues): Generator<BackendProblem> {
  if (values.text("bucket")?.trim() === "" || values.text("bucket") === undefined)
    yield { ...INVALID, detail: "bucket must be the name of a bucket, and is empty", argument: "bucket" };
  const key = values.text("encryption_key");
  if (key !== undefined && values.text("kms_encryption_key") !== undefined)
    yield {
      ...stateError("invalid-attribute-combination"),
      detail: "Only one of encryption_key, kms_encryption_key can be set.",
      argument: "encryption_key",
    };
  if (key !== undefined && Buffer.from(key, "base64").length !== KEY_BYTES)
    yield { ...INVALID, detail: "encryption_key must be the base64 of 32 bytes", argument: "encryption_key" };
  const endpoint = values.text("storage_custom_endpoint");
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint))
    yield {
      ...INVALID,
      detail: 'storage_custom_endpoint must be an address, as in "https://HOST/storage/v1/b"',
      argument: "storage_custom_endpoint",
    };
}

function placesOf(runtime: Runtime, values: BackendValues): GcsPlaces {
  const bucket = values.text("bucket") ?? "";
  const universe = values.text("universe_domain") ?? "";
  const custom = values.text("storage_custom_endpoint");
  const endpoint = new URL(custom ?? `https://storage.${universe}/storage/v1/`);
  // Terraform's ends with the `b` before a bucket's name, and may lack the path.
  endpoint.pathname = endpoint.pathname.replace(/\/(b\/?)?$/, "") || "/storage/v1";
  const prefix = (values.text("prefix") ?? "").replace(/^\/+/, "");
  const access: GoogleAccess = {
    runtime,
    retry: RETRY,
    universe,
    place: custom === undefined ? `gs://${bucket}` : `gs://${endpoint.host}/${bucket}`,
  };
  return {
    ...access,
    bucket,
    endpoint,
    prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`,
    encryptionKey: values.text("encryption_key"),
    kmsKey: values.text("kms_encryption_key"),
    token: () => findToken(access, sourceOf(values)),
  };
}

function sourceOf(values: BackendValues): TokenSource {
  const account = values.text("impersonate_service_account");
  const delegates = [...(values.texts("impersonate_service_account_delegates")?.values() ?? [])];
  return {
    token: values.text("access_token"),
    credentials: values.text("credentials"),
    impersonate: account === undefined ? undefined : { account, delegates },
  };
}
