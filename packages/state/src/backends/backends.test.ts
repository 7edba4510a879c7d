import { hasErrors, parseConfig } from "@tutti/hcl";
import { describe, expect, it } from "vitest";
import { decodeBackendSettings } from "../backend-settings.ts";
import { findBackend } from "./backends.ts";

/** What is said of a block, one line each: `error` or `warning`, the argument's line, the text. */
async function said(
  type: string,
  block: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const definition = await findBackend(type);
  if (typeof definition === "string") throw new Error(definition);
  const { body, diagnostics } = parseConfig(block, "main.tf");
  if (hasErrors(diagnostics)) throw new Error(block);
  const decoded = decodeBackendSettings(definition, body, [], new Map(Object.entries(variables)));
  return decoded.diagnostics.map(
    ({ severity, detail, subject }) => `${severity} ${subject?.start.line}: ${detail}`,
  );
}

const AT = 'address = "http://h/s"\n';

const S3 = 'bucket = "b"\nregion = "us-east-1"\n';

const AZURE = 'storage_account_name = "acc"\ncontainer_name = "con"\nkey = "k"';

/** A key of KMS, and what names one wholly. */
const HEX = "0123456789abcdef0123456789abcdef";
const ARN = "arn:aws:kms:eu-central-1:012345678901:key/x";
const ROLE_ARN = "arn:aws:iam::123456789012:role/x";

const rows: readonly [string, string, Readonly<Record<string, string>>, ...string[]][] = [
  ["http", "", {}, "error 1: address argument is required"],
  ["http", 'address = ""', {}, "error 1: address argument is required"],
  ["http", "", { TF_HTTP_ADDRESS: "https://h/s" }],
  ["http", "", { TF_HTTP_ADDRESS: "ftp://h/s" }, "error 1: address must be HTTP or HTTPS"],
  ["http", 'address = "h"', {}, "error 1: address must be HTTP or HTTPS"],
  ["http", `${AT}lock_address = "x:y"`, {}, "error 2: lock_address must be HTTP or HTTPS"],
  ["http", `${AT}unlock_address = "/u"`, {}, "error 2: unlock_address must be HTTP or HTTPS"],
  ["http", `${AT}retry_max = -1`, {}, "error 2: retry_max must be a whole number, 0 or more"],
  ["http", `${AT}retry_max = 1.5`, {}, "error 2: retry_max must be a whole number, 0 or more"],
  ["http", AT, { TF_HTTP_RETRY_WAIT_MIN: "x" }, "error 1: retry_wait_min must be a whole number, 0 or more"],
  [
    "http",
    `${AT}client_certificate_pem = "c"`,
    {},
    "error 2: client_certificate_pem is set but client_private_key_pem is not",
  ],
  [
    "http",
    `${AT}client_private_key_pem = "c"`,
    {},
    // The line of what is sensitive is not shown.
    "error 1: client_private_key_pem is set but client_certificate_pem is not",
  ],
  ["http", `${AT}client_certificate_pem = "c"`, { TF_HTTP_CLIENT_PRIVATE_KEY_PEM: "k" }],
  ["http", `${AT}headers = {}`, {}, 'error 2: An argument named "headers" is not expected here.'],
  ["s3", 'bucket = "b"\nkey = "k"\nregion = "us-east-1"', {}],
  ["s3", 'bucket = "b"\nkey = "k"', { AWS_DEFAULT_REGION: "eu-central-1" }],
  ["s3", 'bucket = "b"\nkey = "k"\nregion = "x"\nskip_region_validation = true', {}],
  [
    "s3",
    "",
    {},
    'error 1: The attribute "bucket" is required by the backend.\n\nRefer to the backend documentation for additional information which attributes are required.',
    'error 1: The attribute "key" is required by the backend.\n\nRefer to the backend documentation for additional information which attributes are required.',
    'error 1: The "region" attribute or the "AWS_REGION" or "AWS_DEFAULT_REGION" environment variables must be set.',
  ],
  [
    "s3",
    'bucket = ""\nkey = " "\nregion = "xx"',
    {},
    "error 1: The value cannot be empty or all whitespace",
    "error 2: The value cannot be empty or all whitespace",
    "error 3: Invalid AWS Region: xx",
  ],
  [
    "s3",
    `${S3}key = "/k"
kms_key_id = "x"
sse_customer_key = "y"
workspace_key_prefix = "a/"
retry_mode = "q"
max_retries = -1
shared_credentials_file = "x"
shared_credentials_files = ["y"]
force_path_style = true
use_path_style = true
endpoint = "http://x"
endpoints = { s3 = "http://y" }`,
    {},
    'warning 13: The parameter "endpoint" is deprecated. Use parameter "endpoints.s3" instead.',
    'warning 11: The parameter "force_path_style" is deprecated. Use parameter "use_path_style" instead.',
    'warning 9: The parameter "shared_credentials_file" is deprecated. Use parameter "shared_credentials_files" instead.',
    "error 1: Only one of kms_key_id, sse_customer_key can be set.",
    "error 1: Only one of shared_credentials_file, shared_credentials_files can be set.",
    "error 1: Only one of force_path_style, use_path_style can be set.",
    'error 1: The parameters "endpoint" and "endpoints.s3" cannot be configured together.',
    'error 3: The value must not start or end with "/"',
    'error 6: The value must not start or end with "/"',
    "error 7: unknown RetryMode, q",
    "error 8: The value must be a whole number, 0 or more",
    'error 4: Value must be a valid KMS Key ID, got "x"',
    "error 1: sse_customer_key must be 44 characters in length: the base64 of 32 bytes",
  ],
  ["s3", `${S3}key = "k"\naccess_key = "a"`, {}, "error 1: access_key is set but secret_key is not"],
  ["s3", `${S3}key = "k"\nsecret_key = "a"`, {}, "error 1: secret_key is set but access_key is not"],
  ["s3", `${S3}key = "k"\naccess_key = "a"\nsecret_key = "b"`, {}],
  ["s3", `${S3}key = "k"\nmax_retries = 0\nretry_mode = "standard"`, {}],
  ["s3", `${S3}key = "k"\nmax_retries = 1.5`, {}, "error 4: The value must be a whole number, 0 or more"],
  ["s3", `${S3}key = "k"\nretry_mode = "adaptive"\nworkspace_key_prefix = "a/b"`, {}],
  ["s3", `${S3}key = "k/"`, {}, 'error 3: The value must not start or end with "/"'],
  [
    "s3",
    `${S3}key = "k"\nworkspace_key_prefix = "/a"`,
    {},
    'error 4: The value must not start or end with "/"',
  ],
  [
    "s3",
    `${S3}key = "k"\nallowed_account_ids = ["1"]\nforbidden_account_ids = ["1"]`,
    {},
    "error 1: Only one of allowed_account_ids, forbidden_account_ids can be set.",
  ],
  ...["", "null", "{}", '{ s3 = "" }', '{ iam = "http://i" }'].map(
    (endpoints): [string, string, Record<string, string>, string] => [
      "s3",
      `${S3}key = "k"\nendpoint = "http://x"${endpoints === "" ? "" : `\nendpoints = ${endpoints}`}`,
      {},
      'warning 4: The parameter "endpoint" is deprecated. Use parameter "endpoints.s3" instead.',
    ],
  ),
  ["s3", `${S3}key = "k"\nendpoints = { s3 = "http://x" }`, {}],
  ...["alias/a", `mrk-${HEX}`, HEX, "01234567-89ab-cdef-0123-456789abcdef", ARN].map(
    (id): [string, string, Record<string, string>] => ["s3", `${S3}key = "k"\nkms_key_id = "${id}"`, {}],
  ),
  ...["alias/", HEX.slice(1), `${HEX}0`, "arn:aws:s3:eu-central-1:012345678901:key/x", ` ${HEX}`].map(
    (id): [string, string, Record<string, string>, string] => [
      "s3",
      `${S3}key = "k"\nkms_key_id = "${id}"`,
      {},
      `error 4: Value must be a valid KMS Key ID, got "${id}"`,
    ],
  ),
  ["s3", `${S3}key = "k"`, { AWS_SSE_CUSTOMER_KEY: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" }],
  [
    "s3",
    `${S3}key = "k"`,
    { AWS_SSE_CUSTOMER_KEY: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA==" },
    "error 1: sse_customer_key must be 44 characters in length: the base64 of 32 bytes",
  ],
  ...[
    "us-gov-west-1",
    "ap-southeast-2",
    "cn-north-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
    "mx-central-1",
  ].map((region): [string, string, Record<string, string>] => [
    "s3",
    `bucket = "b"\nkey = "k"`,
    { AWS_REGION: region },
  ]),
  ...["us-east", "US-EAST-1", "xx-east-1", "us-east-1a", "eusc-de-east-1"].map(
    (region): [string, string, Record<string, string>, string] => [
      "s3",
      `bucket = "b"\nkey = "k"`,
      { AWS_REGION: region },
      `error 1: Invalid AWS Region: ${region}`,
    ],
  ),
  ...(
    [
      ["dynamodb_endpoint", "endpoints.dynamodb"],
      ["iam_endpoint", "endpoints.iam"],
      ["sts_endpoint", "endpoints.sts"],
    ] as const
  ).map(([argument, instead]): [string, string, Record<string, string>, string] => [
    "s3",
    `${S3}key = "k"\n${argument} = "http://x"`,
    {},
    `warning 4: The parameter "${argument}" is deprecated. Use parameter "${instead}" instead.`,
  ]),
  [
    "s3",
    `${S3}key = "k"\nstate_tags = {}`,
    {},
    'error 4: An argument named "state_tags" is not expected here.',
  ],
  ...(
    [
      ["allowed_account_ids", '["1"]'],
      ["forbidden_account_ids", '["1"]'],
      ["assume_role", `{ role_arn = "${ROLE_ARN}", duration = "15m", tags = { a = "b" } }`],
      [
        "assume_role",
        "{}",
        'Inappropriate value for attribute "assume_role": attribute "role_arn" is required.',
      ],
      ["assume_role", '{ role_arn = "" }', "The value cannot be empty or all whitespace"],
      [
        "assume_role",
        '{ role_arn = "x", duration = "1s", session_name = "a", external_id = "a", policy = "", policy_arns = ["arn:y"], source_identity = "a" }',
        "The value cannot be empty or all whitespace",
        'The value "x" cannot be parsed as an ARN: arn: invalid prefix',
        'The value "arn:y" cannot be parsed as an ARN: arn: not enough sections',
        "Length must be between 2 and 1224, had 1",
        "Length must be between 2 and 64, had 1",
        "Length must be between 2 and 64, had 1",
        "Duration must be between 15m0s and 12h0m0s, had 1s",
      ],
      [
        "assume_role",
        `{ role_arn = "${ROLE_ARN}", duration = "x" }`,
        'The value "x" cannot be parsed as a duration: time: invalid duration "x"',
      ],
      [
        "assume_role",
        `{ role_arn = "${ROLE_ARN}", duration = "13h" }`,
        "Duration must be between 15m0s and 12h0m0s, had 13h",
      ],
      ["assume_role_with_web_identity", `{ role_arn = "${ROLE_ARN}", web_identity_token_file = "/token" }`],
      [
        "assume_role_with_web_identity",
        `{ role_arn = "${ROLE_ARN}" }`,
        "Exactly one of web_identity_token, web_identity_token_file must be set.",
      ],
      [
        "assume_role_with_web_identity",
        `{ role_arn = "${ROLE_ARN}", web_identity_token = "a", web_identity_token_file = "/token" }`,
        "Length must be between 4 and 20000, had 1",
        "Only one of web_identity_token, web_identity_token_file can be set.",
      ],
      ["https_proxy", '"http://p"'],
      ["no_proxy", '"h"'],
      ["ec2_metadata_service_endpoint_mode", '"IPv6"'],
      ["ec2_metadata_service_endpoint_mode", '"x"', "Value must be one of [IPv4, IPv6]"],
      ["ec2_metadata_service_endpoint", '"http://m"'],
    ] as const
  ).map(([argument, value, ...wrong]): [string, string, Record<string, string>, ...string[]] => [
    "s3",
    `${S3}key = "k"\n${argument} = ${value}`,
    {},
    ...wrong.map((words) => `error 4: ${words}`),
  ]),
  ["s3", `${S3}key = "k"\nhttp_proxy = "http://p"\nhttps_proxy = ""`, {}],
  [
    "s3",
    `${S3}key = "k"\nhttp_proxy = "http://p"`,
    {},
    'warning 4: An HTTP proxy was set but no HTTPS proxy was. Using HTTP proxy "http://p" for HTTPS requests. This behavior may change in future versions.\n\nTo specify no proxy for HTTPS, set the HTTPS to an empty string.',
  ],
  [
    "s3",
    `${S3}key = "k"\ndynamodb_table = "t"`,
    {},
    'warning 4: The parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile" instead.',
    'error 4: The argument "dynamodb_table" locks by a table in DynamoDB, which <Tutti> does not do. Use use_lockfile = true, with every program that works on the state.',
  ],
  ["azurerm", AZURE, {}],
  [
    "azurerm",
    "",
    {},
    'error 1: The argument "storage_account_name" is required, but no definition was found.',
    'error 1: The argument "container_name" is required, but no definition was found.',
    'error 1: The argument "key" is required, but no definition was found.',
  ],
  [
    "azurerm",
    'storage_account_name = "a.evil"\ncontainer_name = "a/b"\nkey = ""\nenvironment = "x"\nendpoint = "y"',
    {},
    'error 1: storage_account_name must be 3 to 24 letters in lower case and digits, not "a.evil"',
    'error 2: container_name must be 3 to 63 letters in lower case, digits and single hyphens, not "a/b"',
    "error 3: key must not be empty",
    'error 4: environment must be "public", "china" or "usgovernment", not "x"',
    'warning 5: The parameter "endpoint" is deprecated. Use parameter "metadata_host" instead.',
  ],
  [
    "azurerm",
    AZURE,
    { ARM_CLIENT_CERTIFICATE_PATH: "c.pfx", ARM_USE_DNS_ZONE_ENDPOINT: "true" },
    'error 1: The argument "lookup_blob_endpoint" asks for the address of an account, which <Tutti> does not do. Use an account without DNS zones of its own.',
    'error 1: The argument "client_certificate_path" is a certificate in PKCS#12, which <Tutti> does not read. Use client_secret, use_oidc or use_msi, or log in by the Azure CLI.',
  ],
  ["gcs", 'bucket = "b"', {}],
  ["gcs", 'bucket = ""', {}, "error 1: bucket must be the name of a bucket, and is empty"],
  ["gcs", "", {}, 'error 1: The argument "bucket" is required, but no definition was found.'],
  ["gcs", `bucket = "b"\nencryption_key = "${Buffer.alloc(32).toString("base64")}"`, {}],
  ["gcs", 'bucket = "b"\nencryption_key = "x"', {}, "error 1: encryption_key must be the base64 of 32 bytes"],
  [
    "gcs",
    `bucket = "b"\nkms_encryption_key = "k"`,
    { GOOGLE_ENCRYPTION_KEY: Buffer.alloc(32).toString("base64") },
    "error 1: Only one of encryption_key, kms_encryption_key can be set.",
  ],
  [
    "gcs",
    'bucket = "b"\nstorage_custom_endpoint = "h/storage"',
    {},
    'error 2: storage_custom_endpoint must be an address, as in "https://HOST/storage/v1/b"',
  ],
  ["kubernetes", 'secret_suffix = "s"', {}],
  ["kubernetes", "", {}, 'error 1: The argument "secret_suffix" is required, but no definition was found.'],
  [
    "kubernetes",
    'secret_suffix = "s"\nclient_certificate = "c"',
    {},
    "error 1: client_certificate is set but client_key is not",
  ],
  [
    "kubernetes",
    'secret_suffix = "s"',
    { KUBE_CLIENT_KEY_DATA: "k" },
    "error 1: client_key is set but client_certificate is not",
  ],
  [
    "kubernetes",
    'secret_suffix = "s"\nexec {\n api_version = "v1"\n command = "c"\n args = ["a"]\n env = { A = "b" }\n}',
    {},
  ],
  [
    "kubernetes",
    'secret_suffix = "s"\nexec {\n command = "c"\n nope = 1\n}',
    {},
    'error 2: The argument "api_version" is required, but no definition was found.',
    'error 4: An argument named "nope" is not expected here.',
  ],
  [
    "kubernetes",
    'secret_suffix = "s"\nexec = []',
    {},
    'error 2: An argument named "exec" is not expected here. Did you mean to define a block of type "exec"?',
  ],
  [
    "kubernetes",
    'secret_suffix = "s"\nexec {\n api_version = "v1"\n command = "c"\n}\nexec {\n api_version = "v1"\n command = "c"\n}',
    {},
    'error 6: No more than 1 "exec" blocks are allowed',
  ],
  ["pg", "", {}],
  ["pg", "", { PG_CONN_STR: "postgres://a,b/c" }, "error 1: conn_str names several hosts; one is supported"],
  [
    "pg",
    'conn_str = "postgres://u:secret@h?sslmode=allow"',
    {},
    'error 1: unsupported sslmode "allow"; only "require" (default), "verify-full", "verify-ca", and "disable" supported',
  ],
  ["pg", 'table_name = "t"', {}, 'error 1: An argument named "table_name" is not expected here.'],
  ["consul", "", {}],
  ["consul", 'scheme = "http"', {}],
  ["consul", 'scheme = "https"\ncert_file = "c"\nkey_file = "k"', {}],
  ["local", 'path = "p"\nworkspace_dir = "w"', {}],
  ["local", 'path = ""', {}, 'error 1: The "path" attribute value must not be empty.'],
  ["local", '\nworkspace_dir = ""', {}, 'error 2: The "workspace_dir" attribute value must not be empty.'],
  ["http", `${AT}retry_wait_min = 0\nretry_wait_max = 0\nretry_max = 0`, {}],
  ["http", `${AT}retry_wait_max = -1`, {}, "error 2: retry_wait_max must be a whole number, 0 or more"],
  ["consul", 'scheme = "ftp"', {}, 'error 1: scheme must be "http" or "https", not "ftp"'],
  ["consul", 'cert_file = "c"', {}, "error 1: cert_file is set but key_file is not"],
  ["consul", "", { CONSUL_CLIENT_KEY: "k" }, "error 1: key_file is set but cert_file is not"],
  ["consul", 'gzip = "maybe"', {}, 'error 1: Inappropriate value for attribute "gzip": a bool is required.'],
];

describe("a block of a backend", () => {
  it.each(rows)("%s { %s } with %o", async (type, block, variables, ...wanted) => {
    expect(await said(type, block, variables)).toEqual(wanted);
  });
});
