import { Buffer } from "node:buffer";
import type { BackendProblem, BackendSettings, Variables } from "../../backend.ts";
import { BackendValues } from "../../backend-values.ts";
import { stateError } from "../../errors.ts";
import { S3_ARGUMENTS } from "./s3-arguments.ts";
import { awsEndpoint } from "./s3-endpoints.ts";
import { roleProblems } from "./s3-roles.ts";

const VALUE = stateError("invalid-backend-value");
const COMBINATION = stateError("invalid-attribute-combination");
const DEPRECATED = stateError("deprecated-backend-parameter");

/** What would need another service, and what to do instead. */
const REFUSED: Readonly<Record<string, string>> = {
  dynamodb_table:
    "locks by a table in DynamoDB, which <Tutti> does not do. Use use_lockfile = true, with every program that works on the state.",
};
const REPLACED: Readonly<Record<string, string>> = {
  dynamodb_endpoint: "endpoints.dynamodb",
  dynamodb_table: "use_lockfile",
  endpoint: "endpoints.s3",
  force_path_style: "use_path_style",
  iam_endpoint: "endpoints.iam",
  shared_credentials_file: "shared_credentials_files",
  sts_endpoint: "endpoints.sts",
};
const ONE_OF = [
  ["kms_key_id", "sse_customer_key"],
  ["shared_credentials_file", "shared_credentials_files"],
  ["force_path_style", "use_path_style"],
  ["allowed_account_ids", "forbidden_account_ids"],
] as const;

/** Known by their form; `skip_region_validation` lets any text pass. */
const REGION = /^(af|ap|ca|cn|eu|eu-isoe|il|me|mx|sa|us|us-gov|us-iso|us-isob|us-isof)-[a-z]+-\d+$/;
const KMS_KEY =
  /^(arn:[^:]+:kms:[^:]+:\d{12}:(key|alias)\/.+|alias\/.+|(mrk-)?[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const KEY_BYTES = 32;

/** Everything that is wrong with a block, and what is deprecated in it. */
export function s3Problems(settings: BackendSettings, variables: Variables): readonly BackendProblem[] {
  const values = new BackendValues(S3_ARGUMENTS, settings, variables);
  return [
    ...deprecated(values),
    ...required(values),
    ...combined(values, settings),
    ...wrongValues(values),
    ...roleProblems(settings),
    ...proxyProblems(values),
    ...refused(values),
  ];
}

function* deprecated(values: BackendValues): Generator<BackendProblem> {
  for (const [argument, instead] of Object.entries(REPLACED))
    if (values.isSet(argument))
      yield {
        ...DEPRECATED,
        detail: `The parameter "${argument}" is deprecated. Use parameter "${instead}" instead.`,
        argument,
        isWarning: true,
      };
}

function* required(values: BackendValues): Generator<BackendProblem> {
  for (const argument of ["bucket", "key"]) {
    if (!values.isSet(argument))
      yield {
        ...stateError("missing-backend-value"),
        detail: `The attribute "${argument}" is required by the backend.\n\nRefer to the backend documentation for additional information which attributes are required.`,
      };
    else if ((values.text(argument) ?? "").trim() === "")
      yield { ...VALUE, detail: "The value cannot be empty or all whitespace", argument };
  }
  if (values.text("region") === undefined)
    yield {
      ...stateError("missing-region-value"),
      detail:
        'The "region" attribute or the "AWS_REGION" or "AWS_DEFAULT_REGION" environment variables must be set.',
    };
}

function* combined(values: BackendValues, settings: BackendSettings): Generator<BackendProblem> {
  for (const names of ONE_OF)
    if (names.every((name) => values.isSet(name)))
      yield { ...COMBINATION, detail: `Only one of ${names.join(", ")} can be set.` };
  if (values.isSet("endpoint") && awsEndpoint(settings, "s3") !== undefined)
    yield {
      ...COMBINATION,
      detail: 'The parameters "endpoint" and "endpoints.s3" cannot be configured together.',
    };
  for (const [name, other] of [
    ["access_key", "secret_key"],
    ["secret_key", "access_key"],
  ] as const)
    if (values.text(name) !== undefined && values.text(other) === undefined)
      yield { ...COMBINATION, detail: `${name} is set but ${other} is not`, argument: name };
}

function* wrongValues(values: BackendValues): Generator<BackendProblem> {
  for (const argument of ["key", "workspace_key_prefix"])
    if (/^\/|\/$/.test(values.text(argument) ?? ""))
      yield { ...VALUE, detail: 'The value must not start or end with "/"', argument };
  const mode = values.text("retry_mode");
  if (mode !== undefined && mode !== "standard" && mode !== "adaptive")
    yield { ...VALUE, detail: `unknown RetryMode, ${mode}`, argument: "retry_mode" };
  const metadata = values.text("ec2_metadata_service_endpoint_mode");
  if (metadata !== undefined && !/^ipv[46]$/i.test(metadata))
    yield {
      ...VALUE,
      detail: "Value must be one of [IPv4, IPv6]",
      argument: "ec2_metadata_service_endpoint_mode",
    };
  const retries = values.whole("max_retries");
  if (!Number.isInteger(retries) || retries < 0)
    yield { ...VALUE, detail: "The value must be a whole number, 0 or more", argument: "max_retries" };
  const kms = values.text("kms_key_id");
  if (kms !== undefined && !KMS_KEY.test(kms))
    yield {
      ...stateError("invalid-kms-key-id"),
      detail: `Value must be a valid KMS Key ID, got ${JSON.stringify(kms)}`,
      argument: "kms_key_id",
    };
  const key = values.text("sse_customer_key");
  if (key !== undefined && Buffer.from(key, "base64").length !== KEY_BYTES)
    yield {
      ...VALUE,
      detail: "sse_customer_key must be 44 characters in length: the base64 of 32 bytes",
      argument: "sse_customer_key",
    };
  const region = values.text("region");
  if (region !== undefined && !values.flag("skip_region_validation") && !REGION.test(region))
    yield {
      ...stateError("invalid-region-value"),
      detail: `Invalid AWS Region: ${region}`,
      argument: "region",
    };
}

function* proxyProblems(values: BackendValues): Generator<BackendProblem> {
  const proxy = values.text("http_proxy");
  if (proxy === undefined || values.isSet("https_proxy")) return;
  yield {
    ...stateError("missing-https-proxy"),
    detail: `An HTTP proxy was set but no HTTPS proxy was. Using HTTP proxy ${JSON.stringify(proxy)} for HTTPS requests. This behavior may change in future versions.\n\nTo specify no proxy for HTTPS, set the HTTPS to an empty string.`,
    argument: "http_proxy",
    isWarning: true,
  };
}

function* refused(values: BackendValues): Generator<BackendProblem> {
  for (const [argument, why] of Object.entries(REFUSED))
    if (values.isSet(argument))
      yield {
        ...stateError("unsupported-backend-argument"),
        detail: `The argument "${argument}" ${why}`,
        argument,
      };
}
