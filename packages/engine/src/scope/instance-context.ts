import type { InstanceKey } from "@tutti/addresses";
import type {
  EvalContext,
  FunctionScope,
  KeyedItems,
  Traversal,
  TraversalResolution,
  VariableScope,
} from "@tutti/hcl";
import { stringValue, toFloat64, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import { type Name, nameOf } from "../graph/name.ts";
import type { ModuleScope } from "./module-scope.ts";
import { moduleCallValue, moduleOutputValue } from "./module-value.ts";
import type { Repetition } from "./repetition.ts";

/** What is the same for all of one walk. */
export interface WalkFacts {
  readonly workspace: string;
  /** `terraform.applying` */
  readonly applying: Value;
  /** `path.cwd` */
  readonly directory: string;
  functionsFor(scope: ModuleScope): FunctionScope;
  /** Traversals that are only indexed by `count.index` or `each.key`: they may see a value that still changes. */
  readonly keyed: WeakSet<Traversal>;
}

/** The names that one instance of one block sees. As light as can be: one is made for each instance. */
class InstanceScope implements VariableScope {
  readonly #facts: WalkFacts;
  readonly #module: ModuleScope;
  readonly #repetition: Repetition | undefined;
  readonly #self: Value | undefined;

  constructor(facts: WalkFacts, module: ModuleScope, repetition?: Repetition, self?: Value) {
    this.#facts = facts;
    this.#module = module;
    this.#repetition = repetition;
    this.#self = self;
  }

  lookup(name: string): Value | undefined {
    return name === "self" ? this.#self : undefined;
  }

  resolveTraversal(traversal: Traversal): TraversalResolution | undefined {
    const name = nameOf(traversal);
    if (name === undefined) return undefined;
    if (name.kind === "resource") return this.#resource(traversal, name);
    if (name.kind === "module") return this.#moduleCall(name);
    const value = this.#named(name);
    return value === undefined ? undefined : { value, consumed: name.consumed };
  }

  /** A resource's instance by any key needs no value of all of them. */
  itemsOf(traversal: Traversal): KeyedItems | undefined {
    const name = nameOf(traversal);
    return name?.kind === "resource" &&
      name.consumed === traversal.steps.length &&
      name.instanceKey === undefined
      ? this.#module.resources.get(name.key)
      : undefined;
  }

  #named(name: Name & { kind: Exclude<Name["kind"], "resource" | "module"> }): Value | undefined {
    switch (name.kind) {
      case "var":
        return this.#module.variables.get(name.name) ?? UNKNOWN_DYNAMIC;
      case "local":
        return this.#module.locals.get(name.name) ?? UNKNOWN_DYNAMIC;
      case "count":
        return this.#repetition?.countIndex;
      case "each":
        return name.name === "key" ? this.#repetition?.eachKey : this.#repetition?.eachValue;
      case "path":
        return this.#path(name.name);
      case "terraform":
        return name.name === "workspace" ? stringValue(this.#facts.workspace) : this.#facts.applying;
      case "output":
        return this.#module.outputs.get(name.name) ?? UNKNOWN_DYNAMIC;
      case "self":
        return this.#self;
      case "run":
        return undefined;
    }
  }

  #path(name: string): Value {
    if (name === "cwd") return stringValue(this.#facts.directory);
    return stringValue(name === "module" ? this.#module.node.module.directory : ".");
  }

  #resource(traversal: Traversal, name: Name & { kind: "resource" }): TraversalResolution {
    const values = this.#module.resources.get(name.key);
    if (values === undefined) return { value: UNKNOWN_DYNAMIC, consumed: name.consumed };
    if (name.instanceKey !== undefined) {
      const value = values.byKey(name.instanceKey);
      if (value !== undefined) return { value, consumed: name.consumed + 1 };
    }
    const value = this.#facts.keyed.has(traversal) ? values.live(this.#key) : values.whole();
    return { value, consumed: name.consumed };
  }

  /** The key of this instance, where it has one. */
  get #key(): InstanceKey {
    const { eachKey, countIndex } = this.#repetition ?? {};
    if (eachKey?.isKnown === true) return eachKey.asString;
    return countIndex?.isKnown === true ? toFloat64(countIndex.asNumber) : undefined;
  }

  #moduleCall(name: Name & { kind: "module" }): TraversalResolution | undefined {
    const call = this.#module.calls.get(name.name);
    if (call === undefined) return { value: UNKNOWN_DYNAMIC, consumed: 1 };
    if (name.output !== undefined) {
      const value = moduleOutputValue(call, name.instanceKey, name.output);
      if (value !== undefined) return { value, consumed: name.instanceKey === undefined ? 2 : 3 };
    }
    return { value: moduleCallValue(call), consumed: 1 };
  }
}

export function contextOf(
  facts: WalkFacts,
  module: ModuleScope,
  repetition?: Repetition,
  self?: Value,
): EvalContext {
  return {
    variables: new InstanceScope(facts, module, repetition, self),
    functions: facts.functionsFor(module),
  };
}
