/** `count` and `for_each`: how many instances, and which. */

import { configError, enabledProblem } from "@tutti/config";
import type { ErrorKind } from "@tutti/errors";
import {
  CAUSED_BY_CONFIDENTIAL,
  CAUSED_BY_UNKNOWN,
  type Diagnostic,
  type EvalContext,
  type Expression,
  errorDiagnostic,
  evaluate,
  hasErrors,
} from "@tutti/hcl";
import {
  BOOL,
  ConversionError,
  compareNumbers,
  convertOrError,
  isInteger,
  NUMBER,
  toFloat64,
  typeFriendlyName,
  unmarkDeep,
  type Value,
} from "@tutti/values";
import type { Expansion } from "./repetition.ts";

export interface ExpansionResult {
  readonly expansion: Expansion;
  readonly diagnostics: readonly Diagnostic[];
  /** Nothing is wrong but that it is not known yet: it may be once what it refers to is there. */
  readonly isNotYetKnown?: boolean;
}

interface Repeated {
  readonly count: Expression | undefined;
  readonly forEach: Expression | undefined;
  readonly lifecycle?: { readonly enabled: Expression | undefined };
}

const SINGLE: ExpansionResult = { expansion: { kind: "single" }, diagnostics: [] };

export function evaluateExpansion(block: Repeated, context: EvalContext): ExpansionResult {
  if (block.count !== undefined) return evaluateCount(block.count, context);
  if (block.forEach !== undefined) return evaluateForEach(block.forEach, context);
  const enabled = block.lifecycle?.enabled;
  return enabled === undefined ? SINGLE : evaluateEnabled(enabled, context);
}

function evaluateEnabled(expression: Expression, context: EvalContext): ExpansionResult {
  const { value, diagnostics } = evaluate(expression, context);
  const fail = (detail: string, kind = configError("invalid-enabled-argument")): ExpansionResult =>
    failure("enabled", kind, detail, expression, context, diagnostics);
  if (hasErrors(diagnostics)) return { expansion: { kind: "unknown", by: "enabled" }, diagnostics };
  const converted = convertOrError(value, BOOL);
  if (converted instanceof ConversionError)
    return fail(`Invalid expression value: ${converted.message}.`, configError("incorrect-value-type"));
  const problem = enabledProblem(converted);
  if (problem !== undefined) return fail(problem);
  return { expansion: { kind: converted.withoutMarks().asBool ? "single" : "disabled" }, diagnostics };
}

function evaluateCount(expression: Expression, context: EvalContext): ExpansionResult {
  const { value: marked, diagnostics } = evaluate(expression, context);
  const fail = (detail: string, kind = configError("invalid-count-argument")): ExpansionResult =>
    failure("count", kind, detail, expression, context, diagnostics);
  if (hasErrors(diagnostics)) return { expansion: { kind: "unknown", by: "count" }, diagnostics };
  if (marked.hasMark("ephemeral")) {
    return fail(
      'The given "count" is derived from an ephemeral value, which means that <Tutti> cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify the number of resource instances.',
    );
  }
  const value = unmarkDeep(marked).value;
  if (value.isNull) return fail('The given "count" argument value is null. An integer is required.');
  if (value.isUnknown) {
    // What the names in it are says nothing of it.
    const unknown = errorDiagnostic(configError("invalid-count-argument"), COUNT_UNKNOWN, expression.range);
    return {
      expansion: { kind: "unknown", by: "count" },
      diagnostics: [...diagnostics, unknown],
      isNotYetKnown: true,
    };
  }
  const number = convertOrError(value, NUMBER);
  if (number instanceof ConversionError) {
    return fail(`Invalid expression value: ${number.message}.`, configError("incorrect-value-type"));
  }
  if (compareNumbers(number.asNumber, 0) < 0) {
    return fail('The given "count" argument value is unsuitable: must be greater than or equal to zero.');
  }
  if (!isInteger(number.asNumber) || compareNumbers(number.asNumber, MAX_COUNT) > 0) {
    return fail(
      'The given "count" argument value is unsuitable: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
    );
  }
  return { expansion: { kind: "count", count: toFloat64(number.asNumber) }, diagnostics };
}

const MAX_COUNT = 2 ** 63;

const COUNT_UNKNOWN =
  'The "count" value depends on resource attributes that cannot be determined until apply, so <Tutti> cannot predict how many instances will be created. To work around this, use the -target argument to first apply only the resources that the count depends on.';

function failure(
  by: "count" | "for_each" | "enabled",
  kind: ErrorKind,
  detail: string,
  expression: Expression,
  evalContext: EvalContext,
  before: readonly Diagnostic[],
  cause?: typeof CAUSED_BY_CONFIDENTIAL | typeof CAUSED_BY_UNKNOWN,
): ExpansionResult {
  const diagnostic: Diagnostic = {
    severity: "error",
    ...kind,
    detail,
    subject: expression.range,
    expression,
    evalContext,
    ...(cause === undefined ? {} : { extra: { kind: "tagged", tags: new Set([cause]) } }),
  };
  return { expansion: { kind: "unknown", by }, diagnostics: [...before, diagnostic] };
}

function evaluateForEach(expression: Expression, context: EvalContext): ExpansionResult {
  const { value, diagnostics } = evaluate(expression, context);
  if (hasErrors(diagnostics)) return { expansion: { kind: "unknown", by: "for_each" }, diagnostics };
  const problem = forEachProblem(value) ?? setProblem(value);
  if (problem !== undefined) {
    const [kind, detail] = problem;
    const confidential = value.hasMark("sensitive") || value.hasMark("ephemeral");
    const isNotYetKnown = detail === SET_UNKNOWN || detail === MAP_UNKNOWN;
    const cause = confidential ? CAUSED_BY_CONFIDENTIAL : isNotYetKnown ? CAUSED_BY_UNKNOWN : undefined;
    const failed = failure("for_each", kind, detail, expression, context, diagnostics, cause);
    return isNotYetKnown ? { ...failed, isNotYetKnown } : failed;
  }
  return { expansion: { kind: "for_each", over: value.withoutMarks() }, diagnostics };
}

type Problem = readonly [kind: ErrorKind, detail: string];
const INVALID = configError("invalid-for-each-argument");

function forEachProblem(value: Value): Problem | undefined {
  if (value.hasMark("sensitive")) {
    return [
      INVALID,
      "Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments. If used, the sensitive value could be exposed as a resource instance key.",
    ];
  }
  if (value.hasMark("ephemeral")) {
    return [
      INVALID,
      'The given "for_each" value is derived from an ephemeral value, which means that <Tutti> cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify a resource\'s instance keys.',
    ];
  }
  if (value.isNull) {
    return [
      INVALID,
      'The given "for_each" argument value is unsuitable: the given "for_each" argument value is null. A map, or set of strings is allowed.',
    ];
  }
  if (value.isUnknown) return [INVALID, value.type.kind === "set" ? SET_UNKNOWN : MAP_UNKNOWN];
  if (!["map", "object", "set"].includes(value.type.kind)) {
    return [
      INVALID,
      `The given "for_each" argument value is unsuitable: the "for_each" argument must be a map, or set of strings, and you have provided a value of type ${typeFriendlyName(value.type)}.`,
    ];
  }
  return undefined;
}

/** A set must hold known strings. */
function setProblem(value: Value): Problem | undefined {
  if (value.type.kind !== "set") return undefined;
  if (
    value.asItems.length > 0 &&
    value.type.element.kind !== "string" &&
    value.type.element.kind !== "dynamic"
  ) {
    return [
      configError("invalid-for-each-set-argument"),
      `The given "for_each" argument value is unsuitable: "for_each" supports maps and sets of strings, but you have provided a set containing type ${typeFriendlyName(value.type.element)}.`,
    ];
  }
  for (const item of value.asItems) {
    if (item.isUnknown) return [INVALID, SET_UNKNOWN];
    if (item.isNull) {
      return [
        configError("invalid-for-each-set-argument"),
        'The given "for_each" argument value is unsuitable: "for_each" sets must not contain null values.',
      ];
    }
  }
  return undefined;
}

const WORKAROUND =
  "Alternatively, you could use the -target planning option to first apply only the resources that the for_each value depends on, and then apply a second time to fully converge.";
const BETTER =
  "When working with unknown values in for_each, it's better to use a map value where the keys are defined statically in your configuration and where only the values contain apply-time results.";
const SET_UNKNOWN = `The "for_each" set includes values derived from resource attributes that cannot be determined until apply, and so <Tutti> cannot determine the full set of keys that will identify the instances of this resource.\n\n${BETTER}\n\n${WORKAROUND}`;
const MAP_UNKNOWN = `The "for_each" map includes keys derived from resource attributes that cannot be determined until apply, and so <Tutti> cannot determine the full set of keys that will identify the instances of this resource.\n\nWhen working with unknown values in for_each, it's better to define the map keys statically in your configuration and place apply-time results only in the map values.\n\n${WORKAROUND}`;
