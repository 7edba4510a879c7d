import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { ACL_AUTH_METHOD, ACL_BINDING_RULE, ACL_POLICY, ACL_ROLE, ACL_TOKEN } from "../acl/bodies.ts";
import type {
  AclGrants,
  AuthMethodRecord,
  BindingRuleRecord,
  PolicyRecord,
  RoleRecord,
  TokenRecord,
} from "../acl/records.ts";
import { bytes, type Decoded, moment, pointer, type StructShape, struct, text } from "../decode/shape.ts";
import type { ServerState } from "../server-state.ts";
import type { Row } from "../state/table.ts";
import type { Tree } from "./plain-tree.ts";
import { indexesIn, type RowSink, recordOf } from "./rows.ts";
import { readShape } from "./shaped-tree.ts";

const TOKEN = struct("structs.ACLToken", {
  ...ACL_TOKEN.fields,
  Type: text,
  CreateTime: moment,
  ExpirationTime: pointer(moment),
  Hash: bytes,
});
const POLICY = struct("structs.ACLPolicy", { ...ACL_POLICY.fields, Hash: bytes });
const ROLE = struct("structs.ACLRole", { ...ACL_ROLE.fields, Hash: bytes });

/** A token, which may be of the time before policies: Consul gives such ones an accessor soon after they came. */
export function readToken(tree: Tree, { acl }: ServerState, sink: RowSink): void {
  const token = readShape(tree, TOKEN);
  const record: TokenRecord = {
    AccessorID: token.AccessorID || accessorFor(token.SecretID),
    SecretID: token.SecretID,
    Description: token.Description,
    ...grantsOf(token),
    Roles: linksOf(token.Roles),
    ...(token.Type === "client" || token.Type === "management" ? { Type: token.Type } : {}),
    ...(token.Rules === "" ? {} : { Rules: token.Rules }),
    Local: token.Local,
    ...(token.AuthMethod === "" ? {} : { AuthMethod: token.AuthMethod }),
    ...(token.ExpirationTime === undefined || token.ExpirationTime === ""
      ? {}
      : { ExpirationTime: token.ExpirationTime }),
    CreateTime: token.CreateTime,
    Hash: hashText(token.Hash),
  };
  sink.entry(acl.tokens.entryOf(record, indexesIn(tree)));
}

/** A token as Consul kept it until 1.3. */
export function readOldToken(tree: Tree, state: ServerState, sink: RowSink): void {
  readToken({ ...tree, SecretID: tree["ID"], Description: tree["Name"] }, state, sink);
}

/** The same for a secret each time; it does not lead back to it. */
function accessorFor(secret: string): string {
  const hex = createHash("sha256").update(`accessor of ${secret}`).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

/** A policy. */
export function readPolicy(tree: Tree, { acl }: ServerState, sink: RowSink): void {
  const { ID, Name, Description, Rules, Datacenters, Hash } = readShape(tree, POLICY);
  const record: PolicyRecord = { ID, Name, Description, Rules, Datacenters, Hash: hashText(Hash) };
  sink.entry(acl.policies.entryOf(record, indexesIn(tree)));
}

/** A role. */
export function readRole(tree: Tree, { acl }: ServerState, sink: RowSink): void {
  const role = readShape(tree, ROLE);
  const { ID, Name, Description } = role;
  const record: RoleRecord = { ID, Name, Description, ...grantsOf(role), Hash: hashText(role.Hash) };
  sink.entry(acl.roles.entryOf(record, indexesIn(tree)));
}

/** A way to log in. */
export function readAuthMethod(tree: Tree, { acl }: ServerState, sink: RowSink): void {
  const method = readShape(tree, ACL_AUTH_METHOD);
  const record: AuthMethodRecord = { ...method, Config: method.Config ?? {} };
  sink.entry(acl.authMethods.entryOf(record, indexesIn(tree)));
}

/** What who logs in is given. */
export function readBindingRule(tree: Tree, { acl }: ServerState, sink: RowSink): void {
  const record: BindingRuleRecord = readShape(tree, ACL_BINDING_RULE);
  sink.entry(acl.bindingRules.entryOf(record, indexesIn(tree)));
}

/** A token as Consul keeps it; links have names there, which are looked up when they are shown. */
export const writeToken = (row: Row<TokenRecord>): Tree => written(row, TOKEN);
/** A policy as Consul keeps it. */
export const writePolicy = (row: Row<PolicyRecord>): Tree => ({ ...written(row, POLICY), Syntax: 0 });
/** A role as Consul keeps it. */
export const writeRole = (row: Row<RoleRecord>): Tree => written(row, ROLE);
/** An auth method as Consul keeps it. */
export const writeAuthMethod = (row: Row<AuthMethodRecord>): Tree => written(row, ACL_AUTH_METHOD);
/** A binding rule as Consul keeps it. */
export const writeBindingRule = (row: Row<BindingRuleRecord>): Tree => written(row, ACL_BINDING_RULE);

function written(row: Row<object>, shape: StructShape): Tree {
  const value: Tree = { ...row.value };
  const { Hash } = value;
  return recordOf(
    typeof Hash === "string" ? { ...value, Hash: Buffer.from(Hash, "base64") } : value,
    shape,
    row,
  );
}

type Granting = Pick<
  Decoded<typeof ACL_ROLE>,
  "Policies" | "ServiceIdentities" | "NodeIdentities" | "TemplatedPolicies"
>;

/** As the API's decoder leaves it: what says nothing is not there. */
function grantsOf(body: Granting): AclGrants {
  const templated = present(body.TemplatedPolicies);
  return {
    Policies: linksOf(body.Policies),
    ServiceIdentities: present(body.ServiceIdentities).map(({ ServiceName, Datacenters }) => ({
      ServiceName,
      ...(Datacenters === null ? {} : { Datacenters }),
    })),
    NodeIdentities: present(body.NodeIdentities),
    ...(templated.length === 0
      ? {}
      : {
          TemplatedPolicies: templated.map(({ TemplateName, TemplateVariables, Datacenters }) => ({
            TemplateName,
            ...(TemplateVariables === undefined ? {} : { TemplateVariables }),
            ...(Datacenters === null ? {} : { Datacenters }),
          })),
        }),
  };
}

function present<T>(items: readonly (T | undefined)[] | null): readonly T[] {
  return (items ?? []).filter((item) => item !== undefined);
}

function linksOf(links: readonly { readonly ID: string }[] | null): readonly { readonly ID: string }[] {
  return (links ?? []).map(({ ID }) => ({ ID }));
}

function hashText(hash: Buffer | null): string {
  return hash?.toString("base64") ?? "";
}
