import { flag, list, map, number, optional, orNull, record, text } from "../state/row-shape.ts";
import type { RowRule } from "../state/table.ts";
import type {
  AclLink,
  AuthMethodRecord,
  BindingRuleRecord,
  BootstrapRecord,
  NodeIdentity,
  PolicyRecord,
  RoleRecord,
  ServiceIdentity,
  TemplatedPolicy,
  TokenRecord,
} from "./records.ts";

const links = list(record<AclLink>({ ID: text }));

const GRANTS = {
  Policies: links,
  ServiceIdentities: list(record<ServiceIdentity>({ ServiceName: text, Datacenters: optional(list(text)) })),
  NodeIdentities: list(record<NodeIdentity>({ NodeName: text, Datacenter: text })),
  TemplatedPolicies: optional(
    list(
      record<TemplatedPolicy>({
        TemplateName: text,
        TemplateVariables: optional(record<{ readonly Name: string }>({ Name: text })),
        Datacenters: optional(list(text)),
      }),
    ),
  ),
};

export const TOKEN_ROW: RowRule<TokenRecord> = {
  holds: record<TokenRecord>({
    ...GRANTS,
    AccessorID: text,
    SecretID: text,
    Description: text,
    Roles: links,
    Local: flag,
    Type: optional((value) => value === "client" || value === "management"),
    Rules: optional(text),
    AuthMethod: optional(text),
    ExpirationTime: optional(text),
    CreateTime: text,
    Hash: text,
  }),
  idOf: ({ AccessorID }) => AccessorID,
};

export const POLICY_ROW: RowRule<PolicyRecord> = {
  holds: record<PolicyRecord>({
    ID: text,
    Name: text,
    Description: text,
    Rules: text,
    Datacenters: orNull(list(text)),
    Hash: text,
  }),
  idOf: ({ ID }) => ID,
};

export const ROLE_ROW: RowRule<RoleRecord> = {
  holds: record<RoleRecord>({ ...GRANTS, ID: text, Name: text, Description: text, Hash: text }),
  idOf: ({ ID }) => ID,
};

export const AUTH_METHOD_ROW: RowRule<AuthMethodRecord> = {
  holds: record<AuthMethodRecord>({
    Name: text,
    Type: text,
    DisplayName: text,
    Description: text,
    MaxTokenTTL: number,
    TokenLocality: text,
    // Read anew by the method's type each time.
    Config: map(),
  }),
  idOf: ({ Name }) => Name,
};

export const BINDING_RULE_ROW: RowRule<BindingRuleRecord> = {
  holds: record<BindingRuleRecord>({
    ID: text,
    Description: text,
    AuthMethod: text,
    Selector: text,
    BindType: text,
    BindName: text,
  }),
  idOf: ({ ID }) => ID,
};

export const BOOTSTRAP_ROW: RowRule<BootstrapRecord> = {
  holds: record<BootstrapRecord>({ Done: flag }),
  idOf: () => "done",
};
