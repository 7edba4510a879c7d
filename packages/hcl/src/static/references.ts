/** What an expression refers to. */

import type { Expression } from "../ast/expression.ts";
import type { Traversal } from "../ast/traversal.ts";
import { isLocal, walkExpression } from "./walk.ts";

/** All references to names outside of the expression, in the order written. */
export function traversalsOf(expression: Expression): readonly Traversal[] {
  if (expression.kind === "literal") return [];
  if (expression.kind === "scope-traversal") return [expression.traversal];
  const out: Traversal[] = [];
  walkExpression(expression, (part, locals) => {
    if (part.kind === "scope-traversal" && !isLocal(locals, part.traversal.rootName)) {
      out.push(part.traversal);
    }
  });
  return out;
}
