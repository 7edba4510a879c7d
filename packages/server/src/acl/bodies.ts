import {
  any,
  duration,
  flag,
  ignored,
  list,
  map,
  moment,
  pointer,
  struct,
  text,
  uint64,
} from "../decode/shape.ts";

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

const TEMPLATED_POLICIES = list(
  pointer(
    struct("structs.ACLTemplatedPolicy", {
      TemplateName: text,
      TemplateVariables: pointer(struct("structs.ACLTemplatedPolicyVariables", { Name: text })),
      Datacenters: list(text),
    }),
  ),
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
    TemplatedPolicies: TEMPLATED_POLICIES,
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
    DisplayName: text,
    Description: text,
    MaxTokenTTL: duration,
    TokenLocality: text,
    Config: map(any),
    CreateIndex: counted.CreateIndex,
    ModifyIndex: counted.ModifyIndex,
  },
  { reads: "struct { MaxTokenTTL interface {}; *structs.Alias }" },
);

/** `PUT /v1/acl/binding-rule`. */
export const ACL_BINDING_RULE = struct("structs.ACLBindingRule", {
  ID: text,
  AuthMethod: text,
  Description: text,
  Selector: text,
  BindType: text,
  BindName: text,
  CreateIndex: counted.CreateIndex,
  ModifyIndex: counted.ModifyIndex,
});

/** `POST /v1/acl/login`. */
export const ACL_LOGIN = struct("structs.ACLLoginParams", {
  AuthMethod: text,
  BearerToken: text,
  Meta: map(text),
});

/** `POST /v1/acl/oidc/auth-url`. */
export const ACL_OIDC_AUTH_URL = struct("structs.ACLOIDCAuthURLParams", {
  AuthMethod: text,
  RedirectURI: text,
  ClientNonce: text,
  Meta: map(text),
});

/** `POST /v1/acl/oidc/callback`. */
export const ACL_OIDC_CALLBACK = struct("structs.ACLOIDCCallbackParams", {
  AuthMethod: text,
  State: text,
  Code: text,
  ClientNonce: text,
});

/** `PUT /v1/acl/create` and `update`, of before policies. */
export const LEGACY_ACL = struct("structs.ACL", {
  ID: text,
  Name: text,
  Type: pointer(text),
  Rules: text,
  CreateIndex: counted.CreateIndex,
  ModifyIndex: counted.ModifyIndex,
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
    TemplatedPolicies: TEMPLATED_POLICIES,
    Rules: text,
    Local: flag,
    AuthMethod: text,
    ExpirationTime: moment,
    ExpirationTTL: duration,
    CreateTime: ignored(text, "the clock says it"),
    ...counted,
  },
  { reads: "struct { ExpirationTTL interface {}; Hash string; *structs.Alias }" },
);
