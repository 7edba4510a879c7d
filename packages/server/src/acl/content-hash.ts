import { blake2b } from "@noble/hashes/blake2.js";
import type { AclGrants, PolicyRecord, RoleRecord, TokenRecord } from "./records.ts";

const HASH_BYTES = 32;

/**
 * What is shown as `Hash`: BLAKE2b (RFC 7693) of 32 bytes over what its owner set, one text behind the other,
 * as Consul makes it. Tools compare it to see that nothing has changed, with that of another agent too.
 * IDs, indexes and times are no part of it.
 */
export function policyHash({
  Name,
  Description,
  Rules,
  Datacenters,
}: Pick<PolicyRecord, "Name" | "Description" | "Rules" | "Datacenters">): string {
  return hashOf([Name, Description, Rules, ...(Datacenters ?? [])]);
}

/** The fingerprint of a role. */
export function roleHash(
  role: Pick<
    RoleRecord,
    "Name" | "Description" | "Policies" | "ServiceIdentities" | "NodeIdentities" | "TemplatedPolicies"
  >,
): string {
  return hashOf([role.Name, role.Description, ...role.Policies.map(({ ID }) => ID), ...identities(role)]);
}

/** What of a token counts. */
type HashedToken = Pick<
  TokenRecord,
  | "Description"
  | "Local"
  | "Policies"
  | "Roles"
  | "ServiceIdentities"
  | "NodeIdentities"
  | "TemplatedPolicies"
>;

/** The fingerprint of a token; `type` is that of the time before policies, which made ones still have. */
export function tokenHash(token: HashedToken, type: "" | "client" | "management" = "", rules = ""): string {
  return hashOf([
    token.Description,
    type,
    rules,
    token.Local ? "local" : "global",
    ...token.Policies.map(({ ID }) => ID),
    ...token.Roles.map(({ ID }) => ID),
    ...identities(token),
  ]);
}

function identities({
  ServiceIdentities: services,
  NodeIdentities: nodes,
  TemplatedPolicies: templated = [],
}: Pick<AclGrants, "ServiceIdentities" | "NodeIdentities" | "TemplatedPolicies">): readonly string[] {
  return [
    ...services.flatMap(({ ServiceName, Datacenters = [] }) => [ServiceName, ...Datacenters]),
    ...nodes.flatMap(({ NodeName, Datacenter }) => [NodeName, Datacenter]),
    ...templated.flatMap(({ TemplateName, TemplateVariables, Datacenters = [] }) => [
      TemplateName,
      TemplateVariables?.Name ?? "",
      ...Datacenters,
    ]),
  ];
}

function hashOf(texts: readonly string[]): string {
  const digest = blake2b(Buffer.from(texts.join(""), "utf8"), { dkLen: HASH_BYTES });
  return Buffer.from(digest).toString("base64");
}
