import { evaluateValidations, type InputValue, type Variable } from "@tutti/config";
import type { ModuleScope } from "./module-scope.ts";
import type { Walk } from "./walk.ts";

/** False where a `validation` block of a variable does not hold, or cannot be asked: it was reported. */
export function validateVariable(
  walk: Walk,
  scope: ModuleScope,
  variable: Variable,
  configAddress: string,
  given: InputValue | undefined,
): boolean {
  const validations = walk.asked(variable.validations);
  if (validations.length === 0) return true;
  const isBlamed =
    given?.source.kind === "test" || (given?.source.kind === "file" && scope.parent !== undefined);
  const subject = isBlamed ? given.source.range : variable.declRange;
  const outcome = evaluateValidations(validations, walk.context(scope), subject);
  const { status, messages, diagnostics, ephemeral } = outcome;
  walk.report(diagnostics);
  if (ephemeral) walk.checks.askAgain(configAddress);
  walk.checks.report(configAddress, scope.qualify(`var.${variable.name}`), status, messages);
  return status === "pass" || status === "unknown";
}
