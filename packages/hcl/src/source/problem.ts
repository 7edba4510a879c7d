/** What is wrong and where: a diagnostic without the expression that it came from. */

import type { ErrorCode } from "@tutti/errors";
import type { SourceRange } from "./position.ts";

/** An error stops the command, a warning does not. */
export type Severity = "error" | "warning";

/** What is wrong, where, and how bad it is. */
export interface Problem {
  readonly severity: Severity;
  /** Which kind of error it is; stays where the words change. */
  readonly code: ErrorCode;
  /** A few words, without a full stop. */
  readonly summary: string;
  /** Full sentences: what is wrong and what to do. */
  readonly detail: string;
  /** What the message is about. */
  readonly subject?: SourceRange | undefined;
  /** What to show around the subject; covers it. */
  readonly context?: SourceRange | undefined;
  /** The object it is about ("aws_instance.web[0]"), where it is not about a place in a source. */
  readonly address?: string | undefined;
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

/** What only some diagnostics carry, by kind. */
type DiagnosticExtra = FunctionCallExtra | UnknownFunctionExtra | TaggedExtra;
