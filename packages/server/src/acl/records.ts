/** Names a policy or role by its ID; the name is looked up when it is shown. */
export interface AclLink {
  readonly ID: string;
}

/** Gives a service's usual rights without a policy. */
export interface ServiceIdentity {
  readonly ServiceName: string;
  readonly Datacenters?: readonly string[];
}

/** Gives a node's usual rights without a policy. */
export interface NodeIdentity {
  readonly NodeName: string;
  readonly Datacenter: string;
}

/** Gives the rules of a template, about somebody where it is about one. */
export interface TemplatedPolicy {
  readonly TemplateName: string;
  readonly TemplateVariables?: { readonly Name: string };
  readonly Datacenters?: readonly string[];
}

/** What tokens and roles have in common. */
export interface AclGrants {
  readonly Policies: readonly AclLink[];
  readonly ServiceIdentities: readonly ServiceIdentity[];
  readonly NodeIdentities: readonly NodeIdentity[];
  /** Left out where there are none. */
  readonly TemplatedPolicies?: readonly TemplatedPolicy[];
}

export interface TokenRecord extends AclGrants {
  readonly AccessorID: string;
  readonly SecretID: string;
  readonly Description: string;
  readonly Roles: readonly AclLink[];
  readonly Local: boolean;
  /** Of the time before policies, or a management token of today; the older routes show those only that have one. */
  readonly Type?: "client" | "management";
  /** Of the time before policies: in the words of then. */
  readonly Rules?: string;
  /** The method by which somebody logged in for it; none where it was made by hand. */
  readonly AuthMethod?: string;
  /** RFC 3339; the token counts for nothing from then on. */
  readonly ExpirationTime?: string;
  readonly CreateTime: string;
  readonly Hash: string;
}

export interface PolicyRecord {
  readonly ID: string;
  readonly Name: string;
  readonly Description: string;
  /** HCL or JSON, as given. */
  readonly Rules: string;
  readonly Datacenters: readonly string[] | null;
  readonly Hash: string;
}

export interface RoleRecord extends AclGrants {
  readonly ID: string;
  readonly Name: string;
  readonly Description: string;
  readonly Hash: string;
}

/** A way to log in as somebody that others know. */
export interface AuthMethodRecord {
  readonly Name: string;
  readonly Type: string;
  readonly DisplayName: string;
  readonly Description: string;
  /** Of the tokens that it makes, in nanoseconds; 0 is without end. */
  readonly MaxTokenTTL: number;
  readonly TokenLocality: string;
  readonly Config: Readonly<Record<string, unknown>>;
}

/** What whoever logs in by a method is given, if the selector fits them. */
export interface BindingRuleRecord {
  readonly ID: string;
  readonly Description: string;
  readonly AuthMethod: string;
  readonly Selector: string;
  readonly BindType: string;
  readonly BindName: string;
}

/** Done once for ever: the first management token was made. */
export interface BootstrapRecord {
  readonly Done: boolean;
}

/** The secret of those who bring none. */
export const ANONYMOUS_SECRET = "anonymous";
