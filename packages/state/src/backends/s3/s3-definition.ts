import type { Runtime } from "@tutti/runtime";
import type { AwsAccess } from "../../aws/aws-access.ts";
import { findCredentials } from "../../aws/find-credentials.ts";
import type { BackendDefinition, BackendSettings } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { awsAccess, awsSources } from "./s3-access.ts";
import { S3_ARGUMENTS } from "./s3-arguments.ts";
import { s3Endpoint } from "./s3-endpoints.ts";
import { s3Problems } from "./s3-problems.ts";
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
    credentials: () => findCredentials(access, awsSources(values, settings)),
  };
}

function accessOf(
  runtime: Runtime,
  settings: BackendSettings,
  values: BackendValues,
): AwsAccess & Pick<S3Places, "bucket" | "endpoint"> {
  const bucket = values.text("bucket") ?? "";
  const endpoint = s3Endpoint(settings, values, runtime.environment.variables);
  const isCustom = !/\.amazonaws\.com(\.cn)?$/.test(endpoint.hostname);
  const place = `s3://${isCustom ? `${endpoint.host}/` : ""}${bucket}`;
  return { ...awsAccess(runtime, settings, values, place), bucket, endpoint };
}

/** Without `encrypt` a key says nothing, as for Terraform. */
function encryptionOf(values: BackendValues): S3Encryption {
  if (!values.flag("encrypt")) return { kind: "none" };
  const keyId = values.text("kms_key_id");
  if (keyId !== undefined) return { kind: "kms", keyId };
  const key = values.text("sse_customer_key");
  return key === undefined ? { kind: "server" } : { kind: "customer", key };
}
