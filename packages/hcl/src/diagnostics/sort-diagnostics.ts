import type { Diagnostic } from "./diagnostic.ts";

/** In the order in which they are shown: warnings before errors, without a place before with one, then by place. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted(compare);
}

function compare(a: Diagnostic, b: Diagnostic): number {
  if (a.severity !== b.severity) return a.severity === "warning" ? -1 : 1;
  if (a.subject === undefined || b.subject === undefined) {
    return Number(a.subject !== undefined) - Number(b.subject !== undefined);
  }
  const order = compareFilenames(a.subject.filename, b.subject.filename);
  if (order !== 0) return order;
  return a.subject.start.byte - b.subject.start.byte || a.subject.end.byte - b.subject.end.byte;
}

/** A file that lies less deep comes first. */
function compareFilenames(a: string, b: string): number {
  const depth = a.split("/").length - b.split("/").length;
  if (depth !== 0) return depth;
  return a === b ? 0 : a < b ? -1 : 1;
}
