/** One run of `evaluate`: collects diagnostics while the constructs evaluate each other. */

import type { ErrorKind } from "@tutti/errors";
import type { Value } from "@tutti/values";
import type { Expression } from "../ast/expression.ts";
import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";
import type { EvalContext } from "../scope/context.ts";
import type { SourceRange } from "../source/range.ts";

export type Evaluate = (state: EvalState, expression: Expression, context: EvalContext | undefined) => Value;

/** What a message is about, and what may be shown with it. */
export interface Blame {
  readonly subject: SourceRange;
  readonly context?: SourceRange | undefined;
  readonly expression?: Expression | undefined;
  readonly evalContext?: EvalContext | undefined;
  readonly extra?: Diagnostic["extra"];
}

export class EvalState {
  diagnostics: Diagnostic[] = [];
  readonly #evaluate: Evaluate;

  constructor(evaluate: Evaluate) {
    this.#evaluate = evaluate;
  }

  value(expression: Expression, context: EvalContext | undefined): Value {
    return this.#evaluate(this, expression, context);
  }

  /** Evaluates with diagnostics kept apart, for results that may not be used. */
  apart(
    expression: Expression,
    context: EvalContext | undefined,
  ): { readonly value: Value; readonly diagnostics: readonly Diagnostic[] } {
    const outer = this.diagnostics;
    this.diagnostics = [];
    const value = this.#evaluate(this, expression, context);
    const { diagnostics } = this;
    this.diagnostics = outer;
    return { value, diagnostics };
  }

  report(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.diagnostics.push(diagnostic);
  }

  error(kind: ErrorKind, detail: string, blame: Blame): void {
    this.diagnostics.push({ severity: "error", ...kind, detail, ...blame });
  }

  mark(): number {
    return this.diagnostics.length;
  }

  failedSince(mark: number): boolean {
    return this.diagnostics.length > mark && hasErrors(this.diagnostics.slice(mark));
  }
}
