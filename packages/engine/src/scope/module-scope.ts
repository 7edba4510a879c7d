import type { InstanceKey, ModuleInstance } from "@tutti/addresses";
import { formatModule } from "@tutti/addresses";
import type { ModuleNode } from "@tutti/config";
import type { Value } from "@tutti/values";
import type { Expansion, Repetition } from "./repetition.ts";
import type { ResourceValues } from "./resource-values.ts";

/** One instance of a module while it is walked: the values of all that it declares, as far as they are there. */
export class ModuleScope {
  readonly node: ModuleNode;
  readonly instance: ModuleInstance;
  /** `module.a["x"]`; empty for the root. */
  readonly text: string;
  readonly parent: ModuleScope | undefined;
  /** `count.index` and `each` of the block that calls it; its arguments see them. */
  repetition: Repetition | undefined;
  readonly variables = new Map<string, Value>();
  readonly locals = new Map<string, Value>();
  readonly outputs = new Map<string, Value>();
  /** By `formatResourceName`. */
  readonly resources = new Map<string, ResourceValues>();
  readonly calls = new Map<string, CallExpansion>();
  /** How its resources and module blocks are repeated, as far as that was worked out: by key, and by name. */
  readonly expansions = new Map<string, Expansion>();
  readonly callExpansions = new Map<string, Expansion>();

  constructor(node: ModuleNode, instance: ModuleInstance, parent?: ModuleScope, repetition?: Repetition) {
    this.node = node;
    this.instance = instance;
    this.text = formatModule(instance);
    this.parent = parent;
    this.repetition = repetition;
  }

  /** `module.a["x"].` in front of a name in it. */
  qualify(name: string): string {
    return this.text === "" ? name : `${this.text}.${name}`;
  }
}

/** The instances of a module block, in one instance of the module that it stands in. */
export interface CallExpansion {
  readonly kind: Expansion["kind"];
  readonly instances: ReadonlyMap<InstanceKey, ModuleScope>;
  /** The value of `module.a`, once it was asked for. */
  value?: Value;
}
