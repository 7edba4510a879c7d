/**
 * Finds `a.b[count.index]` and `a.b[each.key]`, of resources and of modules: references that mean one
 * instance, the one with our own key. All others mean the resource or module as a whole.
 */

import type { Expression, Traversal } from "@tutti/hcl";
import { idOf } from "./build-graph.ts";
import type { ResourceNode } from "./config-node.ts";
import { nameOf } from "./name.ts";

/** Puts the traversals of `a.b` in such references into `keyed`. */
export function findKeyedReferences(expression: Expression, keyed: WeakSet<Traversal>): void {
  walkExpressions(expression, (at) => {
    if (at.kind !== "index" || at.collection.kind !== "scope-traversal" || at.key.kind !== "scope-traversal")
      return;
    const { traversal } = at.collection;
    const target = nameOf(traversal);
    if (target?.kind !== "resource" && target?.kind !== "module") return;
    if (traversal.steps.length !== target.consumed) return;
    const key = nameOf(at.key.traversal);
    const own =
      (key?.kind === "count" && key.name === "index") || (key?.kind === "each" && key.name === "key");
    if (own && at.key.traversal.steps.length === 1) keyed.add(traversal);
  });
}

/** Every expression inside of one, itself first. The tree is plain data, so what looks like a node is one. */
export function walkExpressions(expression: Expression, visit: (expression: Expression) => void): void {
  visit(expression);
  for (const child of partsOf(expression)) walkExpressions(child, visit);
}

function partsOf(at: Expression): readonly Expression[] {
  switch (at.kind) {
    case "relative-traversal":
      return [at.source];
    case "call":
      return at.args;
    case "conditional":
      return [at.condition, at.trueResult, at.falseResult];
    case "index":
      return [at.collection, at.key];
    case "tuple":
      return at.items;
    case "object":
      return at.items.flatMap(({ key, value }) => [key, value]);
    case "object-key":
    case "template-wrap":
      return [at.wrapped];
    case "for":
      return [at.collection, at.keyResult, at.valueResult, at.condition].filter((part) => part !== undefined);
    case "splat":
      return [at.source, at.each];
    case "template":
      return at.parts;
    case "template-join":
      return [at.tuple];
    case "binary":
      return [at.left, at.right];
    case "unary":
      return [at.operand];
    case "parentheses":
    case "scoped":
      return [at.inner];
    case "literal":
    case "scope-traversal":
    case "splat-item":
    case "syntax-error":
    case "json":
      return [];
  }
}

/** Ids of resources that the node refers to only by its own key. */
export function keyedResources(node: ResourceNode, keyed: WeakSet<Traversal>): ReadonlySet<string> {
  const own = new Set<string>();
  const whole = new Set<string>();
  for (const traversal of node.traversals) {
    const name = nameOf(traversal);
    if (name?.kind !== "resource") continue;
    (keyed.has(traversal) ? own : whole).add(idOf(node.module, name.key));
  }
  for (const id of whole) own.delete(id);
  return own;
}
