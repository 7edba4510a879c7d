import type { Diagnostic } from "@tutti/hcl";

/** A diagnostic, and in how many more places the same is to be said. */
export interface ShownDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly more: number;
}

/**
 * Of warnings with one summary only the first is shown: an outdated form that a
 * configuration uses a hundred times would hide all else. What a `check` block
 * says is about the objects, and stands for itself; and so does what has no place.
 */
export function consolidateWarnings(diagnostics: readonly Diagnostic[]): readonly ShownDiagnostic[] {
  const more = new Map<string, number>();
  const shown: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const known = isAlike(diagnostic) ? more.get(diagnostic.summary) : undefined;
    if (known === undefined) shown.push(diagnostic);
    if (isAlike(diagnostic)) more.set(diagnostic.summary, known === undefined ? 0 : known + 1);
  }
  return shown.map((diagnostic) => {
    const count = isAlike(diagnostic) ? (more.get(diagnostic.summary) ?? 0) : 0;
    return { diagnostic: withCount(diagnostic, count), more: count };
  });
}

function isAlike({ severity, subject, extra }: Diagnostic): boolean {
  if (severity !== "warning" || subject === undefined) return false;
  return extra?.kind !== "tagged" || !extra.tags.has("check");
}

function withCount(diagnostic: Diagnostic, more: number): Diagnostic {
  if (more === 0) return diagnostic;
  const words =
    more === 1 ? "(and one more similar warning elsewhere)" : `(and ${more} more similar warnings elsewhere)`;
  const { detail } = diagnostic;
  return { ...diagnostic, detail: detail === "" ? words : `${detail}\n\n${words}` };
}
