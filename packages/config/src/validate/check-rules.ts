import type { ErrorKind } from "@tutti/errors";
import { type Diagnostic, type EvalContext, evaluate, hasErrors, type TaggedExtra } from "@tutti/hcl";
import { BOOL, ConversionError, convertOrError, STRING } from "@tutti/values";
import { configError } from "../errors.ts";
import type { CheckRule } from "../module/check.ts";

/** How conditions are met; `error`: it cannot be told, and was reported. */
export type CheckStatus = "pass" | "fail" | "error" | "unknown";

/** What the texts call the kind of condition, and how bad a failure is. */
export interface RuleKind {
  /** "Resource precondition", "Check block assertion" … */
  readonly title: string;
  readonly severity: "error" | "warning";
  /** It is told, too, where a condition cannot be. */
  readonly tellsUnknown?: boolean;
  /** What has the condition, where that is said: `run`. */
  readonly noun?: "run";
  /** Goes with what is said of a condition that is not met, or not known. */
  readonly extra?: TaggedExtra;
}

/** What came of conditions: the worst status, the messages of those that failed, and what is to be told. */
export interface RulesOutcome {
  readonly status: CheckStatus;
  readonly messages: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The same of several, with the places of those that cannot be told yet. */
export interface AllRulesOutcome extends RulesOutcome {
  readonly unknown: readonly number[];
  /** The places of those that ask what is ephemeral: they may come to something else while applying. */
  readonly ephemeral: readonly number[];
}

/** Evaluates conditions of one object; the worst of them is its status. */
export function evaluateRules(
  rules: readonly CheckRule[],
  kind: RuleKind,
  context: EvalContext,
): AllRulesOutcome {
  let status: CheckStatus = "pass";
  const messages: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const unknown: number[] = [];
  const ephemeral: number[] = [];
  for (const [place, rule] of rules.entries()) {
    const outcome = evaluateRule(rule, kind, context);
    diagnostics.push(...outcome.diagnostics);
    messages.push(...outcome.messages);
    if (outcome.status === "unknown") unknown.push(place);
    if (outcome.ephemeral) ephemeral.push(place);
    if (RANK[outcome.status] > RANK[status]) status = outcome.status;
  }
  return { status, messages, diagnostics, unknown, ephemeral };
}

const RANK: Readonly<Record<CheckStatus, number>> = { pass: 0, unknown: 1, fail: 2, error: 3 };

/** The message is worked out first, whatever comes of the condition: what is wrong with it hides the rest. */
function evaluateRule(
  rule: CheckRule,
  kind: RuleKind,
  context: EvalContext,
): RulesOutcome & { readonly ephemeral: boolean } {
  const message = messageOf(rule, context);
  if (hasErrors(message.diagnostics))
    return { status: "error", messages: [], diagnostics: message.diagnostics, ephemeral: false };
  const { status, diagnostics, ephemeral } = evaluateCondition(
    rule,
    context,
    kind.noun === undefined ? CONDITION : RUN_CONDITION,
  );
  const all = [...message.diagnostics, ...diagnostics];
  const { condition } = rule;
  if (condition === undefined || status === "pass" || status === "error")
    return { status, messages: [], diagnostics: all, ephemeral };
  const at = {
    subject: condition.range,
    expression: condition,
    evalContext: context,
    ...(kind.extra === undefined ? {} : { extra: kind.extra }),
  } as const;
  if (status === "unknown") return { ...unknownOutcome(kind, at, all), ephemeral };
  const text = message.text ?? "";
  const detail = text === "" ? UNTOLD_MESSAGE : text;
  const failure: Diagnostic = {
    severity: kind.severity,
    ...configError("condition-failed", kind.title),
    detail,
    ...at,
  };
  // Without a message nothing but the failure is kept.
  const messages = text === "" ? [] : [text];
  return { status: "fail", messages, diagnostics: [...all, failure], ephemeral };
}

/** How it is said that a condition is neither true nor false. */
export interface ConditionWords {
  readonly kind: ErrorKind;
  readonly isNull: string;
  readonly isNoBool: string;
}

const CONDITION: ConditionWords = {
  kind: configError("invalid-condition-result"),
  isNull: "Condition expression must return either true or false, not null.",
  isNoBool: "Invalid condition result value",
};

const RUN_CONDITION: ConditionWords = {
  kind: configError("invalid-condition-of-run"),
  isNull: "Condition expression must return either true or false, not null.",
  isNoBool: "Invalid condition run value",
};

/** What one condition comes to. */
interface ConditionOutcome {
  readonly status: CheckStatus;
  readonly diagnostics: readonly Diagnostic[];
  readonly ephemeral: boolean;
}

/** Whether a condition is met; marks do not count. */
export function evaluateCondition(
  { condition }: CheckRule,
  context: EvalContext,
  words: ConditionWords,
): ConditionOutcome {
  if (condition === undefined) return { status: "error", diagnostics: [], ephemeral: false };
  const { value: raw, diagnostics } = evaluate(condition, context);
  const ephemeral = raw.hasMark("ephemeral");
  if (hasErrors(diagnostics)) return { status: "error", diagnostics, ephemeral };
  const value = raw.withoutMarks();
  if (value.isUnknown) return { status: "unknown", diagnostics, ephemeral };
  const bool = convertOrError(value, BOOL);
  if (!value.isNull && !(bool instanceof ConversionError))
    return { status: bool.asBool ? "pass" : "fail", diagnostics, ephemeral };
  const detail = bool instanceof ConversionError ? `${words.isNoBool}: ${bool.message}.` : words.isNull;
  const at = { subject: condition.range, expression: condition, evalContext: context } as const;
  const invalid: Diagnostic = { severity: "error", ...words.kind, detail, ...at };
  return { status: "error", diagnostics: [...diagnostics, invalid], ephemeral };
}

function unknownOutcome(
  kind: RuleKind,
  at: Pick<Diagnostic, "subject" | "expression" | "evalContext" | "extra">,
  diagnostics: readonly Diagnostic[],
): RulesOutcome {
  if (kind.tellsUnknown !== true) return { status: "unknown", messages: [], diagnostics };
  const warning: Diagnostic = {
    severity: "warning",
    ...configError("condition-known-after-apply", kind.title),
    detail:
      "The condition could not be evaluated at this time, a result will be known when this plan is applied.",
    ...at,
  };
  return { status: "unknown", messages: [], diagnostics: [...diagnostics, warning] };
}

/** What is said of a condition that is not met and whose message cannot be shown. */
export const UNTOLD_MESSAGE =
  "This check failed, but has an invalid error message as described in the other accompanying messages.";

/** The message that a failed condition shows; or why there is none, and what is said of that. */
export interface RuleMessage {
  readonly text?: string;
  /** It could not be worked out, is not known yet, is no text, or must not be shown. */
  readonly problem?: "failed" | "unknown" | "unsuitable" | "null" | "hidden";
  readonly diagnostics: readonly Diagnostic[];
}

export function messageOf({ errorMessage }: CheckRule, context: EvalContext): RuleMessage {
  if (errorMessage === undefined) return { problem: "failed", diagnostics: [] };
  const { value, diagnostics } = evaluate(errorMessage, context);
  if (hasErrors(diagnostics)) return { problem: "failed", diagnostics };
  if (value.isUnknown) return { problem: "unknown", diagnostics };
  const at = { subject: errorMessage.range, expression: errorMessage, evalContext: context } as const;
  const text = convertOrError(value, STRING);
  if (text instanceof ConversionError || text.isNull) {
    const why = text instanceof ConversionError ? text.message : "must not be null";
    const detail = `Unsuitable value for error message: ${why}.`;
    const unsuitable: Diagnostic = {
      severity: "error",
      ...configError("invalid-error-message"),
      detail,
      ...at,
    };
    const problem = text instanceof ConversionError ? "unsuitable" : "null";
    return { problem, diagnostics: [...diagnostics, unsuitable] };
  }
  const mark = ["sensitive", "ephemeral"].find((one) => text.hasMark(one));
  if (mark === undefined) return { text: text.asString.trim(), diagnostics };
  const hidden: Diagnostic = {
    severity: "warning",
    ...configError("error-message-refers-to-hidden-values", mark),
    detail: `The error expression used to explain this condition refers to ${mark} values, so <Tutti> will not display the resulting message.\n\nYou can correct this by removing references to ${mark} values, or by ${mark === "sensitive" ? "carefully using the nonsensitive() function if the expression will not reveal the sensitive data" : "using the ephemeralasnull() function on the references to not reveal ephemeral data"}.`,
    ...at,
  };
  return { problem: "hidden", diagnostics: [...diagnostics, hidden] };
}
