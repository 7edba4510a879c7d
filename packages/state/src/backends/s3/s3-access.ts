import type { Runtime } from "@tutti/runtime";
import type { AwsAccess, AwsCredentials } from "../../aws/aws-access.ts";
import type { CredentialSources } from "../../aws/find-credentials.ts";
import type { BackendSettings, Variables } from "../../backend.ts";
import type { BackendValues } from "../../backend-values.ts";
import { otherEndpoint } from "./s3-endpoints.ts";
import { roleOf, webIdentityOf } from "./s3-roles.ts";

const WAIT_MIN_MS = 500;
const WAIT_MAX_MS = 20_000;

/** How AWS is reached, as the arguments say that the backend shares with others who ask AWS. */
export function awsAccess(
  runtime: Runtime,
  settings: BackendSettings,
  values: BackendValues,
  place: string,
): AwsAccess {
  const { variables } = runtime.environment;
  return {
    runtime,
    place,
    region: values.text("region") ?? "",
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

/** Where keys are looked for, by the same arguments. */
export function awsSources(values: BackendValues, settings: BackendSettings): CredentialSources {
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
