/** The `validation` blocks of a variable; their texts differ from those of other conditions. */

import type { CheckRule, InputValue, Variable } from "@tutti/config";
import { type Diagnostic, type EvalContext, errorDiagnostic, rangeText, type SourceRange } from "@tutti/hcl";
import { engineError } from "../errors.ts";
import type { CheckStatus } from "./check-book.ts";
import { type ConditionWords, evaluateCondition, messageOf, type RuleMessage } from "./check-rules.ts";
import type { ModuleScope } from "./module-scope.ts";
import type { Walk } from "./walk.ts";

const WORDS: ConditionWords = {
  kind: engineError("invalid-variable-validation-result"),
  isNull: "Validation condition expression must return either true or false, not null.",
  isNoBool: "Invalid validation condition result value",
};

/** False where one does not hold, or cannot be asked: it was reported. */
export function validateVariable(
  walk: Walk,
  scope: ModuleScope,
  variable: Variable,
  configAddress: string,
  given: InputValue | undefined,
): boolean {
  const validations = walk.asked(variable.validations);
  if (validations.length === 0) return true;
  const context = walk.context(scope);
  const isBlamed =
    given?.source.kind === "test" || (given?.source.kind === "file" && scope.parent !== undefined);
  const subject = isBlamed ? given.source.range : variable.declRange;
  let status: CheckStatus = "pass";
  const messages: string[] = [];
  for (const rule of validations) {
    const outcome = evaluateCondition(rule, context, WORDS);
    walk.report(outcome.diagnostics);
    if (outcome.status === "unknown" && status === "pass") status = "unknown";
    if (outcome.status === "error") status = "error";
    if (outcome.status !== "fail") continue;
    const message = messageOf(rule, context);
    const text = textOf(message);
    status = text === undefined ? "error" : "fail";
    if (text !== undefined) {
      messages.push(text);
      walk.report([failure(text, rule, subject, context)]);
    }
    walk.report(messageProblems(message, rule, context));
  }
  walk.checks.report(configAddress, scope.qualify(`var.${variable.name}`), status, messages);
  return status === "pass" || status === "unknown";
}

/** Undefined where nothing is said of the condition itself, only of its message. */
function textOf({ text, problem }: RuleMessage): string | undefined {
  switch (problem) {
    case "hidden":
      return "The error message included a sensitive value, so it will not be displayed.";
    case "null":
    case "unsuitable":
      return "Failed to evaluate condition error message.";
    default:
      return text;
  }
}

const UNKNOWN =
  "Unsuitable value for error message: expression refers to values that won't be known until the apply phase.";

function messageProblems(
  { problem, diagnostics }: RuleMessage,
  { errorMessage: expression }: CheckRule,
  evalContext: EvalContext,
): readonly Diagnostic[] {
  if (problem === "failed" || problem === "unknown") {
    const unknown = errorDiagnostic(engineError("invalid-error-message"), UNKNOWN, expression?.range);
    return [...diagnostics, { ...unknown, expression, evalContext }];
  }
  if (problem === "null") return [];
  if (problem !== "hidden") return diagnostics;
  // Here what must not be shown is an error.
  return diagnostics.map((one) => ({
    ...one,
    severity: "error",
    detail: one.detail.replace(", so <Tutti> will", ". <Tutti> will"),
  }));
}

function failure(text: string, rule: CheckRule, subject: SourceRange, evalContext: EvalContext): Diagnostic {
  const detail = `${text}\n\nThis was checked by the validation rule at ${rangeText(rule.declRange)}.`;
  const expression = rule.condition;
  return {
    ...errorDiagnostic(engineError("invalid-value-for-variable"), detail, subject),
    expression,
    evalContext,
  };
}
