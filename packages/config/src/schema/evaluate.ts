import type { EvalContext, Evaluated, Expression } from "@tutti/hcl";

/** Evaluates one expression, with what its place in the configuration adds. */
export type Evaluate = (expression: Expression, context: EvalContext | undefined) => Evaluated;
