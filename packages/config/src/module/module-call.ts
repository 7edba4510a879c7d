import type { Body, Expression, SourceRange, Traversal } from "@tutti/hcl";
import type { ModuleSource } from "../address/module-source.ts";
import type { ProviderReference } from "./provider.ts";
import type { Version } from "./version.ts";

/** A `module` block. */
export interface ModuleCall {
  readonly name: string;
  /** As written; undefined where it was left out or wrong (an error was reported). */
  readonly source: string | undefined;
  /** What the source comes to; undefined where it does. */
  readonly address: ModuleSource | undefined;
  readonly sourceRange: SourceRange | undefined;
  /** What is not known from the block alone: `source` and `address`, or `version`, come to it when the tree is read. */
  readonly early?: EarlyCall | undefined;
  readonly version: Version | undefined;
  /** The arguments: values for the module's variables. */
  readonly config: Body;
  readonly count: Expression | undefined;
  readonly forEach: Expression | undefined;
  /** `enabled` says of a module that is not repeated whether there is an instance. */
  readonly lifecycle: { readonly enabled: Expression | undefined };
  readonly dependsOn: readonly Traversal[];
  readonly providers: readonly PassedProvider[];
  readonly declRange: SourceRange;
}

/** A call whose source or version is made of variables and local values. */
export interface EarlyCall {
  readonly source: Expression | undefined;
  readonly version: Expression | undefined;
  /** A version stands in the block: the source is of a registry. */
  readonly isVersioned: boolean;
}

/** `providers = { inChild = inParent }` */
export interface PassedProvider {
  readonly inChild: ProviderReference;
  readonly inParent: ProviderReference;
}

/** A `backend` block: where the state is kept. */
export interface Backend {
  readonly type: string;
  readonly config: Body;
  readonly typeRange: SourceRange;
  readonly declRange: SourceRange;
}

/** A `cloud` block. */
export interface CloudBlock {
  readonly config: Body;
  readonly declRange: SourceRange;
}

/** An `encryption` block: how states and plans are kept from those who have no key. OpenTofu has it. */
export interface EncryptionBlock {
  readonly config: Body;
  readonly typeRange: SourceRange;
  readonly declRange: SourceRange;
}
