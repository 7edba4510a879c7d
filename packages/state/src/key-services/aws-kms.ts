import { Buffer } from "node:buffer";
import { type JsonObject, parseJsonObject, STRING, textMember } from "@tutti/values";
import { type AwsAccess, awsDomain } from "../aws/aws-access.ts";
import { findCredentials } from "../aws/find-credentials.ts";
import { signRequest } from "../aws/sign-request.ts";
import type { BackendArgument, BackendProblem, BackendSettings, Variables } from "../backend.ts";
import { BackendValues } from "../backend-values.ts";
import { awsAccess, awsSources } from "../backends/s3/s3-access.ts";
import { S3_ARGUMENTS } from "../backends/s3/s3-arguments.ts";
import { stateError } from "../errors.ts";
import { callHttp } from "../storage/http-call.ts";
import { StorageError } from "../storage/remote-problem.ts";
import type { KeyServiceDefinition } from "./key-service.ts";

/** Of the backend `s3`: who asks, and how. */
const SHARED: ReadonlySet<string> = new Set([
  "access_key",
  "allowed_account_ids",
  "assume_role",
  "assume_role_with_web_identity",
  "custom_ca_bundle",
  "ec2_metadata_service_endpoint",
  "ec2_metadata_service_endpoint_mode",
  "forbidden_account_ids",
  "http_proxy",
  "https_proxy",
  "insecure",
  "max_retries",
  "no_proxy",
  "profile",
  "region",
  "retry_mode",
  "secret_key",
  "shared_config_files",
  "shared_credentials_files",
  "skip_credentials_validation",
  "skip_metadata_api_check",
  "skip_requesting_account_id",
  "sts_region",
  "token",
  "use_dualstack_endpoint",
  "use_fips_endpoint",
]);

const ARGUMENTS: readonly BackendArgument[] = [
  { name: "kms_key_id", type: STRING, required: true, description: "The key of KMS: ID, ARN or alias." },
  { name: "key_spec", type: STRING, required: true, description: "`AES_256` or `AES_128`." },
  ...S3_ARGUMENTS.filter(({ name }) => SHARED.has(name)),
];
const KEY_BYTES: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 };

/** `key_provider "aws_kms"`: keys that KMS makes, kept as KMS hides them. */
export const AWS_KMS: KeyServiceDefinition = {
  arguments: ARGUMENTS,
  validate: (settings, variables) => [...problems(new BackendValues(ARGUMENTS, settings, variables))],
  keyLength: (settings) => KEY_BYTES[settings.get("key_spec")?.asString ?? ""] ?? 0,
  create(runtime, settings) {
    const values = new BackendValues(ARGUMENTS, settings, runtime.environment.variables);
    const access = awsAccess(runtime, settings, values, `KMS of ${values.text("region")}`);
    const url = kmsUrl(access, runtime.environment.variables);
    const KeyId = values.text("kms_key_id") ?? "";
    const ask = (action: string, content: JsonObject): Promise<JsonObject> =>
      askKms(access, url, { settings, values, action, content });
    return {
      async makeKey() {
        const KeySpec = values.text("key_spec") ?? "";
        const answer = await ask("GenerateDataKey", { KeyId, KeySpec });
        return {
          key: bytesIn(access, answer, "Plaintext"),
          kept: { ciphertext_blob: textMember(answer, "CiphertextBlob") },
        };
      },
      async findKey(kept) {
        const CiphertextBlob = textMember(kept, "ciphertext_blob");
        return bytesIn(access, await ask("Decrypt", { KeyId, CiphertextBlob }), "Plaintext");
      },
    };
  },
};

function* problems(values: BackendValues): Generator<BackendProblem> {
  const invalid = stateError("invalid-backend-configuration");
  const spec = values.text("key_spec") ?? "";
  if (!Object.hasOwn(KEY_BYTES, spec))
    yield { ...invalid, detail: "it must be AES_256 or AES_128", argument: "key_spec" };
  if (values.text("kms_key_id") === undefined)
    yield { ...invalid, detail: "it must name a key of KMS", argument: "kms_key_id" };
  if (values.text("region") === undefined)
    yield {
      ...invalid,
      detail: "it must be set, here or in AWS_REGION or AWS_DEFAULT_REGION",
      argument: "region",
    };
}

function kmsUrl({ region, fips, dualStack }: AwsAccess, variables: Variables): URL {
  const given = variables.get("AWS_ENDPOINT_URL_KMS") || variables.get("AWS_ENDPOINT_URL");
  if (given) return new URL(given.includes("://") ? given : `https://${given}`);
  const domain = dualStack ? "api.aws" : awsDomain(region);
  return new URL(`https://${fips ? "kms-fips" : "kms"}.${region}.${domain}/`);
}

interface KmsRequest {
  readonly settings: BackendSettings;
  readonly values: BackendValues;
  readonly action: string;
  readonly content: JsonObject;
}

async function askKms(
  access: AwsAccess,
  url: URL,
  { settings, values, action, content }: KmsRequest,
): Promise<JsonObject> {
  const { runtime, region, retry, proxyVariables, place } = access;
  const keys = await findCredentials(access, awsSources(values, settings));
  const body = new TextEncoder().encode(JSON.stringify(content));
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `TrentService.${action}`,
  };
  const request = { service: "kms", region, method: "POST", url, headers, body } as const;
  const response = await callHttp(
    { runtime, retry, proxyVariables, tls: await access.tls() },
    {
      method: "POST",
      url,
      body,
      headers: () => signRequest({ ...request, nowMs: runtime.clock.now() }, keys),
      staysThere: true,
    },
  );
  const json = parseJsonObject(new TextDecoder().decode(response.body));
  if (response.status === 200 && json !== undefined) return json;
  const code = textMember(json ?? {}, "__type").replace(/^.*#/, "");
  const words = textMember(json ?? {}, "message") || textMember(json ?? {}, "Message");
  const told = [String(response.status), code, words].filter((word) => word !== "").join(" ");
  throw new StorageError(place, `${action}: ${told}`);
}

function bytesIn({ place }: AwsAccess, answer: JsonObject, name: string): Uint8Array {
  const bytes = Buffer.from(textMember(answer, name), "base64");
  if (bytes.length === 0) throw new StorageError(place, `the answer holds no ${name}`);
  return bytes;
}
