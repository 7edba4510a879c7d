import { awsDomain } from "../../aws/aws-access.ts";
import type { BackendSettings, Variables } from "../../backend.ts";
import type { BackendValues } from "../../backend-values.ts";

/** Of `endpoints` in the block. */
export function awsEndpoint(settings: BackendSettings, service: "s3" | "sts" | "sso"): string | undefined {
  const endpoints = settings.get("endpoints");
  if (endpoints === undefined || endpoints.isNull) return undefined;
  const endpoint = endpoints.asEntries.get(service);
  return endpoint === undefined || endpoint.isNull || endpoint.asString === ""
    ? undefined
    : endpoint.asString;
}

/** Where S3 is: what was set, else AWS's of the region. */
export function s3Endpoint(settings: BackendSettings, values: BackendValues, variables: Variables): URL {
  const given =
    awsEndpoint(settings, "s3") ??
    values.text("endpoint") ??
    (variables.get("AWS_ENDPOINT_URL_S3") || variables.get("AWS_ENDPOINT_URL"));
  if (given !== undefined && given !== "") return new URL(given.includes("://") ? given : `https://${given}`);
  const service = values.flag("use_fips_endpoint") ? "s3-fips" : "s3";
  const stack = values.flag("use_dualstack_endpoint") ? ".dualstack" : "";
  const region = values.text("region") ?? "";
  return new URL(`https://${service}${stack}.${region}.${awsDomain(region)}`);
}

/** Where another service is, where something says so. */
export function otherEndpoint(
  settings: BackendSettings,
  values: BackendValues,
  variables: Variables,
  service: "sts" | "sso",
): string | undefined {
  return (
    awsEndpoint(settings, service) ??
    (service === "sts" ? values.text("sts_endpoint") : undefined) ??
    (variables.get(`AWS_ENDPOINT_URL_${service.toUpperCase()}`) ||
      variables.get("AWS_ENDPOINT_URL") ||
      undefined)
  );
}
