/** A prepared query, in the shape of Consul's API. */
export interface QueryRecord {
  readonly ID: string;
  readonly Name: string;
  readonly Session: string;
  readonly Token: string;
  readonly Template: { readonly Type: string; readonly Regexp: string; readonly RemoveEmptyTags: boolean };
  readonly Service: {
    readonly Service: string;
    readonly Failover: { readonly NearestN: number; readonly Datacenters: readonly string[] | null };
    readonly OnlyPassing: boolean;
    readonly IgnoreCheckIDs: readonly string[] | null;
    readonly Near: string;
    readonly Tags: readonly string[] | null;
    readonly NodeMeta: Readonly<Record<string, string>> | null;
    readonly ServiceMeta: Readonly<Record<string, string>> | null;
    readonly Connect: boolean;
  };
  readonly DNS: { readonly TTL: string };
}
