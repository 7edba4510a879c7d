/** What is wrong with a source, as data: where, why and, for expressions, with which values. */

import type { ErrorKind } from "@tutti/errors";
import type { Expression } from "../ast/expression.ts";
import type { EvalContext } from "../scope/context.ts";
import type { SourceRange } from "../source/position.ts";
import type { Problem } from "../source/problem.ts";

export type {
  FunctionCallExtra,
  Severity,
  TaggedExtra,
  UnknownFunctionExtra,
} from "../source/problem.ts";

/** A problem with what stands around it: shown with its source and the values it saw. */
export interface Diagnostic extends Problem {
  /** The expression that was evaluated and the names it saw, so that a rendering can show their values. */
  readonly expression?: Expression | undefined;
  readonly evalContext?: EvalContext | undefined;
}

/** In the order in which they were found. */
export type Diagnostics = readonly Diagnostic[];

/** Whether there is more than warnings. */
export function hasErrors(diagnostics: Diagnostics): boolean {
  for (const diagnostic of diagnostics) if (diagnostic.severity === "error") return true;
  return false;
}

/** An error: its kind, a sentence, the place to underline, and the lines to show around it. */
export function errorDiagnostic(
  kind: ErrorKind,
  detail: string,
  subject?: SourceRange,
  context?: SourceRange,
): Diagnostic {
  return { severity: "error", code: kind.code, summary: kind.summary, detail, subject, context };
}

/** A warning: as an error, but the work goes on. */
export function warningDiagnostic(
  kind: ErrorKind,
  detail: string,
  subject?: SourceRange,
  context?: SourceRange,
): Diagnostic {
  return { severity: "warning", code: kind.code, summary: kind.summary, detail, subject, context };
}
