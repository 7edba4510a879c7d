/** Arguments of functions that evaluate them themselves: `try`, `can`, `templatestring`. */

import type { ArgumentForm, LazyArgument, Value } from "@tutti/values";
import type { Expression } from "../ast/expression.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import type { EvalContext } from "../scope/context.ts";
import { rangeText } from "../source/range.ts";
import type { EvalState } from "./eval-state.ts";

/** `known` is the value where there is one already. */
export function lazyArgument(
  state: EvalState,
  expression: Expression,
  context: EvalContext | undefined,
  known: Value | undefined,
): LazyArgument {
  return {
    form: formOf(expression),
    evaluate: () => {
      if (known !== undefined) return { ok: true, value: known };
      const { value, diagnostics } = state.apart(expression, context);
      if (!hasErrors(diagnostics)) return { ok: true, value };
      const problems = diagnostics.map(({ summary, detail, subject }) => ({
        summary,
        detail,
        place: subject === undefined ? undefined : rangeText(subject),
      }));
      return { ok: false, problems };
    },
  };
}

function formOf(expression: Expression): ArgumentForm {
  switch (expression.kind) {
    case "scope-traversal":
      return "reference";
    case "relative-traversal":
      return formOf(expression.source) === "reference" ? "reference" : "other";
    case "index":
      return formOf(expression.collection) === "reference" ? "reference" : "other";
    case "literal":
      return expression.value.type.kind === "string" ? "literal-text" : "other";
    case "template":
      return expression.parts.every((part) => part.kind === "literal") ? "literal-text" : "template";
    case "template-wrap":
      return "wrapped-reference";
    default:
      return "other";
  }
}
