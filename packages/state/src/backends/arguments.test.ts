import { describe, expect, test } from "vitest";
import { backendTypes, findBackend } from "./backends.ts";

/** As Terraform's documentation has them: name, what stands in where it is left out, and `!` where it is never printed. */
const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  local: ["path", "workspace_dir"],
  consul: [
    "path",
    "access_token! CONSUL_HTTP_TOKEN",
    "address CONSUL_HTTP_ADDR =127.0.0.1:8500",
    "scheme",
    "datacenter",
    "http_auth! CONSUL_HTTP_AUTH",
    "gzip =false",
    "lock =true",
    "ca_file CONSUL_CACERT",
    "cert_file CONSUL_CLIENT_CERT",
    "key_file CONSUL_CLIENT_KEY",
  ],
  gcs: [
    "bucket",
    "prefix",
    "credentials! GOOGLE_BACKEND_CREDENTIALS,GOOGLE_CREDENTIALS",
    "access_token! GOOGLE_OAUTH_ACCESS_TOKEN",
    "impersonate_service_account GOOGLE_BACKEND_IMPERSONATE_SERVICE_ACCOUNT,GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
    "impersonate_service_account_delegates",
    "encryption_key! GOOGLE_ENCRYPTION_KEY",
    "kms_encryption_key GOOGLE_KMS_ENCRYPTION_KEY",
    "storage_custom_endpoint GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT,GOOGLE_STORAGE_CUSTOM_ENDPOINT",
    "universe_domain GOOGLE_BACKEND_UNIVERSE_DOMAIN,GOOGLE_CLOUD_UNIVERSE_DOMAIN =googleapis.com",
  ],
  http: [
    "address TF_HTTP_ADDRESS",
    "update_method TF_HTTP_UPDATE_METHOD =POST",
    "lock_address TF_HTTP_LOCK_ADDRESS",
    "unlock_address TF_HTTP_UNLOCK_ADDRESS",
    "lock_method TF_HTTP_LOCK_METHOD =LOCK",
    "unlock_method TF_HTTP_UNLOCK_METHOD =UNLOCK",
    "username TF_HTTP_USERNAME",
    "password! TF_HTTP_PASSWORD",
    "skip_cert_verification =false",
    "retry_max TF_HTTP_RETRY_MAX =2",
    "retry_wait_min TF_HTTP_RETRY_WAIT_MIN =1",
    "retry_wait_max TF_HTTP_RETRY_WAIT_MAX =30",
    "client_ca_certificate_pem TF_HTTP_CLIENT_CA_CERTIFICATE_PEM",
    "client_certificate_pem TF_HTTP_CLIENT_CERTIFICATE_PEM",
    "client_private_key_pem! TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
  ],
  pg: [
    "conn_str! PG_CONN_STR",
    "schema_name PG_SCHEMA_NAME =terraform_remote_state",
    "skip_schema_creation PG_SKIP_SCHEMA_CREATION =false",
    "skip_table_creation PG_SKIP_TABLE_CREATION =false",
    "skip_index_creation PG_SKIP_INDEX_CREATION =false",
  ],
  s3: [
    "bucket",
    "key",
    "region AWS_REGION,AWS_DEFAULT_REGION",
    "access_key!",
    "secret_key!",
    "token!",
    "acl",
    "allowed_account_ids",
    "assume_role",
    "assume_role_with_web_identity",
    "custom_ca_bundle AWS_CA_BUNDLE",
    "dynamodb_endpoint",
    "dynamodb_table",
    "ec2_metadata_service_endpoint AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "ec2_metadata_service_endpoint_mode AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "encrypt =false",
    "endpoint AWS_S3_ENDPOINT",
    "endpoints",
    "forbidden_account_ids",
    "force_path_style =false",
    "http_proxy",
    "https_proxy",
    "iam_endpoint",
    "insecure =false",
    "kms_key_id",
    "max_retries AWS_MAX_ATTEMPTS =5",
    "no_proxy",
    "profile AWS_PROFILE",
    "retry_mode",
    "shared_config_files",
    "shared_credentials_file",
    "shared_credentials_files",
    "skip_credentials_validation =false",
    "skip_metadata_api_check =false",
    "skip_region_validation =false",
    "skip_requesting_account_id =false",
    "skip_s3_checksum =false",
    "sse_customer_key! AWS_SSE_CUSTOMER_KEY",
    "sts_endpoint AWS_STS_ENDPOINT",
    "sts_region",
    "use_dualstack_endpoint AWS_USE_DUALSTACK_ENDPOINT =false",
    "use_fips_endpoint AWS_USE_FIPS_ENDPOINT =false",
    "use_lockfile =false",
    "use_path_style =false",
    "workspace_key_prefix =env:",
  ],
};

describe("a backend's block", () => {
  test.each(Object.entries(DOCUMENTED))(
    "has the arguments of %s that are documented",
    async (type, wanted) => {
      const definition = await findBackend(type);
      if (typeof definition === "string") throw new Error(definition);
      expect([definition.type, definition.takesFileFlags]).toEqual([type, type === "local"]);
      const lines = definition.arguments.map(({ name, environment, fallback, sensitive }) =>
        [
          `${name}${sensitive === true ? "!" : ""}`,
          ...(environment === undefined ? [] : [environment.join()]),
          ...(fallback === undefined ? [] : [`=${fallback}`]),
        ].join(" "),
      );
      expect(lines).toEqual(wanted);
    },
  );

  test.each([
    ["remote", "not-yet"],
    ["azurerm", "not-yet"],
    ["cos", "not-yet"],
    ["inmem", "not-yet"],
    ["kubernetes", "not-yet"],
    ["oci", "not-yet"],
    ["oss", "not-yet"],
    ["etcd", "unknown"],
    ["", "unknown"],
    ["constructor", "unknown"],
  ])("of %j is %s", async (type, wanted) => expect(await findBackend(type)).toBe(wanted));

  test("may be of these types", () =>
    expect(backendTypes()).toEqual(["consul", "gcs", "http", "local", "pg", "s3"]));
});
