/** What is wrong with a source, as data: where, why and, for expressions, with which values. */

import type { Expression } from "../ast/expression.ts";
import type { EvalContext } from "../eval/context.ts";
import type { SourceRange } from "../source/position.ts";
import type { Problem } from "./problem.ts";

export type {
  DiagnosticExtra,
  FunctionCallExtra,
  Problem,
  Severity,
  TaggedExtra,
  UnknownFunctionExtra,
} from "./problem.ts";

export interface Diagnostic extends Problem {
  /** The expression that was evaluated and the names it saw, so that a rendering can show their values. */
  readonly expression?: Expression | undefined;
  readonly evalContext?: EvalContext | undefined;
}

export type Diagnostics = readonly Diagnostic[];

export function hasErrors(diagnostics: Diagnostics): boolean {
  for (const diagnostic of diagnostics) if (diagnostic.severity === "error") return true;
  return false;
}

export function errorDiagnostic(
  summary: string,
  detail: string,
  subject?: SourceRange,
  context?: SourceRange,
): Diagnostic {
  return { severity: "error", summary, detail, subject, context };
}

export function warningDiagnostic(
  summary: string,
  detail: string,
  subject?: SourceRange,
  context?: SourceRange,
): Diagnostic {
  return { severity: "warning", summary, detail, subject, context };
}
