import { BOOL, mapType, NUMBER, objectType, STRING, setType, type Type } from "@tutti/values";
import type { BackendArgument } from "../../backend.ts";

const ENDPOINTS = ["dynamodb", "iam", "s3", "sso", "sts"];
const ROLE = ["duration", "external_id", "policy", "role_arn", "session_name", "source_identity"];
const WEB_ROLE = [
  "duration",
  "policy",
  "role_arn",
  "session_name",
  "web_identity_token",
  "web_identity_token_file",
];
const STRINGS = setType(STRING);

function texts(names: readonly string[], more: Readonly<Record<string, Type>> = {}): Type {
  const attributes = { ...Object.fromEntries(names.map((name) => [name, STRING])), ...more };
  return objectType(
    attributes,
    Object.keys(attributes).filter((name) => name !== "role_arn"),
  );
}

type Said = Pick<BackendArgument, "description" | "environment" | "fallback" | "sensitive">;

const text = (name: string, more: Said): BackendArgument => ({ name, type: STRING, ...more });
const flag = (name: string, more: Said): BackendArgument => ({ name, type: BOOL, fallback: false, ...more });

/** All that Terraform 1.11 declares, by name. */
export const S3_ARGUMENTS: readonly BackendArgument[] = [
  text("bucket", { description: "The bucket." }),
  text("key", { description: "The key of the default workspace's state." }),
  text("region", {
    description: "The region of the bucket.",
    environment: ["AWS_REGION", "AWS_DEFAULT_REGION"],
  }),
  text("access_key", { description: "Access key; with `secret_key`.", sensitive: true }),
  text("secret_key", { description: "Secret key; with `access_key`.", sensitive: true }),
  text("token", { description: "Session token of temporary keys.", sensitive: true }),
  text("acl", { description: "Canned ACL of what is stored." }),
  {
    name: "allowed_account_ids",
    type: STRINGS,
    description: "Accounts that the keys may belong to; STS is asked.",
  },
  {
    name: "assume_role",
    type: texts(ROLE, { policy_arns: STRINGS, tags: mapType(STRING), transitive_tag_keys: STRINGS }),
    description: "A role that is taken on with the keys that are found.",
  },
  {
    name: "assume_role_with_web_identity",
    type: texts(WEB_ROLE, { policy_arns: STRINGS }),
    description: "A role that is taken on with a token of somebody whom it trusts.",
  },
  text("custom_ca_bundle", {
    description: "PEM file of the authorities that certificates are checked with.",
    environment: ["AWS_CA_BUNDLE"],
  }),
  text("dynamodb_endpoint", { description: "Deprecated; of no use, because nothing is asked of DynamoDB." }),
  text("dynamodb_table", { description: "Deprecated, and refused: use `use_lockfile`." }),
  text("ec2_metadata_service_endpoint", {
    description: "Where the machine's metadata service is asked.",
    environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT"],
  }),
  text("ec2_metadata_service_endpoint_mode", {
    description: "`IPv4` or `IPv6`: which of its two addresses that is.",
    environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"],
  }),
  flag("encrypt", { description: "Whether what is stored is encrypted by the server." }),
  text("endpoint", { description: "Deprecated: use `endpoints.s3`.", environment: ["AWS_S3_ENDPOINT"] }),
  {
    name: "endpoints",
    type: texts(ENDPOINTS),
    description: "`s3`, `sts` and `sso`: the addresses of the servers; the others are never asked.",
  },
  {
    name: "forbidden_account_ids",
    type: STRINGS,
    description: "Accounts that the keys may not belong to; STS is asked.",
  },
  flag("force_path_style", { description: "Deprecated: use `use_path_style`." }),
  text("http_proxy", { description: "The proxy for http, and for https where that has none." }),
  text("https_proxy", { description: "The proxy for https." }),
  text("iam_endpoint", { description: "Deprecated; of no use, because nothing is asked of IAM." }),
  flag("insecure", { description: "Whether certificates are taken unchecked." }),
  text("kms_key_id", { description: "The KMS key to encrypt with; with `encrypt`." }),
  {
    name: "max_retries",
    type: NUMBER,
    environment: ["AWS_MAX_ATTEMPTS"],
    fallback: 5,
    description: "Tries beside the first.",
  },
  text("no_proxy", { description: "Hosts that are asked without a proxy, as in NO_PROXY." }),
  text("profile", { description: "The profile of the shared files.", environment: ["AWS_PROFILE"] }),
  text("retry_mode", { description: "`standard` or `adaptive`; both retry alike." }),
  {
    name: "shared_config_files",
    type: STRINGS,
    description: "Instead of `~/.aws/config` or AWS_CONFIG_FILE.",
  },
  text("shared_credentials_file", { description: "Deprecated: use `shared_credentials_files`." }),
  {
    name: "shared_credentials_files",
    type: STRINGS,
    description: "Instead of `~/.aws/credentials` or AWS_SHARED_CREDENTIALS_FILE.",
  },
  flag("skip_credentials_validation", { description: "Nothing is asked of STS in any case." }),
  flag("skip_metadata_api_check", { description: "Whether the machine's metadata service is left alone." }),
  flag("skip_region_validation", { description: "Whether any text may be a region." }),
  flag("skip_requesting_account_id", {
    description: "Of no use: STS is asked only where account IDs are set.",
  }),
  flag("skip_s3_checksum", { description: "Whether what is stored is sent without a SHA-256 beside it." }),
  text("sse_customer_key", {
    description: "Base64 of 32 bytes to encrypt with; with `encrypt`.",
    environment: ["AWS_SSE_CUSTOMER_KEY"],
    sensitive: true,
  }),
  text("sts_endpoint", {
    description: "Deprecated: use `endpoints.sts`.",
    environment: ["AWS_STS_ENDPOINT"],
  }),
  text("sts_region", { description: "Where STS is asked for roles; the `region` itself by default." }),
  flag("use_dualstack_endpoint", {
    description: "Whether the server is reached over IPv6 as well.",
    environment: ["AWS_USE_DUALSTACK_ENDPOINT"],
  }),
  flag("use_fips_endpoint", {
    description: "Whether the FIPS address of the server is used.",
    environment: ["AWS_USE_FIPS_ENDPOINT"],
  }),
  flag("use_lockfile", { description: "Whether states are locked, by an object beside them." }),
  flag("use_path_style", { description: "Whether the bucket stands in the path instead of the host." }),
  text("workspace_key_prefix", {
    description: "What stands before the states of other workspaces.",
    fallback: "env:",
  }),
];
