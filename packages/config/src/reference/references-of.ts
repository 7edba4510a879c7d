import { type Diagnostic, type Expression, traversalsOf } from "@tutti/hcl";
import { parseReference } from "./parse-reference.ts";
import type { Reference } from "./reference.ts";

/** All references of an expression, and what is wrong with them. */
export interface References {
  readonly references: readonly Reference[];
  readonly diagnostics: readonly Diagnostic[];
}

const NONE: References = { references: [], diagnostics: [] };
const found = new WeakMap<Expression, References>();

/** Everything an expression refers to outside of itself. Worked out once for each expression. */
export function referencesOf(expression: Expression): References {
  if (expression.kind === "literal") return NONE;
  const known = found.get(expression);
  if (known !== undefined) return known;
  const references: Reference[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const traversal of traversalsOf(expression)) {
    const result = parseReference(traversal);
    if (result.reference !== undefined) references.push(result.reference);
    diagnostics.push(...result.diagnostics);
  }
  const result = references.length === 0 && diagnostics.length === 0 ? NONE : { references, diagnostics };
  found.set(expression, result);
  return result;
}
