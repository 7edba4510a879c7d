/** Expressions read as what is written, not as what they come to. */

import type { Expression } from "../ast/expression.ts";
import { createTraversal, type Traversal } from "../ast/traversal.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { jsonTraversal } from "../json/json-static.ts";

/** The expression as a reference with constant keys, if it is one. `true`, `false` and `null` count as names here. */
export function traversalIn(expression: Expression): Traversal | undefined {
  switch (expression.kind) {
    case "scope-traversal":
      return expression.traversal;
    case "relative-traversal": {
      const source = traversalIn(expression.source);
      if (source === undefined) return undefined;
      return createTraversal(source.rootName, source.rootRange, [...source.steps, ...expression.steps]);
    }
    case "literal": {
      const { value, range } = expression;
      if (value.isNull) return createTraversal("null", range, []);
      if (!value.isKnown || value.type.kind !== "bool") return undefined;
      return createTraversal(String(value.asBool), range, []);
    }
    case "object-key":
      return expression.parenthesized ? undefined : traversalIn(expression.wrapped);
    case "scoped":
      return traversalIn(expression.inner);
    case "json":
      return jsonTraversal(expression.node);
    default:
      return undefined;
  }
}

/** A single name on its own: `string`, `any`, `self`. */
export function keywordOf(expression: Expression): string | undefined {
  const traversal = traversalIn(expression);
  return traversal !== undefined && traversal.steps.length === 0 ? traversal.rootName : undefined;
}

/** The traversal that an expression is, or why it is none. */
export type AbsoluteTraversal =
  | { readonly ok: true; readonly traversal: Traversal }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** As `traversalIn`, with what to tell the user where it is none. */
export function absoluteTraversal(expression: Expression): AbsoluteTraversal {
  const traversal = traversalIn(expression);
  if (traversal !== undefined) return { ok: true, traversal };
  return {
    ok: false,
    diagnostic: errorDiagnostic(
      hclError("invalid-expression"),
      "A single static variable reference is required: only attribute access and indexing with constant keys. No calculations, function calls, template expressions, etc are allowed here.",
      expression.range,
    ),
  };
}
