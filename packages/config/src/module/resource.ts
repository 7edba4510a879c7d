import type { ResourceName } from "@tutti/addresses";
import type { Body, Expression, SourceRange, Traversal } from "@tutti/hcl";
import type { ActionTrigger } from "./action.ts";
import type { CheckRule } from "./check.ts";
import type { ProviderReference } from "./provider.ts";
import type { Rollout } from "./rollout.ts";

/** A `resource`, `data` or `ephemeral` block, or a `list` block of a query file. */
export interface Resource extends ResourceName {
  /** `formatResourceName` of it: its key in `Module.resources`. */
  readonly key: string;
  /** What is left of the body for the provider's schema. */
  readonly config: Body;
  readonly count: Expression | undefined;
  readonly forEach: Expression | undefined;
  readonly dependsOn: readonly Traversal[];
  /** As written in `provider = …`; the default configuration of the type's prefix where it is absent. */
  readonly provider: ProviderReference | undefined;
  /** The provider's source address, as `registry.terraform.io/hashicorp/aws`. */
  readonly providerSource: string;
  readonly preconditions: readonly CheckRule[];
  readonly postconditions: readonly CheckRule[];
  readonly lifecycle: Lifecycle;
  /** Of managed resources: the default for its provisioners. */
  readonly connection: Connection | undefined;
  readonly provisioners: readonly Provisioner[];
  /** A data source that belongs to a `check` block: the check's name. */
  readonly inCheck: string | undefined;
  /** Of `list` blocks: how much is wanted. */
  readonly listing?: Listing;
  /** The header of the block. */
  readonly declRange: SourceRange;
  readonly typeRange: SourceRange;
}

/** What a `list` block says beside what its provider understands. */
export interface Listing {
  /** Whether the objects are wanted, and not their identities alone; undefined: they are not. */
  readonly includeResource: Expression | undefined;
  /** Undefined: `LIST_LIMIT`. */
  readonly limit: Expression | undefined;
}

/** So many objects a list gives where it does not say. */
export const LIST_LIMIT = 100;

/** A `lifecycle` block. */
export interface Lifecycle {
  /** Whether there is an object at all, of a block that is not repeated; undefined: there is. */
  readonly enabled: Expression | undefined;
  readonly createBeforeDestroy: boolean;
  /** Written in the configuration, and so not to be inherited from dependents. */
  readonly createBeforeDestroySet: boolean;
  readonly preventDestroy: boolean;
  readonly preventDestroySet: boolean;
  /** Relative to the resource: the root name is the attribute. */
  readonly ignoreChanges: readonly Traversal[];
  readonly ignoreAllChanges: boolean;
  readonly replaceTriggeredBy: readonly Expression[];
  /** Of managed resources: what is invoked before or after something is done. */
  readonly actionTriggers: readonly ActionTrigger[];
  /** Of managed resources whose objects carry services: how they are made anew; undefined: in Terraform's order. */
  readonly rollout: Rollout | undefined;
}

/** What holds where there is no `lifecycle` block. */
export const DEFAULT_LIFECYCLE: Lifecycle = {
  enabled: undefined,
  createBeforeDestroy: false,
  createBeforeDestroySet: false,
  preventDestroy: false,
  preventDestroySet: false,
  ignoreChanges: [],
  ignoreAllChanges: false,
  replaceTriggeredBy: [],
  actionTriggers: [],
  rollout: undefined,
};

/** A `connection` block. */
export interface Connection {
  readonly config: Body;
  readonly declRange: SourceRange;
}

/** A `provisioner` block. */
export interface Provisioner {
  readonly type: string;
  readonly config: Body;
  readonly connection: Connection | undefined;
  readonly when: "create" | "destroy";
  readonly onFailure: "fail" | "continue";
  readonly declRange: SourceRange;
  readonly typeRange: SourceRange;
}
