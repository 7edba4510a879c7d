import type { Attribute, Traversal } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { unquoteReference } from "./quoted-reference.ts";
import { listItems, referenceIn } from "./static-view.ts";

/** `[a.b, module.c]`: a list of references, each written as such. */
export function decodeDependsOn(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): readonly Traversal[] {
  if (attribute === undefined) return [];
  const out: Traversal[] = [];
  for (const item of listItems(attribute.expression, diagnostics)) {
    const reference = referenceIn(unquoteReference(item, "references", diagnostics), diagnostics);
    if (reference !== undefined) out.push(reference);
  }
  return out;
}
