/** The names that an expression sees. */

import type { Func, Value } from "@tutti/values";
import type { Traversal } from "../ast/traversal.ts";
import type { Problem } from "../source/problem.ts";

/**
 * Variables by name. A scope may make a value when it is asked for it, and it
 * may take a reference as a whole, so that `a.b[3].c` never needs a value that
 * holds all of `a`.
 */
export interface VariableScope {
  lookup(name: string): Value | undefined;
  /** For "did you mean". */
  names?(): Iterable<string>;
  /**
   * Asked before `lookup`, with the whole reference. Undefined leaves it to
   * `lookup`; a value is the result of the first `consumed` steps (all, where
   * that is left out), and the rest is done here.
   */
  resolveTraversal?(traversal: Traversal): TraversalResolution | undefined;
  /**
   * Asked for `a.b[key]` with `a.b`: whose items are at hand without a value
   * that holds all of them. A key that it does not know is looked for in that
   * value. Undefined of whatever is no such thing.
   */
  itemsOf?(traversal: Traversal): KeyedItems | undefined;
}

/** Things by key. */
export interface KeyedItems {
  byKey(key: Value): Value | undefined;
}

/** The value of a traversal and how many of its steps it stands for, or what is wrong. */
export type TraversalResolution =
  | { readonly value: Value; readonly consumed?: number; readonly diagnostics?: readonly Problem[] }
  | { readonly value?: undefined; readonly diagnostics: readonly Problem[] };

/** Functions by name; namespaced ones as `provider::x::f`. A `Map` will do. */
export interface FunctionScope {
  get(name: string): Func | undefined;
  keys(): Iterable<string>;
}

/** A name not found in one context is looked for in its parent. */
export interface EvalContext {
  readonly variables?: VariableScope | undefined;
  readonly functions?: FunctionScope | undefined;
  readonly parent?: EvalContext | undefined;
}

/** A scope of values at hand. */
export function scopeOf(
  variables: ReadonlyMap<string, Value> | Readonly<Record<string, Value>>,
): VariableScope {
  const map = variables instanceof Map ? variables : new Map(Object.entries(variables));
  return { lookup: (name) => map.get(name), names: () => map.keys() };
}

/** A context below another one with some more names. */
export function childContext(
  parent: EvalContext | undefined,
  variables: ReadonlyMap<string, Value> | Readonly<Record<string, Value>>,
): EvalContext {
  return { variables: scopeOf(variables), parent };
}
