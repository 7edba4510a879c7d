/** What is read as written, not evaluated; anything else is reported. */

import {
  absoluteTraversal,
  type Expression,
  type StaticPair,
  staticList,
  staticMap,
  type Traversal,
} from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";

export function listItems(expression: Expression, diagnostics: DiagnosticList): readonly Expression[] {
  const list = staticList(expression);
  if (list.ok) return list.value;
  diagnostics.add(list.diagnostic);
  return [];
}

export function mapPairs(expression: Expression, diagnostics: DiagnosticList): readonly StaticPair[] {
  const map = staticMap(expression);
  if (map.ok) return map.value;
  diagnostics.add(map.diagnostic);
  return [];
}

export function referenceIn(expression: Expression, diagnostics: DiagnosticList): Traversal | undefined {
  const reference = absoluteTraversal(expression);
  if (reference.ok) return reference.traversal;
  diagnostics.add(reference.diagnostic);
  return undefined;
}
