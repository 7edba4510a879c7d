import type { Decoded } from "../decode/shape.ts";
import { serverError } from "../errors.ts";
import type { ServerState } from "../server-state.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import type { ACL_TOKEN } from "./bodies.ts";
import { isIdentityName } from "./identity-name.ts";
import { lookupMistake } from "./lookup-mistake.ts";
import type { AclGrants, AclLink, NodeIdentity, ServiceIdentity } from "./records.ts";
import { decodeTemplatedPolicies } from "./templated-policies.ts";

type GrantsBody = Pick<
  Decoded<typeof ACL_TOKEN>,
  "Policies" | "ServiceIdentities" | "NodeIdentities" | "TemplatedPolicies"
>;

type Owner = "token" | "role";

const NAME = /^[A-Za-z0-9_-]+$/;

/** True for what policies and roles may be called, of so many letters. */
export function isAclName(name: string, lengthMax: number): boolean {
  return name.length <= lengthMax && NAME.test(name);
}

/** The policies that a token or role names, each to one that is there. */
export function decodePolicies(
  { acl }: ServerState,
  given: GrantsBody["Policies"],
  owner: Owner,
): Outcome<readonly AclLink[]> {
  const links = { owner, noun: "policy", table: acl.policies };
  return decodeLinks(given, links, (name) => acl.policyByName(name));
}

/** The identities that a token or role is made of; `local`: in this datacenter alone. */
export function decodeIdentities(
  body: GrantsBody,
  owner: Owner,
  local: boolean,
): Outcome<Omit<AclGrants, "Policies">> {
  const services = decodeServiceIdentities(body.ServiceIdentities, owner, local);
  if (services instanceof Refusal) return services;
  const nodes = decodeNodeIdentities(body.NodeIdentities, owner);
  if (nodes instanceof Refusal) return nodes;
  const templated = decodeTemplatedPolicies(body.TemplatedPolicies, local);
  if (templated instanceof Refusal) return templated;
  return {
    ServiceIdentities: services,
    NodeIdentities: nodes,
    ...(templated.length === 0 ? {} : { TemplatedPolicies: templated }),
  };
}

/** Each service once, by name: those that are named again are added to, and all datacenters hold more than some. */
function decodeServiceIdentities(
  given: GrantsBody["ServiceIdentities"],
  owner: Owner,
  local: boolean,
): Outcome<readonly ServiceIdentity[]> {
  const found = new Map<string, readonly string[]>();
  for (const identity of given ?? []) {
    const name = identity?.ServiceName ?? "";
    const datacenters = identity?.Datacenters ?? [];
    if (name === "") return refuse(serverError("service-identity-without-a-name", owner));
    if (local && datacenters.length > 0)
      return refuse(serverError("service-identity-local-with-datacenters", JSON.stringify(name)));
    if (!isIdentityName(name))
      return refuse(serverError("service-identity-name-invalid", JSON.stringify(name)));
    const known = found.get(name);
    found.set(name, known === undefined ? datacenters : merged(known, datacenters));
  }
  return inOrder(found).map(([ServiceName, datacenters]) => ({
    ServiceName,
    ...(datacenters.length === 0 ? {} : { Datacenters: datacenters }),
  }));
}

function merged(some: readonly string[], more: readonly string[]): readonly string[] {
  return some.length === 0 || more.length === 0 ? [] : [...new Set([...some, ...more])].sort();
}

function inOrder<T>(found: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Each node of a datacenter once, by both names. */
function decodeNodeIdentities(
  given: GrantsBody["NodeIdentities"],
  owner: Owner,
): Outcome<readonly NodeIdentity[]> {
  const found = new Map<string, NodeIdentity>();
  for (const identity of given ?? []) {
    const name = identity?.NodeName ?? "";
    const datacenter = identity?.Datacenter ?? "";
    if (name === "") return refuse(serverError("node-identity-without-a-name", owner));
    if (datacenter === "") return refuse(serverError("node-identity-without-a-datacenter", owner));
    if (!isIdentityName(name)) return refuse(serverError("node-identity-name-invalid"));
    found.set(`${name} ${datacenter}`, { NodeName: name, Datacenter: datacenter });
  }
  return inOrder(found).map(([, identity]) => identity);
}

/** What is linked, and by what. */
interface Linked {
  readonly owner: Owner;
  readonly noun: string;
  readonly table: { get(id: string): Row<unknown> | undefined };
}

/** Links by ID or by name, each to something that is there. */
export function decodeLinks(
  given: GrantsBody["Policies"],
  { owner, noun, table }: Linked,
  byName: (name: string) => Row<unknown> | undefined,
): Outcome<readonly AclLink[]> {
  const links: AclLink[] = [];
  for (const { ID: id, Name: name } of given ?? []) {
    const mistake = id === "" ? undefined : lookupMistake(noun, id);
    if (mistake !== undefined)
      return owner === "role"
        ? mistake
        : refuse(serverError("acl-link-id-invalid", noun, JSON.stringify(id), mistake.text));
    const row = id === "" ? byName(name) : table.get(id.toLowerCase());
    if (row === undefined) return linkNotFound(owner, noun, id, name);
    if (!links.some((known) => known.ID === row.id)) links.push({ ID: row.id });
  }
  return links;
}

function linkNotFound(owner: Owner, noun: string, id: string, name: string): Refusal {
  if (id === "") return refuse(serverError("acl-link-by-name-not-found", noun, JSON.stringify(name)));
  return owner === "role"
    ? refuse(serverError("role-link-not-found", id))
    : refuse(serverError("acl-link-by-id-not-found", noun, JSON.stringify(id)));
}
