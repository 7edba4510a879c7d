import type { Runtime } from "@tutti/runtime";
import type { BackendDefinition, BackendSettings } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { type AwsCredentials, findCredentials } from "./aws-credentials.ts";
import { S3_ARGUMENTS } from "./s3-arguments.ts";
import { s3Endpoint, s3Problems } from "./s3-problems.ts";
import { createS3Storage, type S3Encryption, type S3Places } from "./s3-storage.ts";

/** `backend "s3"`: states as objects of a bucket, on AWS or what speaks as it does. */
export const S3: BackendDefinition = {
  type: "s3",
  arguments: S3_ARGUMENTS,
  takesFileFlags: false,
  validate: s3Problems,
  create: ({ runtime, reader, seal = UNSEALED }, settings) =>
    createRemoteBackend(createS3Storage(runtime, placesOf(runtime, settings)), {
      runtime,
      reader,
      seal,
      directory: "",
    }),
};

/** Of numbers: IPv4, or IPv6 in its brackets. */
const ADDRESS = /^\d+(\.\d+){3}$|^\[/;
const WAIT_MIN_MS = 500;
const WAIT_MAX_MS = 20_000;

function placesOf(runtime: Runtime, settings: BackendSettings): S3Places {
  const values = new BackendValues(S3_ARGUMENTS, settings, runtime.environment.variables);
  const bucket = values.text("bucket") ?? "";
  const region = values.text("region") ?? "";
  const endpoint = endpointOf(runtime, values, settings, region);
  const isCustom =
    !endpoint.hostname.endsWith(".amazonaws.com") && !endpoint.hostname.endsWith(".amazonaws.com.cn");
  const place = `s3://${isCustom ? `${endpoint.host}/` : ""}${bucket}`;
  return {
    bucket,
    region,
    endpoint,
    place,
    // A bucket with a dot in its name has no certificate, and an address of numbers no names below it.
    pathStyle:
      values.flag("use_path_style") ||
      values.flag("force_path_style") ||
      bucket.includes(".") ||
      ADDRESS.test(endpoint.hostname),
    retry: { retries: values.whole("max_retries"), waitMinMs: WAIT_MIN_MS, waitMaxMs: WAIT_MAX_MS },
    key: values.text("key") ?? "",
    workspacePrefix: values.isSet("workspace_key_prefix")
      ? (settings.get("workspace_key_prefix")?.asString ?? "")
      : (values.text("workspace_key_prefix") ?? ""),
    lock: values.flag("use_lockfile"),
    encryption: encryptionOf(values),
    acl: values.text("acl"),
    checksum: !values.flag("skip_s3_checksum"),
    async tls() {
      const authority = values.text("custom_ca_bundle");
      return {
        ...(authority === undefined ? {} : { tlsAuthority: await runtime.disk.readText(authority) }),
        ...(values.flag("insecure") ? { tlsUnverified: true } : {}),
      };
    },
    credentials: () => findCredentials(runtime, sourcesOf(values), place),
  };
}

function endpointOf(
  { environment: { variables } }: Runtime,
  values: BackendValues,
  settings: BackendSettings,
  region: string,
): URL {
  const given =
    s3Endpoint(settings) ??
    values.text("endpoint") ??
    (variables.get("AWS_ENDPOINT_URL_S3") || variables.get("AWS_ENDPOINT_URL"));
  if (given !== undefined && given !== "") return new URL(given.includes("://") ? given : `https://${given}`);
  const service = values.flag("use_fips_endpoint") ? "s3-fips" : "s3";
  const stack = values.flag("use_dualstack_endpoint") ? ".dualstack" : "";
  return new URL(
    `https://${service}${stack}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`,
  );
}

/** Without `encrypt` a key says nothing, as for Terraform. */
function encryptionOf(values: BackendValues): S3Encryption {
  if (!values.flag("encrypt")) return { kind: "none" };
  const keyId = values.text("kms_key_id");
  if (keyId !== undefined) return { kind: "kms", keyId };
  const key = values.text("sse_customer_key");
  return key === undefined ? { kind: "server" } : { kind: "customer", key };
}

function sourcesOf(values: BackendValues): Parameters<typeof findCredentials>[1] {
  const [accessKeyId, secretAccessKey] = [values.text("access_key"), values.text("secret_key")];
  const given: AwsCredentials | undefined =
    accessKeyId === undefined || secretAccessKey === undefined
      ? undefined
      : { accessKeyId, secretAccessKey, sessionToken: values.text("token") };
  const single = values.text("shared_credentials_file");
  const credentialFiles =
    values.texts("shared_credentials_files") ?? (single === undefined ? undefined : new Map([["0", single]]));
  return {
    given,
    profile: values.text("profile"),
    profileIsGiven: values.isSet("profile"),
    credentialFiles: credentialFiles === undefined ? undefined : [...credentialFiles.values()],
    configFiles:
      values.texts("shared_config_files") === undefined
        ? undefined
        : [...(values.texts("shared_config_files")?.values() ?? [])],
  };
}
