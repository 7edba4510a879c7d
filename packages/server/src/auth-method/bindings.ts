import type { AclGrants, AclLink, AuthMethodRecord, NodeIdentity, ServiceIdentity } from "../acl/records.ts";
import type { AclView } from "../acl/view.ts";
import { compileFilter } from "../filter/filter.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { boundName } from "./bind-name.ts";
import { authMethodError } from "./errors.ts";
import { bindTypeOf } from "./rule-endpoints.ts";
import type { Identity, IdentityForm } from "./validator.ts";

/** What a token of a login grants. */
export interface Bindings extends AclGrants {
  readonly Roles: readonly AclLink[];
}

/**
 * What the rules of a method give to whoever they fit. A rule whose selector
 * cannot be asked fits nobody; a role that is not there is not given.
 */
export function bindingsOf(
  acl: AclView,
  { Name }: AuthMethodRecord,
  identity: Identity,
  { form, datacenter }: { readonly form: IdentityForm; readonly datacenter: string },
): Outcome<Bindings> {
  const services = new Map<string, ServiceIdentity>();
  const nodes = new Map<string, NodeIdentity>();
  const roles = new Map<string, AclLink>();
  for (const { value: rule } of acl.bindingRules.list()) {
    const type = bindTypeOf(rule);
    if (rule.AuthMethod !== Name || type === undefined) continue;
    const fits = compileFilter(rule.Selector, form.selectors);
    if (fits instanceof Refusal || !fits(identity.fields)) continue;
    const bound = boundName(type, rule.BindName, identity.variables);
    if (bound.kind === "mistake")
      return refuse(authMethodError("bind-name-not-computable", JSON.stringify(type), bound.why));
    const { name } = bound;
    if (bound.kind === "invalid")
      return refuse(authMethodError("bind-name-invalid", JSON.stringify(type), JSON.stringify(name)));
    if (type === "service") services.set(name, { ServiceName: name });
    else if (type === "node") nodes.set(name, { NodeName: name, Datacenter: datacenter });
    else {
      const role = acl.roleByName(name);
      if (role !== undefined) roles.set(role.id, { ID: role.id });
    }
  }
  return {
    Policies: [],
    ServiceIdentities: [...services.values()],
    NodeIdentities: [...nodes.values()],
    Roles: [...roles.values()],
  };
}
