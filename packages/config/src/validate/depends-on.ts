import { rangeBetween, type Traversal } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { parseReference } from "../reference/parse-reference.ts";
import type { UnknownScope } from "./unknown-scope.ts";

/** Each names a whole object that is there. */
export function validateDependsOn(
  traversals: readonly Traversal[],
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): void {
  const before = diagnostics.errorCount;
  for (const traversal of traversals) {
    const { reference, diagnostics: found } = parseReference(traversal);
    diagnostics.addAll(found);
    if (reference === undefined) continue;
    const [first] = reference.remaining;
    const last = reference.remaining.at(-1);
    if (first !== undefined && last !== undefined) {
      diagnostics.error(
        configError("invalid-depends-on-reference"),
        "References in depends_on must be to a whole object (resource, etc), not to an attribute of an object.",
        rangeBetween(first.range, last.range),
      );
    }
    if (diagnostics.errorCount === before) diagnostics.addAll(scope.checkAll([reference]));
  }
}
