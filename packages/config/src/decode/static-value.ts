import { type Attribute, type Expression, evaluate, startRangeOf } from "@tutti/hcl";
import { BOOL, convert, DYNAMIC, STRING, type Type, type Value } from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";

/** Whether an expression refers to nothing and calls nothing: it has its value where it stands. */
export function isLiteral(expression: Expression): boolean {
  // Without any context a string of JSON is no template.
  return evaluate(expression, {}).diagnostics.length === 0;
}

/** The value of an expression that may refer to nothing. */
export function decodeStatic(
  expression: Expression,
  type: Type,
  diagnostics: DiagnosticList,
): Value | undefined {
  const { value, diagnostics: found } = evaluate(expression, undefined);
  const clean = diagnostics.addAll(found);
  const unsuitable = (why: string): undefined => {
    diagnostics.error(
      configError("unsuitable-value-type"),
      `Unsuitable value: ${why}`,
      startRangeOf(expression),
      expression.range,
    );
  };
  const converted = convert(value, type);
  if (!converted.ok) return unsuitable(converted.error.message);
  if (type !== DYNAMIC && !converted.value.isWhollyKnown) return unsuitable("value must be known");
  return clean ? converted.value : undefined;
}

/** A text, or undefined where there is none; null is refused. */
export function decodeString(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): string | undefined {
  return decodePrimitive(attribute, STRING, diagnostics)?.asString;
}

export function decodeBool(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): boolean | undefined {
  return decodePrimitive(attribute, BOOL, diagnostics)?.asBool;
}

function decodePrimitive(
  attribute: Attribute | undefined,
  type: Type,
  diagnostics: DiagnosticList,
): Value | undefined {
  if (attribute === undefined) return undefined;
  const { expression } = attribute;
  const value = decodeStatic(expression, type, diagnostics);
  if (value?.isNull !== true) return value;
  const why = "Unsuitable value: null value is not allowed";
  diagnostics.error(configError("unsuitable-value-type"), why, startRangeOf(expression), expression.range);
  return undefined;
}
