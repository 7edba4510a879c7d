/** Going over an expression's parts, any depth, without recursion. */

import type { Expression } from "../ast/expression.ts";
import type { JsonNode, JsonString } from "../ast/json-node.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import { templateIn } from "../json/json-static.ts";
import { keywordOf } from "./keyword.ts";

/** Names that hide those outside: of a `for`. */
export interface LocalNames {
  readonly names: readonly string[];
  readonly parent: LocalNames | undefined;
}

/** Whether a `for` around the place has bound this name. */
export function isLocal(locals: LocalNames | undefined, name: string): boolean {
  for (let at = locals; at !== undefined; at = at.parent) if (at.names.includes(name)) return true;
  return false;
}

/** Visits the expression and all in it, outer before inner, in the order written. */
export function walkExpression(
  root: Expression,
  visit: (expression: Expression, locals: LocalNames | undefined) => void,
): void {
  const stack: { readonly expression: Expression; readonly locals: LocalNames | undefined }[] = [
    { expression: root, locals: undefined },
  ];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { expression, locals } = at;
    visit(expression, locals);
    const parts = partsOf(expression, locals);
    for (let index = parts.length - 1; index >= 0; index--) {
      const part = parts[index];
      if (part !== undefined) stack.push(part);
    }
  }
}

interface Part {
  readonly expression: Expression;
  readonly locals: LocalNames | undefined;
}

function partsOf(expression: Expression, locals: LocalNames | undefined): readonly Part[] {
  if (expression.kind === "for") {
    const { keyName, valueName, collection, keyResult, valueResult, condition } = expression;
    const inner = { names: keyName === undefined ? [valueName] : [keyName, valueName], parent: locals };
    const parts: Part[] = [{ expression: collection, locals }];
    for (const part of [keyResult, valueResult, condition]) {
      if (part !== undefined) parts.push({ expression: part, locals: inner });
    }
    return parts;
  }
  if (expression.kind === "scoped") {
    const inner = { names: [...expression.names.keys()], parent: locals };
    return [{ expression: expression.inner, locals: inner }];
  }
  return childrenOf(expression).map((child) => ({ expression: child, locals }));
}

const NONE: readonly Expression[] = [];

function childrenOf(expression: Exclude<Expression, { kind: "for" | "scoped" }>): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "scope-traversal":
    case "splat-item":
    case "syntax-error":
      return NONE;
    case "relative-traversal":
      return [expression.source];
    case "call":
      return expression.args;
    case "conditional":
      return [expression.condition, expression.trueResult, expression.falseResult];
    case "index":
      return [expression.collection, expression.key];
    case "tuple":
      return expression.items;
    case "object":
      return expression.items.flatMap(({ key, value }) => [key, value]);
    case "object-key":
      // A naked name is a text and refers to nothing.
      return !expression.parenthesized && keywordOf(expression.wrapped) !== undefined
        ? NONE
        : [expression.wrapped];
    case "splat":
      return [expression.source, expression.each];
    case "template":
      return expression.parts;
    case "template-wrap":
      return [expression.wrapped];
    case "template-join":
      return [expression.tuple];
    case "binary":
      return [expression.left, expression.right];
    case "unary":
      return [expression.operand];
    case "parentheses":
      return [expression.inner];
    case "json":
      return templatesIn(expression.node);
  }
}

/** The templates of all strings in a JSON value. */
function templatesIn(node: JsonNode): readonly Expression[] {
  const out: Expression[] = [];
  const add = (text: JsonString): void => {
    const { expression, diagnostics } = templateIn(text);
    if (!hasErrors(diagnostics)) out.push(expression);
  };
  const visit = (inner: JsonNode): void => {
    if (inner.kind === "string") add(inner);
    else if (inner.kind === "array") inner.items.forEach(visit);
    else if (inner.kind === "object") {
      for (const { name, nameRange, value } of inner.members) {
        add({ kind: "string", value: name, range: nameRange });
        visit(value);
      }
    }
  };
  visit(node);
  return out;
}
