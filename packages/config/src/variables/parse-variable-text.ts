import { evaluate, hasErrors, parseExpression } from "@tutti/hcl";
import { stringValue, type Value } from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import type { Variable } from "../module/named-value.ts";

/** Text from the environment, the command line or a prompt: as it is, or an expression where the type is no primitive one. */
export function parseVariableText(
  variable: Variable,
  text: string,
  diagnostics: DiagnosticList,
): Value | undefined {
  if (variable.parsing === "literal") return stringValue(text);
  const parsed = parseExpression(text, `<value for var.${variable.name}>`);
  diagnostics.addAll(parsed.diagnostics);
  if (hasErrors(parsed.diagnostics)) return undefined;
  const { value, diagnostics: found } = evaluate(parsed.expression, undefined);
  return diagnostics.addAll(found) ? value : undefined;
}
