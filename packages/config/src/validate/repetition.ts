import { CAUSED_BY_CONFIDENTIAL, type Expression, hasErrors, type SourceRange } from "@tutti/hcl";
import {
  BOOL,
  convert,
  DYNAMIC,
  isInteger,
  NUMBER,
  STRING,
  signOf,
  type Type,
  typeFriendlyName,
  UNKNOWN_DYNAMIC,
  type Value,
} from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { UnknownScope } from "./unknown-scope.ts";

/** Evaluates and converts; what is wrong is reported, and then nothing comes back. */
export function evaluateAs(
  expression: Expression,
  type: Type,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): Value | undefined {
  const { value, diagnostics: found } = scope.evaluate(expression);
  diagnostics.addAll(found);
  if (hasErrors(found)) return undefined;
  const converted = type === DYNAMIC ? { ok: true as const, value } : convert(value, type);
  if (converted.ok) return converted.value;
  diagnostics.add({
    severity: "error",
    ...configError("incorrect-value-type"),
    detail: `Invalid expression value: ${converted.error.message}.`,
    subject: expression.range,
    expression,
    evalContext: scope.context,
  });
  return undefined;
}

const BAD_COUNT = configError("invalid-count-argument");
const RANGE = "between -9223372036854775808 and 9223372036854775807";

export function validateCount(
  expression: Expression,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): void {
  const value = evaluateAs(expression, NUMBER, scope, diagnostics);
  const problem = value === undefined ? undefined : countProblem(value);
  if (problem !== undefined) diagnostics.error(BAD_COUNT, problem, expression.range);
}

function countProblem(value: Value): string | undefined {
  if (value.hasMark("ephemeral")) {
    return 'The given "count" is derived from an ephemeral value, which means that <Tutti> cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify the number of resource instances.';
  }
  if (value.isNull) return 'The given "count" argument value is null. An integer is required.';
  if (!value.isKnown) return undefined;
  const number = value.withoutMarks().asNumber;
  const unsuitable = 'The given "count" argument value is unsuitable:';
  if (!isInteger(number)) return `${unsuitable} value must be a whole number, ${RANGE}.`;
  if (signOf(number) < 0) return `${unsuitable} must be greater than or equal to zero.`;
  return undefined;
}

/** `limit` of a list. */
export function validateLimit(
  expression: Expression,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): void {
  const value = evaluateAs(expression, NUMBER, scope, diagnostics);
  const problem = value === undefined || value.isUnknown ? undefined : limitProblem(value);
  if (problem !== undefined)
    diagnostics.error(configError("invalid-limit-argument"), problem, expression.range);
}

/** What keeps a known value from being a number of objects; the same while it is asked for. */
export function limitProblem(value: Value): string | undefined {
  const number = value.withoutMarks();
  if (number.isNull) return undefined;
  return isInteger(number.asNumber) && signOf(number.asNumber) > 0
    ? undefined
    : 'The "limit" of a list says how many objects it gives at most: a whole number, and at least 1.';
}

/** `enabled` of a lifecycle block. */
export function validateEnabled(
  expression: Expression,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): void {
  const value = evaluateAs(expression, BOOL, scope, diagnostics);
  const problem = value === undefined || value.isUnknown ? undefined : enabledProblem(value);
  if (problem !== undefined)
    diagnostics.error(configError("invalid-enabled-argument"), problem, expression.range);
}

/** What keeps a value from saying whether there is an object; the same while planning. */
export function enabledProblem(value: Value): string | undefined {
  const given = 'The "enabled" of a lifecycle block';
  if (value.hasMark("ephemeral"))
    return `${given} is derived from an ephemeral value, which cannot be kept between plan and apply. Use a value that is not ephemeral.`;
  if (value.hasMark("sensitive"))
    return `${given} is derived from a sensitive value, which the plan would show. Use a value that is not sensitive.`;
  if (value.isNull) return `${given} is null. Give true or false.`;
  if (value.isUnknown)
    return `${given} depends on resource attributes that cannot be determined until apply, so it is not known whether there will be an object. Use a value that is known, or apply first what it depends on with -target.`;
  return undefined;
}

/** What stands between the brackets behind a provider. */
export function validateProviderKey(
  expression: Expression | undefined,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): void {
  const value = expression && evaluateAs(expression, DYNAMIC, scope, diagnostics);
  if (expression === undefined || value === undefined) return;
  if (value.isUnknown && !value.hasMark("sensitive") && !value.hasMark("ephemeral")) return;
  const key = providerKeyOf(value, "");
  if (!key.ok) diagnostics.error(configError("invalid-provider-instance-key"), key.detail, expression.range);
}

/** The key that a value is, as a text; or what keeps it from being one. The same while planning. */
export function providerKeyOf(
  value: Value,
  address: string,
): { readonly ok: true; readonly key: string } | { readonly ok: false; readonly detail: string } {
  const refuse = (detail: string) => ({ ok: false, detail }) as const;
  if (value.hasMark("sensitive"))
    return refuse("A provider instance key must not be derived from a sensitive value.");
  if (value.hasMark("ephemeral"))
    return refuse("A provider instance key must not be derived from an ephemeral value.");
  if (value.isNull) return refuse("A provider instance key must not be null.");
  if (value.isUnknown)
    return refuse(
      `The provider instance key for ${address} depends on values that cannot be determined until apply, and so <Tutti> cannot select a provider instance to create a plan for this resource instance.`,
    );
  const converted = convert(value, STRING);
  if (converted.ok) return { ok: true, key: converted.value.asString };
  return refuse(`The given instance key is unsuitable: ${converted.error.message}.`);
}

const BAD_FOR_EACH = configError("invalid-for-each-argument");
const BAD_SET = configError("invalid-for-each-set-argument");
const UNSUITABLE = 'The given "for_each" argument value is unsuitable:';

export function validateForEach(
  expression: Expression,
  scope: UnknownScope,
  diagnostics: DiagnosticList,
): void {
  const value = evaluateAs(expression, DYNAMIC, scope, diagnostics) ?? UNKNOWN_DYNAMIC;
  const { range } = expression;
  const refuse = (detail: string): void =>
    diagnostics.add({
      severity: "error",
      ...BAD_FOR_EACH,
      detail,
      subject: range,
      expression,
      evalContext: scope.context,
      extra: { kind: "tagged", tags: new Set([CAUSED_BY_CONFIDENTIAL]) },
    });
  if (value.hasMark("ephemeral")) {
    refuse(
      'The given "for_each" value is derived from an ephemeral value, which means that <Tutti> cannot persist it between plan/apply rounds. Use only non-ephemeral values to specify a resource\'s instance keys.',
    );
  }
  if (value.hasMark("sensitive")) {
    refuse(
      "Sensitive values, or values derived from sensitive values, cannot be used as for_each arguments. If used, the sensitive value could be exposed as a resource instance key.",
    );
    return;
  }
  if (value.isNull) {
    diagnostics.error(
      BAD_FOR_EACH,
      `${UNSUITABLE} the given "for_each" argument value is null. A map, or set of strings is allowed.`,
      range,
    );
    return;
  }
  const { type } = value;
  if (type.kind === "dynamic" || type.kind === "map" || type.kind === "object") return;
  if (type.kind !== "set") {
    diagnostics.error(
      BAD_FOR_EACH,
      `${UNSUITABLE} the "for_each" argument must be a map, or set of strings, and you have provided a value of type ${typeFriendlyName(type)}.`,
      range,
    );
    return;
  }
  validateSet(value, range, diagnostics);
}

function validateSet(value: Value, range: SourceRange, diagnostics: DiagnosticList): void {
  if (value.type.kind !== "set" || !value.isWhollyKnown) return;
  const { element } = value.type;
  if (
    element.kind !== "string" &&
    !(element.kind === "dynamic" && value.withoutMarks().asItems.length === 0)
  ) {
    diagnostics.error(
      BAD_SET,
      `${UNSUITABLE} "for_each" supports maps and sets of strings, but you have provided a set containing type ${typeFriendlyName(element)}.`,
      range,
    );
    return;
  }
  if (value.withoutMarks().asItems.some((item) => item.isNull)) {
    diagnostics.error(BAD_SET, `${UNSUITABLE} "for_each" sets must not contain null values.`, range);
  }
}
