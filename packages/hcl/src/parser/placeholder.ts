import { UNKNOWN_DYNAMIC } from "@tutti/values";
import type { LiteralExpression } from "../ast/expression.ts";
import type { SourceRange } from "../source/range.ts";

/** What stands in the tree where there was no expression. */
export function placeholder(range: SourceRange): LiteralExpression {
  return { kind: "literal", value: UNKNOWN_DYNAMIC, range };
}
