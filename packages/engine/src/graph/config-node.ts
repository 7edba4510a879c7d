import type { Check, Local, ModuleNode, Output, ProviderConfig, Resource, Variable } from "@tutti/config";
import type { Traversal } from "@tutti/hcl";
import type { ProviderSchema, Schema } from "@tutti/plugin";
import type { ActionBlock } from "./action-blocks.ts";
import type { CompiledBody } from "./compile-body.ts";
import type { ProviderAddress } from "./provider-address.ts";

/** An object of the configuration, in all instances of its module at once. */
export type ConfigNode =
  | {
      readonly kind: "variable";
      readonly id: string;
      readonly module: ModuleNode;
      readonly variable: Variable;
    }
  | { readonly kind: "local"; readonly id: string; readonly module: ModuleNode; readonly local: Local }
  | { readonly kind: "output"; readonly id: string; readonly module: ModuleNode; readonly output: Output }
  /** Works out the instances of a module block. */
  | { readonly kind: "expand"; readonly id: string; readonly module: ModuleNode }
  /** All inside of a module has ended. */
  | { readonly kind: "close"; readonly id: string; readonly module: ModuleNode }
  | ResourceNode
  | { readonly kind: "check"; readonly id: string; readonly module: ModuleNode; readonly check: Check }
  | ProviderNode;

export interface ResourceNode {
  readonly kind: "resource";
  readonly id: string;
  readonly module: ModuleNode;
  readonly resource: Resource;
  readonly provider: ProviderAddress;
  readonly schema: Schema;
  readonly body: CompiledBody;
  /** Everything it refers to, meta-arguments included. */
  readonly traversals: readonly Traversal[];
}

export interface ProviderNode {
  readonly kind: "provider";
  /** The text of its address. */
  readonly id: string;
  readonly module: ModuleNode;
  readonly source: string;
  /** Undefined: there is no block, the configuration is empty. */
  readonly config: ProviderConfig | undefined;
  readonly body: CompiledBody | undefined;
  readonly schema: ProviderSchema;
}

/** Nodes in an order in which each stands behind all that it waits for. */
export interface ConfigGraph {
  readonly nodes: readonly ConfigNode[];
  /** By node: the places in `nodes` of what it waits for. */
  readonly after: readonly (readonly number[])[];
  readonly byId: ReadonlyMap<string, number>;
  /** By node: what it refers to, and the module in which that is said. */
  readonly references: readonly References[];
  /** Actions are no nodes: what they refer to, the resources that trigger them refer to. By their ids. */
  readonly actions: ReadonlyMap<string, ActionBlock>;
}

/** References of a node; those of a variable of a module stand in the module that calls. */
export interface References {
  readonly traversals: readonly Traversal[];
  readonly scope: ModuleNode;
}
