import type { Runtime } from "@tutti/runtime";
import type { AwsAccess, AwsCredentials } from "../../aws/aws-access.ts";
import { type CredentialSources, findCredentials } from "../../aws/find-credentials.ts";
import type { BackendDefinition, BackendSettings, Variables } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { S3_ARGUMENTS } from "./s3-arguments.ts";
import { otherEndpoint, s3Endpoint } from "./s3-endpoints.ts";
import { s3Problems } from "./s3-problems.ts";
import { roleOf, webIdentityOf } from "./s3-roles.ts";
import { createS3Storage, type S3Encryption, type S3Places } from "./s3-storage.ts";

/** `backend "s3"`: states as objects of a bucket, on AWS or what speaks as it does. */
export const S3: BackendDefinition = {
  type: "s3",
  arguments: S3_ARGUMENTS,
  takesFileFlags: false,
  validate: s3Problems,
  create: ({ runtime, reader, seal = UNSEALED }, settings) =>
    createRemoteBackend(createS3Storage(placesOf(runtime, settings)), {
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
  const access = accessOf(runtime, settings, values);
  const { bucket, endpoint } = access;
  return {
    ...access,
    // A bucket with a dot in its name has no certificate, and an address of numbers no names below it.
    pathStyle:
      values.flag("use_path_style") ||
      values.flag("force_path_style") ||
      bucket.includes(".") ||
      ADDRESS.test(endpoint.hostname),
    key: values.text("key") ?? "",
    workspacePrefix: values.isSet("workspace_key_prefix")
      ? (settings.get("workspace_key_prefix")?.asString ?? "")
      : (values.text("workspace_key_prefix") ?? ""),
    lock: values.flag("use_lockfile"),
    encryption: encryptionOf(values),
    acl: values.text("acl"),
    checksum: !values.flag("skip_s3_checksum"),
    credentials: () => findCredentials(access, sourcesOf(values, settings)),
  };
}

function accessOf(
  runtime: Runtime,
  settings: BackendSettings,
  values: BackendValues,
): AwsAccess & Pick<S3Places, "bucket" | "endpoint"> {
  const { variables } = runtime.environment;
  const bucket = values.text("bucket") ?? "";
  const region = values.text("region") ?? "";
  const endpoint = s3Endpoint(settings, values, variables);
  const isCustom = !/\.amazonaws\.com(\.cn)?$/.test(endpoint.hostname);
  return {
    runtime,
    bucket,
    endpoint,
    place: `s3://${isCustom ? `${endpoint.host}/` : ""}${bucket}`,
    region,
    retry: { retries: values.whole("max_retries"), waitMinMs: WAIT_MIN_MS, waitMaxMs: WAIT_MAX_MS },
    proxyVariables: proxiesOf(values, settings, variables),
    fips: values.flag("use_fips_endpoint"),
    dualStack: values.flag("use_dualstack_endpoint"),
    endpoints: {
      sts: otherEndpoint(settings, values, variables, "sts"),
      sso: otherEndpoint(settings, values, variables, "sso"),
    },
    stsRegion: values.text("sts_region"),
    metadata: {
      isDisabled: values.isSet("skip_metadata_api_check")
        ? values.flag("skip_metadata_api_check")
        : variables.get("AWS_EC2_METADATA_DISABLED")?.toLowerCase() === "true",
      endpoint: values.text("ec2_metadata_service_endpoint"),
      mode: values.text("ec2_metadata_service_endpoint_mode"),
    },
    async tls() {
      const authority = values.text("custom_ca_bundle");
      return {
        ...(authority === undefined ? {} : { tlsAuthority: await runtime.disk.readText(authority) }),
        ...(values.flag("insecure") ? { tlsUnverified: true } : {}),
      };
    },
  };
}

/** The environment's, with what the block says in their place; an empty text is no proxy. */
function proxiesOf(values: BackendValues, settings: BackendSettings, variables: Variables): Variables {
  const proxies = new Map(variables);
  const http = values.text("http_proxy");
  if (http !== undefined) {
    proxies.set("HTTP_PROXY", http);
    proxies.set("HTTPS_PROXY", http);
  }
  if (values.isSet("https_proxy")) proxies.set("HTTPS_PROXY", settings.get("https_proxy")?.asString ?? "");
  const without = values.text("no_proxy");
  if (without !== undefined) proxies.set("NO_PROXY", without);
  // Where these are empty the names in lower case would count.
  if (values.isSet("https_proxy")) proxies.delete("https_proxy");
  return proxies;
}

/** Without `encrypt` a key says nothing, as for Terraform. */
function encryptionOf(values: BackendValues): S3Encryption {
  if (!values.flag("encrypt")) return { kind: "none" };
  const keyId = values.text("kms_key_id");
  if (keyId !== undefined) return { kind: "kms", keyId };
  const key = values.text("sse_customer_key");
  return key === undefined ? { kind: "server" } : { kind: "customer", key };
}

function sourcesOf(values: BackendValues, settings: BackendSettings): CredentialSources {
  const [accessKeyId, secretAccessKey] = [values.text("access_key"), values.text("secret_key")];
  const given: AwsCredentials | undefined =
    accessKeyId === undefined || secretAccessKey === undefined
      ? undefined
      : { accessKeyId, secretAccessKey, sessionToken: values.text("token") };
  const single = values.text("shared_credentials_file");
  return {
    given,
    profile: values.text("profile"),
    profileIsGiven: values.isSet("profile"),
    credentialFiles:
      listOf(values, "shared_credentials_files") ?? (single === undefined ? undefined : [single]),
    configFiles: listOf(values, "shared_config_files"),
    role: roleOf(settings),
    webIdentity: webIdentityOf(settings),
    allowedAccounts: listOf(values, "allowed_account_ids"),
    forbiddenAccounts: listOf(values, "forbidden_account_ids"),
  };
}

function listOf(values: BackendValues, name: string): readonly string[] | undefined {
  const texts = values.texts(name);
  return texts === undefined ? undefined : [...texts.values()];
}
