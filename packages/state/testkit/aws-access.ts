import type { Runtime } from "@tutti/runtime";
import type { AwsAccess } from "../src/aws/aws-access.ts";

/** AWS as it is where nothing was set, asked once. */
export function awsAccess(runtime: Runtime, more: Partial<AwsAccess> = {}): AwsAccess {
  return {
    runtime,
    place: "s3://b",
    region: "us-east-1",
    retry: { retries: 0, waitMinMs: 0, waitMaxMs: 0 },
    proxyVariables: runtime.environment.variables,
    fips: false,
    dualStack: false,
    endpoints: {},
    stsRegion: undefined,
    metadata: { isDisabled: false, endpoint: undefined, mode: undefined },
    tls: async () => ({}),
    ...more,
  };
}
