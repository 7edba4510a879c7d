import { any, duration, flag, ignored, list, map, pointer, struct, text, uint64 } from "../decode/shape.ts";

const counted = {
  Hash: ignored(text, "it is computed"),
  CreateIndex: ignored(uint64, "the store counts"),
  ModifyIndex: ignored(uint64, "the store counts"),
};
const readsHash = { reads: "struct { Hash string; *structs.Alias }" };

const link = (go: string) => struct(go, { ID: text, Name: text });

const SERVICE_IDENTITIES = list(
  pointer(struct("structs.ACLServiceIdentity", { ServiceName: text, Datacenters: list(text) })),
);
const NODE_IDENTITIES = list(
  pointer(struct("structs.ACLNodeIdentity", { NodeName: text, Datacenter: text })),
);

/** `PUT /v1/acl/policy`. */
export const ACL_POLICY = struct(
  "structs.ACLPolicy",
  { ID: text, Name: text, Description: text, Rules: text, Datacenters: list(text), ...counted },
  readsHash,
);

/** `PUT /v1/acl/role`. */
export const ACL_ROLE = struct(
  "structs.ACLRole",
  {
    ID: text,
    Name: text,
    Description: text,
    Policies: list(link("structs.ACLRolePolicyLink")),
    ServiceIdentities: SERVICE_IDENTITIES,
    NodeIdentities: NODE_IDENTITIES,
    ...counted,
  },
  readsHash,
);

/** `PUT /v1/acl/auth-method`. */
export const ACL_AUTH_METHOD = struct(
  "structs.ACLAuthMethod",
  {
    Name: text,
    Type: text,
    DisplayName: ignored(text, "there is never a method"),
    Description: ignored(text, "there is never a method"),
    MaxTokenTTL: duration,
    TokenLocality: text,
    Config: ignored(map(any), "there is never a method"),
    CreateIndex: counted.CreateIndex,
    ModifyIndex: counted.ModifyIndex,
  },
  { reads: "struct { MaxTokenTTL interface {}; *structs.Alias }" },
);

/** `PUT /v1/acl/binding-rule`. */
export const ACL_BINDING_RULE = struct("structs.ACLBindingRule", {
  ID: text,
  AuthMethod: text,
  Description: ignored(text, "there is never a rule"),
  Selector: ignored(text, "there is never a rule"),
  BindType: ignored(text, "there is never a rule"),
  BindName: ignored(text, "there is never a rule"),
  CreateIndex: counted.CreateIndex,
  ModifyIndex: counted.ModifyIndex,
});

/** `POST /v1/acl/login`. */
export const ACL_LOGIN = struct("structs.ACLLoginParams", {
  AuthMethod: text,
  BearerToken: ignored(text, "there is never a method that takes one"),
  Meta: ignored(map(text), "there is never a token to have it"),
});

/** `PUT /v1/acl/token`. */
export const ACL_TOKEN = struct(
  "structs.ACLToken",
  {
    AccessorID: text,
    SecretID: text,
    Description: text,
    Policies: list(link("structs.ACLTokenPolicyLink")),
    Roles: list(link("structs.ACLTokenRoleLink")),
    ServiceIdentities: SERVICE_IDENTITIES,
    NodeIdentities: NODE_IDENTITIES,
    Rules: text,
    Local: flag,
    AuthMethod: text,
    ExpirationTime: text,
    ExpirationTTL: duration,
    CreateTime: ignored(text, "the clock says it"),
    ...counted,
  },
  { reads: "struct { ExpirationTTL interface {}; Hash string; *structs.Alias }" },
);
