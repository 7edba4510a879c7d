import type { CheckRule } from "@tutti/config";
import { type Diagnostic, type EvalContext, evaluate, hasErrors } from "@tutti/hcl";
import { BOOL, ConversionError, convertOrError, STRING, type Value } from "@tutti/values";
import type { CheckStatus } from "./check-book.ts";

/** What the texts call the kind of condition, and how bad a failure is. */
export interface RuleKind {
  /** "Resource precondition", "Check block assertion" … */
  readonly title: string;
  readonly severity: "error" | "warning";
}

export interface RulesOutcome {
  readonly status: CheckStatus;
  readonly messages: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The same of several, with the places of those that cannot be told yet. */
export interface AllRulesOutcome extends RulesOutcome {
  readonly unknown: readonly number[];
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
  for (const [place, rule] of rules.entries()) {
    const outcome = evaluateRule(rule, kind, context);
    diagnostics.push(...outcome.diagnostics);
    messages.push(...outcome.messages);
    if (outcome.status === "unknown") unknown.push(place);
    if (RANK[outcome.status] > RANK[status]) status = outcome.status;
  }
  return { status, messages, diagnostics, unknown };
}

const RANK: Readonly<Record<CheckStatus, number>> = { pass: 0, unknown: 1, fail: 2, error: 3 };

function evaluateRule(rule: CheckRule, kind: RuleKind, context: EvalContext): RulesOutcome {
  const { condition } = rule;
  if (condition === undefined) return { status: "error", messages: [], diagnostics: [] };
  const { value: raw, diagnostics } = evaluate(condition, context);
  const at = { subject: condition.range, expression: condition, evalContext: context } as const;
  if (hasErrors(diagnostics)) return { status: "error", messages: [], diagnostics };
  const value = raw.withoutMarks();
  if (value.isUnknown) return unknownOutcome(kind, at, diagnostics);
  const invalid = (detail: string): RulesOutcome => ({
    status: "error",
    messages: [],
    diagnostics: [...diagnostics, { severity: "error", summary: "Invalid condition result", detail, ...at }],
  });
  if (value.isNull) return invalid("Condition expression must return either true or false, not null.");
  const bool = convertOrError(value, BOOL);
  if (bool instanceof ConversionError) return invalid(`Invalid condition result value: ${bool.message}.`);
  if (bool.asBool) return { status: "pass", messages: [], diagnostics };
  const message = messageOf(rule, context);
  const failure: Diagnostic = {
    severity: kind.severity,
    summary: `${kind.title} failed`,
    detail: message.text,
    ...at,
  };
  return {
    status: "fail",
    messages: [message.text],
    diagnostics: [...diagnostics, failure, ...message.diagnostics],
  };
}

function unknownOutcome(
  kind: RuleKind,
  at: Pick<Diagnostic, "subject" | "expression" | "evalContext">,
  diagnostics: readonly Diagnostic[],
): RulesOutcome {
  if (kind.severity === "error") return { status: "unknown", messages: [], diagnostics };
  const warning: Diagnostic = {
    severity: "warning",
    summary: `${kind.title} known after apply`,
    detail:
      "The condition could not be evaluated at this time, a result will be known when this plan is applied.",
    ...at,
  };
  return { status: "unknown", messages: [], diagnostics: [...diagnostics, warning] };
}

const NO_MESSAGE =
  "This check failed, but has an invalid error message as described in the other accompanying messages.";

/** The message that a failed condition shows, and what is wrong with the message itself. */
export function messageOf(
  rule: CheckRule,
  context: EvalContext,
): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const { errorMessage } = rule;
  if (errorMessage === undefined) return { text: NO_MESSAGE, diagnostics: [] };
  const { value, diagnostics } = evaluate(errorMessage, context);
  if (hasErrors(diagnostics)) return { text: NO_MESSAGE, diagnostics };
  const at = { subject: errorMessage.range, expression: errorMessage, evalContext: context } as const;
  const refuse = (summary: string, detail: string): { text: string; diagnostics: readonly Diagnostic[] } => ({
    text: NO_MESSAGE,
    diagnostics: [...diagnostics, { severity: "error", summary, detail, ...at }],
  });
  if (value.isUnknown) return { text: NO_MESSAGE, diagnostics };
  const text = convertOrError(value, STRING);
  if (text instanceof ConversionError || text.isNull) {
    return refuse(
      "Invalid error message",
      `Unsuitable value for error message: ${text instanceof ConversionError ? text.message : "must not be null"}.`,
    );
  }
  const marked = refusedMark(text);
  if (marked !== undefined) {
    return refuse(
      `Error message refers to ${marked} values`,
      `The error expression used to explain this condition refers to ${marked} values, so <Tutti> will not display the resulting message.\n\nYou can correct this by removing references to ${marked} values${marked === "sensitive" ? ", or by carefully using the nonsensitive() function if the expression will not reveal the sensitive data" : ""}.`,
    );
  }
  return { text: text.asString.trim(), diagnostics };
}

function refusedMark(value: Value): "sensitive" | "ephemeral" | undefined {
  if (value.hasMark("sensitive")) return "sensitive";
  return value.hasMark("ephemeral") ? "ephemeral" : undefined;
}
