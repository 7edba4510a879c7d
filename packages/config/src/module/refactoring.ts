import type { ConfigResource, ModuleInstance, ModulePath, ResourceInstance } from "@tutti/addresses";
import type { Expression, SourceRange } from "@tutti/hcl";
import type { ProviderReference } from "./provider.ts";
import type { Provisioner } from "./resource.ts";

/** What a `moved` or `import` block names, relative to the module that it stands in. */
export type MoveEndpoint =
  | { readonly kind: "module"; readonly module: ModuleInstance; readonly range: SourceRange }
  /** Every instance of the resource, unless it has a key of its own. */
  | {
      readonly kind: "resource";
      readonly instance: ResourceInstance;
      readonly range: SourceRange;
    };

/** A `moved` block. */
export interface Moved {
  readonly from: MoveEndpoint;
  readonly to: MoveEndpoint;
  readonly declRange: SourceRange;
}

/** A `removed` block: what is forgotten (or destroyed) since it is no longer declared. */
export interface Removed {
  readonly from:
    | { readonly kind: "module"; readonly path: ModulePath }
    | { readonly kind: "resource"; readonly resource: ConfigResource };
  readonly destroy: boolean;
  readonly provisioners: readonly Provisioner[];
  readonly declRange: SourceRange;
}

/** An `import` block. */
export interface Import {
  /** May hold `each.key` in its indexes. */
  readonly to: Expression;
  /** The resource that `to` names, whichever its keys. */
  readonly toResource: ConfigResource;
  /** The text of `to`, where it has no keys that are computed. */
  readonly toKey: string | undefined;
  /** Undefined where it was left out (an error was reported). */
  readonly id: Expression | undefined;
  /** In place of `id`; never beside it. */
  readonly identity?: Expression | undefined;
  readonly forEach: Expression | undefined;
  readonly provider: ProviderReference | undefined;
  /** Of the whole argument. */
  readonly providerRange: SourceRange | undefined;
  readonly declRange: SourceRange;
}
