import type { Runtime, TlsOptions } from "@tutti/runtime";
import type { RetryPolicy } from "../storage/http-call.ts";

/** What requests are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Milliseconds since 1970; undefined: they do not expire. */
  readonly expiresMs?: number;
}

/** Where AWS's services are, and how they are reached. */
export interface AwsAccess {
  readonly runtime: Runtime;
  /** Of what is asked for, for people: it stands before each error. */
  readonly place: string;
  readonly region: string;
  readonly retry: RetryPolicy;
  /** HTTP_PROXY and its like; the metadata services are asked without. */
  readonly proxyVariables: ReadonlyMap<string, string>;
  readonly fips: boolean;
  readonly dualStack: boolean;
  /** Instead of AWS's own. */
  readonly endpoints: { readonly sts?: string | undefined; readonly sso?: string | undefined };
  /** Where STS is asked; the region itself where it is left out. */
  readonly stsRegion: string | undefined;
  readonly metadata: MetadataAccess;
  tls(): Promise<TlsOptions>;
}

/** The metadata service of the machine. */
interface MetadataAccess {
  readonly isDisabled: boolean;
  readonly endpoint: string | undefined;
  /** `IPv4` or `IPv6`, in any case. */
  readonly mode: string | undefined;
}

/** The domain of a region's services. */
export function awsDomain(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
