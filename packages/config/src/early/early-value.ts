import { type Diagnostic, type EvalContext, type Expression, errorDiagnostic, evaluate } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { unmarkDeep } from "@tutti/values";
import { configError } from "../errors.ts";

/**
 * The value of an expression that is needed before anything is planned. It is
 * written down where everybody reads it (the manifest of modules, the data
 * directory), so nothing sensitive may be part of it.
 */
export function earlyValue(
  expression: Expression,
  context: EvalContext,
  what: string,
): { readonly value: Value | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = evaluate(expression, context);
  if (diagnostics.length > 0) return { value: undefined, diagnostics };
  const { value: plain, marks } = unmarkDeep(value);
  if (marks.size === 0) return { value: plain, diagnostics };
  const detail = `A sensitive or ephemeral value cannot be used for ${what}: it is written down in files that hide nothing.`;
  return {
    value: undefined,
    diagnostics: [
      errorDiagnostic(configError("sensitive-value-in-static-context"), detail, expression.range),
    ],
  };
}
