import type { Expression } from "../ast/expression.ts";
import { startRangeOfNode } from "../ast/json-node.ts";
import { rangeBetween, type SourceRange } from "../source/range.ts";

/** The part of an expression that best stands for it where only a little may be underlined. */
export function startRangeOf(expression: Expression): SourceRange {
  switch (expression.kind) {
    case "call":
      return rangeBetween(expression.nameRange, expression.openParenRange);
    case "conditional":
      return startRangeOf(expression.condition);
    case "index":
    case "tuple":
    case "object":
    case "for":
      return expression.openRange;
    case "splat":
      return expression.markerRange;
    case "object-key":
      return startRangeOf(expression.wrapped);
    case "template": {
      const [first] = expression.parts;
      return first === undefined ? expression.range : startRangeOf(first);
    }
    case "template-join":
      return startRangeOf(expression.tuple);
    case "binary":
      return startRangeOf(expression.left);
    case "unary":
      return expression.symbolRange;
    case "parentheses":
      return startRangeOf(expression.inner);
    case "scoped":
      return startRangeOf(expression.inner);
    case "json":
      return startRangeOfNode(expression.node);
    default:
      return expression.range;
  }
}
