/** Functions that decide themselves which of their arguments are evaluated. */

import {
  type ArgumentProblem,
  BOOL,
  boolValue,
  DYNAMIC,
  type Func,
  FuncError,
  type LazyArgument,
  UNKNOWN_DYNAMIC,
  unknownNotNull,
  Value,
} from "@tutti/values";
import { anyParam, type FunctionGroup } from "../define.ts";

/** `can` and `try`. */
export const CONTROL: FunctionGroup = {
  can: lazyFunction("True if the expression has a value.", {
    params: [{ ...anyParam("expression"), lazy: true }],
    callLazy: ([expression]) => {
      const result = expression?.evaluate();
      if (result?.ok !== true) return boolValue(false);
      return result.value.isWhollyKnown ? boolValue(true) : unknownNotNull(BOOL);
    },
  }),
  try: lazyFunction("The value of the first expression that has one.", {
    params: [],
    varParam: { ...anyParam("expressions"), lazy: true },
    callLazy: firstOf,
  }),
};

function lazyFunction(
  description: string,
  spec: Pick<Func, "params" | "varParam"> & Required<Pick<Func, "callLazy">>,
): Func {
  return { description, returnType: () => DYNAMIC, call: () => UNKNOWN_DYNAMIC, ...spec };
}

/**
 * While a value is not wholly known, a later argument may turn out to be the
 * one, with another type: then nothing can be said.
 */
function firstOf(expressions: readonly LazyArgument[]): Value | FuncError {
  if (expressions.length === 0) return new FuncError("at least one argument is required");
  const problems: ArgumentProblem[] = [];
  for (const expression of expressions) {
    const result = expression.evaluate();
    if (result.ok) return result.value.isWhollyKnown ? result.value : Value.unknown(DYNAMIC);
    problems.push(...result.problems);
  }
  const list = problems.map(({ summary, detail, place }) => {
    const where = place === undefined ? "" : ` (at ${place})`;
    return `- ${summary}${where}\n  ${detail}\n`;
  });
  return new FuncError(
    `no expression succeeded:\n${list.join("")}\nAt least one expression must produce a successful result`,
  );
}
