import type { ServerState } from "../server-state.ts";
import type { Row } from "../state/table.ts";
import type { AclGrants, AclLink, PolicyRecord, RoleRecord, TokenRecord } from "./records.ts";

type Shape = Readonly<Record<string, unknown>>;

/** A token as the API shows it; without its secret in lists. */
export function tokenShape(state: ServerState, row: Row<TokenRecord>, withSecret: boolean): Shape {
  const token = row.value;
  return {
    AccessorID: token.AccessorID,
    ...(withSecret ? { SecretID: token.SecretID } : {}),
    Description: token.Description,
    ...grantsShape(state, token),
    ...linksShape("Roles", token.Roles, state.acl.roles),
    ...(token.Rules === undefined ? {} : { Rules: token.Rules }),
    Local: token.Local,
    ...(token.AuthMethod === undefined ? {} : { AuthMethod: token.AuthMethod }),
    ...(token.ExpirationTime === undefined ? {} : { ExpirationTime: token.ExpirationTime }),
    CreateTime: token.CreateTime,
    Hash: token.Hash,
    ...indexes(row),
  };
}

/** A policy as the API shows it; lists leave the rules out and name the datacenters. */
export function policyShape(row: Row<PolicyRecord>, inList: boolean): Shape {
  const { ID, Name, Description, Rules, Datacenters, Hash } = row.value;
  return {
    ID,
    Name,
    Description,
    ...(inList ? { Datacenters } : { Rules, ...((Datacenters ?? []).length === 0 ? {} : { Datacenters }) }),
    Hash,
    ...indexes(row),
  };
}

/** A role as the API shows it. */
export function roleShape(state: ServerState, row: Row<RoleRecord>): Shape {
  const { ID, Name, Description, Hash } = row.value;
  return { ID, Name, Description, ...grantsShape(state, row.value), Hash, ...indexes(row) };
}

function grantsShape(state: ServerState, grants: AclGrants): Shape {
  const { Policies, ServiceIdentities, NodeIdentities, TemplatedPolicies = [] } = grants;
  return {
    ...linksShape("Policies", Policies, state.acl.policies),
    ...(ServiceIdentities.length === 0 ? {} : { ServiceIdentities }),
    ...(NodeIdentities.length === 0 ? {} : { NodeIdentities }),
    ...(TemplatedPolicies.length === 0 ? {} : { TemplatedPolicies }),
  };
}

/** With their names of today; links to what is gone are not shown, nor is the field when none is left. */
function linksShape(
  field: string,
  links: readonly AclLink[],
  table: { get(id: string): Row<{ readonly Name: string }> | undefined },
): Shape {
  const shown = links.flatMap(({ ID }) => {
    const row = table.get(ID);
    return row === undefined ? [] : [{ ID, Name: row.value.Name }];
  });
  return shown.length === 0 ? {} : { [field]: shown };
}

export function indexes(row: Row<unknown>): Shape {
  return { CreateIndex: row.createIndex, ModifyIndex: row.modifyIndex };
}
