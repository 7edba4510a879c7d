import { createHash } from "node:crypto";
import type { Decoded } from "../decode/shape.ts";
import { serverError } from "../errors.ts";
import type { ServerState } from "../server-state.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import type { ACL_TOKEN } from "./bodies.ts";
import type { AclGrants, AclLink, NodeIdentity, ServiceIdentity } from "./records.ts";

type GrantsBody = Pick<Decoded<typeof ACL_TOKEN>, "Policies" | "ServiceIdentities" | "NodeIdentities">;

const NAME = /^[A-Za-z0-9_-]{1,128}$/;
const SERVICE_NAME = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$/;

/** True for what policies and roles may be called. */
export function isAclName(name: string): boolean {
  return NAME.test(name);
}

/** What a token or role grants, its links checked and resolved to IDs. */
export function decodeGrants(
  state: ServerState,
  body: GrantsBody,
  owner: "token" | "role",
): Outcome<AclGrants> {
  const policies = decodeLinks(body.Policies, "policy", state.acl.policies, (n) => state.acl.policyByName(n));
  if (policies instanceof Refusal) return policies;
  const services: ServiceIdentity[] = [];
  for (const identity of body.ServiceIdentities ?? []) {
    const name = identity?.ServiceName ?? "";
    if (name === "") return refuse(serverError("service-identity-without-a-name", owner));
    if (!SERVICE_NAME.test(name))
      return refuse(serverError("service-identity-name-invalid", JSON.stringify(name)));
    const datacenters = identity?.Datacenters ?? null;
    services.push({ ServiceName: name, ...(datacenters === null ? {} : { Datacenters: datacenters }) });
  }
  const nodes: NodeIdentity[] = [];
  for (const identity of body.NodeIdentities ?? []) {
    const name = identity?.NodeName ?? "";
    const datacenter = identity?.Datacenter ?? "";
    if (name === "") return refuse(serverError("node-identity-without-a-name", owner));
    if (datacenter === "") return refuse(serverError("node-identity-without-a-datacenter", owner));
    nodes.push({ NodeName: name, Datacenter: datacenter });
  }
  return { Policies: policies, ServiceIdentities: services, NodeIdentities: nodes };
}

/** Links by ID or by name, each to something that is there. */
export function decodeLinks(
  given: GrantsBody["Policies"],
  noun: string,
  table: { get(id: string): Row<unknown> | undefined },
  byName: (name: string) => Row<unknown> | undefined,
): Outcome<readonly AclLink[]> {
  const links: AclLink[] = [];
  for (const { ID: id, Name: name } of given ?? []) {
    const row = id === "" ? byName(name) : table.get(id);
    if (row === undefined)
      return id === ""
        ? refuse(serverError("acl-link-by-name-not-found", noun, JSON.stringify(name)))
        : refuse(serverError("acl-link-by-id-not-found", noun, id));
    if (!links.some((known) => known.ID === row.id)) links.push({ ID: row.id });
  }
  return links;
}

/** A fingerprint of what was set by a user. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64");
}
