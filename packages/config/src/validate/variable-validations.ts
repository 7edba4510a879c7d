/** The `validation` blocks of a variable; their texts differ from those of other conditions. */

import { type Diagnostic, type EvalContext, errorDiagnostic, rangeText, type SourceRange } from "@tutti/hcl";
import { configError } from "../errors.ts";
import type { CheckRule } from "../module/check.ts";
import {
  type CheckStatus,
  type ConditionWords,
  evaluateCondition,
  messageOf,
  type RuleMessage,
  type RulesOutcome,
} from "./check-rules.ts";

const WORDS: ConditionWords = {
  kind: configError("invalid-variable-validation-result"),
  isNull: "Validation condition expression must return either true or false, not null.",
  isNoBool: "Invalid validation condition result value",
};

/** What came of all of them. */
interface ValidationsOutcome extends RulesOutcome {
  /** One of them asks what is ephemeral: it may come to something else while applying. */
  readonly ephemeral: boolean;
}

/** Asks the `validation` blocks of a variable; `subject` is what is blamed: the value given, or the variable; a default in a module that is called is at no place. */
export function evaluateValidations(
  validations: readonly CheckRule[],
  context: EvalContext,
  subject: SourceRange | undefined,
): ValidationsOutcome {
  let status: CheckStatus = "pass";
  let ephemeral = false;
  const messages: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const rule of validations) {
    const outcome = evaluateCondition(rule, context, WORDS);
    diagnostics.push(...outcome.diagnostics);
    ephemeral ||= outcome.ephemeral;
    if (outcome.status === "unknown" && status === "pass") status = "unknown";
    if (outcome.status === "error") status = "error";
    if (outcome.status !== "fail") continue;
    const message = messageOf(rule, context);
    const text = textOf(message);
    status = text === undefined ? "error" : "fail";
    if (text !== undefined) {
      messages.push(text);
      diagnostics.push(failure(text, rule, subject, context));
    }
    diagnostics.push(...messageProblems(message, rule, context));
  }
  return { status, messages, diagnostics, ephemeral };
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
    const unknown = errorDiagnostic(configError("invalid-error-message"), UNKNOWN, expression?.range);
    return [...diagnostics, { ...unknown, expression, evalContext }];
  }
  if (problem === "null") return [];
  if (problem !== "hidden") return diagnostics;
  // Here what must not be shown is an error, with the words of both kinds alike.
  return diagnostics.map((one) => ({
    ...one,
    severity: "error",
    detail: one.detail
      .replace(", so <Tutti> will", ". <Tutti> will")
      .replace(
        "using the ephemeralasnull() function on the references to not reveal ephemeral data",
        "carefully using the ephemeralasnull() function if the expression will not reveal the ephemeral data",
      ),
  }));
}

function failure(
  text: string,
  rule: CheckRule,
  subject: SourceRange | undefined,
  evalContext: EvalContext,
): Diagnostic {
  const detail = `${text}\n\nThis was checked by the validation rule at ${rangeText(rule.declRange)}.`;
  const expression = rule.condition;
  return {
    ...errorDiagnostic(configError("invalid-value-for-variable"), detail, subject),
    expression,
    evalContext,
  };
}
