import { flag, list, optional, orNull, record, text } from "../state/row-shape.ts";
import type { RowRule } from "../state/table.ts";
import type {
  AclLink,
  BootstrapRecord,
  NodeIdentity,
  PolicyRecord,
  RoleRecord,
  ServiceIdentity,
  TokenRecord,
} from "./records.ts";

const links = list(record<AclLink>({ ID: text }));

const GRANTS = {
  Policies: links,
  ServiceIdentities: list(record<ServiceIdentity>({ ServiceName: text, Datacenters: optional(list(text)) })),
  NodeIdentities: list(record<NodeIdentity>({ NodeName: text, Datacenter: text })),
};

export const TOKEN_ROW: RowRule<TokenRecord> = {
  holds: record<TokenRecord>({
    ...GRANTS,
    AccessorID: text,
    SecretID: text,
    Description: text,
    Roles: links,
    Local: flag,
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

export const BOOTSTRAP_ROW: RowRule<BootstrapRecord> = {
  holds: record<BootstrapRecord>({ Done: flag }),
  idOf: () => "done",
};
