/** What is wrong with a source, as data: where, why and, for expressions, with which values. */

import type { Expression } from "../ast/expression.ts";
import type { EvalContext } from "../eval/context.ts";
import type { SourceRange } from "../source/range.ts";

export type Severity = "error" | "warning";

export interface Diagnostic {
  readonly severity: Severity;
  /** A few words, without a full stop. */
  readonly summary: string;
  /** Full sentences: what is wrong and what to do. */
  readonly detail: string;
  /** What the message is about. */
  readonly subject?: SourceRange | undefined;
  /** What to show around the subject; covers it. */
  readonly context?: SourceRange | undefined;
  /** The expression that was evaluated and the names it saw, so that a rendering can show their values. */
  readonly expression?: Expression | undefined;
  readonly evalContext?: EvalContext | undefined;
  /** The object it is about ("aws_instance.web[0]"), where it is not about a place in a source. */
  readonly address?: string | undefined;
  /** A stable short name, for machines. */
  readonly code?: string | undefined;
  /** Facts that a caller may react to. */
  readonly extra?: DiagnosticExtra | undefined;
}

/** A failed call: of which function, and why, in the function's own words. */
export interface FunctionCallExtra {
  readonly kind: "function-call";
  readonly functionName: string;
  readonly message: string | undefined;
}

/** A call of a function that is not there; `namespace` ends in "::" or is empty. */
export interface UnknownFunctionExtra {
  readonly kind: "unknown-function";
  readonly functionName: string;
  readonly namespace: string;
}

/** What other rooms add: tags like "caused by unknown". */
export interface TaggedExtra {
  readonly kind: "tagged";
  readonly tags: ReadonlySet<string>;
}

export type DiagnosticExtra = FunctionCallExtra | UnknownFunctionExtra | TaggedExtra;

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
