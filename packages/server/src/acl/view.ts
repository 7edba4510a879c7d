import type { StateStore } from "../state/state-store.ts";
import type { Replacement, Row } from "../state/table.ts";
import { Table } from "../state/table.ts";
import type {
  AuthMethodRecord,
  BindingRuleRecord,
  BootstrapRecord,
  PolicyRecord,
  RoleRecord,
  TokenRecord,
} from "./records.ts";
import {
  AUTH_METHOD_ROW,
  BINDING_RULE_ROW,
  BOOTSTRAP_ROW,
  POLICY_ROW,
  ROLE_ROW,
  TOKEN_ROW,
} from "./row-rules.ts";
import { secretDigest } from "./secret.ts";

/** Tokens, policies, roles, and ways to log in; tokens by secret too. */
export class AclView {
  readonly tokens: Table<TokenRecord>;
  readonly policies: Table<PolicyRecord>;
  readonly roles: Table<RoleRecord>;
  readonly bootstrap: Table<BootstrapRecord>;
  /** By name. */
  readonly authMethods: Table<AuthMethodRecord>;
  readonly bindingRules: Table<BindingRuleRecord>;
  /** Accessor IDs by the digest of the secret. */
  #bySecret = new Map<string, string>();

  constructor(state: StateStore) {
    this.tokens = state.add(new Table<TokenRecord>("acl-token", TOKEN_ROW));
    this.policies = state.add(new Table<PolicyRecord>("acl-policy", POLICY_ROW));
    this.roles = state.add(new Table<RoleRecord>("acl-role", ROLE_ROW));
    this.bootstrap = state.add(new Table<BootstrapRecord>("acl-bootstrap", BOOTSTRAP_ROW));
    this.authMethods = state.add(new Table<AuthMethodRecord>("acl-auth-method", AUTH_METHOD_ROW));
    this.bindingRules = state.add(new Table<BindingRuleRecord>("acl-binding-rule", BINDING_RULE_ROW));
    this.tokens.onChange(
      (before, after) => {
        if (before !== undefined) this.#bySecret.delete(secretDigest(before.value.SecretID));
        if (after !== undefined) this.#bySecret.set(secretDigest(after.value.SecretID), after.id);
      },
      { replacing: () => this.#replacing() },
    );
  }

  #replacing(): Replacement<Row<TokenRecord>> {
    const bySecret = new Map<string, string>();
    return {
      add: ({ id, value }) => void bySecret.set(secretDigest(value.SecretID), id),
      takeOver: () => {
        this.#bySecret = bySecret;
      },
    };
  }

  tokenBySecret(secret: string): Row<TokenRecord> | undefined {
    const id = this.#bySecret.get(secretDigest(secret));
    return id === undefined ? undefined : this.tokens.get(id);
  }

  policyByName(name: string): Row<PolicyRecord> | undefined {
    return find(this.policies, (policy) => policy.Name === name);
  }

  roleByName(name: string): Row<RoleRecord> | undefined {
    return find(this.roles, (role) => role.Name === name);
  }

  /** Changes whenever any decision might. */
  get version(): number {
    return Math.max(this.tokens.index, this.policies.index, this.roles.index);
  }
}

function find<T>(table: Table<T>, fits: (value: T) => boolean): Row<T> | undefined {
  for (const row of table.list()) if (fits(row.value)) return row;
  return undefined;
}
