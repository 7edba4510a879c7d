import { type Expression, traversalsOf } from "@tutti/hcl";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { parseReference } from "../reference/parse-reference.ts";

/** Each item names one resource; its keys may use `count.index` and `each.key`. */
export function checkTriggers(items: readonly Expression[], diagnostics: DiagnosticList): void {
  // As Terraform: the first item that is wrong speaks for those behind it.
  for (const item of items) {
    const own = new DiagnosticList();
    checkTrigger(item, own);
    if (!diagnostics.addAll(own.all)) return;
  }
}

function checkTrigger(item: Expression, diagnostics: DiagnosticList): void {
  let resources = 0;
  for (const traversal of traversalsOf(item)) {
    const { reference, diagnostics: found } = parseReference(traversal);
    diagnostics.addAll(found);
    const kind = reference?.subject.kind;
    if (kind === undefined || found.length > 0) continue;
    if (kind === "resource" || kind === "instance") {
      resources += 1;
      continue;
    }
    const { subject } = reference ?? {};
    if (subject?.kind === "count" || subject?.kind === "each") {
      const only = subject.kind === "count" ? "index" : "key";
      if (subject.name === only) continue;
      diagnostics.error(
        configError("invalid-name-in-replace-triggered-by-expression", subject.kind),
        `Only ${subject.kind}.${only} may be used in replace_triggered_by.`,
        item.range,
      );
      continue;
    }
    diagnostics.error(
      configError("invalid-reference-in-replace-triggered-by-expression"),
      "Only resources, count.index, and each.key may be used in replace_triggered_by.",
      item.range,
    );
  }
  if (resources === 1) return;
  diagnostics.error(
    configError("invalid-replace-triggered-by-expression"),
    resources === 0
      ? "Missing resource reference in replace_triggered_by expression."
      : "Multiple resource references in replace_triggered_by expression.",
    item.range,
  );
}
