/** Unary and binary operators. */

import {
  BOOL,
  boolValue,
  ConversionError,
  compareNumbers,
  convertOrError,
  NUMBER,
  negateNumber,
  numberValue,
  type PrimitiveType,
  unknownNotNull,
  Value,
  valuesEqual,
} from "@tutti/values";
import type { BinaryExpression, BinaryOperator, Expression, UnaryExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import { ARITHMETIC, COMPARISONS } from "./arithmetic.ts";
import type { EvalState } from "./eval-state.ts";
import { MarkSet } from "./mark-set.ts";

const RESULT_TYPES: Readonly<Record<BinaryOperator, PrimitiveType>> = {
  "||": BOOL,
  "&&": BOOL,
  "==": BOOL,
  "!=": BOOL,
  ">": BOOL,
  ">=": BOOL,
  "<": BOOL,
  "<=": BOOL,
  "+": NUMBER,
  "-": NUMBER,
  "*": NUMBER,
  "/": NUMBER,
  "%": NUMBER,
};

/** Chains of operators (`a + b + c …`) lean to the left, and may be long: their left side is walked, not recursed into. */
export function evaluateBinary(
  state: EvalState,
  expression: BinaryExpression,
  context: EvalContext | undefined,
): Value {
  const chain: BinaryExpression[] = [expression];
  let first: Expression = expression.left;
  while (first.kind === "binary") {
    chain.push(first);
    first = first.left;
  }
  const mark = state.mark();
  let left = state.value(first, context);
  for (const operation of chain.reverse()) left = operate(state, { operation, left, mark }, context);
  return left;
}

interface Operation {
  readonly operation: BinaryExpression;
  readonly left: Value;
  readonly mark: number;
}

function operate(
  state: EvalState,
  { operation, left, mark }: Operation,
  context: EvalContext | undefined,
): Value {
  const { operator } = operation;
  const right = state.value(operation.right, context);
  if (operator === "==" || operator === "!=") {
    if (state.failedSince(mark)) return Value.unknown(BOOL);
    const equal = valuesEqual(left, right);
    return operator === "==" ? equal : not(equal);
  }
  const want = operator === "&&" || operator === "||" ? BOOL : NUMBER;
  const a = operand(state, { value: left, want, side: "left", part: operation.left, operation }, context);
  const b = operand(state, { value: right, want, side: "right", part: operation.right, operation }, context);
  const resultType = RESULT_TYPES[operator];
  if (a === undefined || b === undefined || state.failedSince(mark)) return Value.unknown(resultType);
  if (a.isNull || b.isNull) return failed(state, operation, "argument must not be null", context);
  const marks = new MarkSet();
  marks.add(a);
  marks.add(b);
  if (a.isUnknown || b.isUnknown)
    return marks.putOn(compareRanges(operator, a, b) ?? unknownNotNull(resultType));
  const result = compute(operator, a, b);
  return typeof result === "string" ? failed(state, operation, result, context) : marks.putOn(result);
}

/**
 * What follows of a comparison from the bounds of what is not known yet. As
 * elsewhere bounds count as if they were excluded, and `<=` and `>=` follow
 * only where they hold.
 */
function compareRanges(operator: BinaryOperator, a: Value, b: Value): Value | undefined {
  if (!COMPARISONS.has(operator)) return undefined;
  const [low, high] = operator === "<" || operator === "<=" ? [a, b] : [b, a];
  if (isBelow(low, high)) return boolValue(true);
  const strict = operator === "<" || operator === ">";
  return strict && isBelow(high, low) ? boolValue(false) : undefined;
}

function isBelow(low: Value, high: Value): boolean {
  const most = low.isKnown ? low.asNumber : low.refinement?.max?.value;
  const least = high.isKnown ? high.asNumber : high.refinement?.min?.value;
  return most !== undefined && least !== undefined && compareNumbers(most, least) < 0;
}

interface Operand {
  readonly value: Value;
  readonly want: PrimitiveType;
  readonly side: "left" | "right";
  readonly part: Expression;
  readonly operation: BinaryExpression;
}

function operand(
  state: EvalState,
  { value, want, side, part, operation }: Operand,
  context: EvalContext | undefined,
): Value | undefined {
  if (value.type === want) return value;
  const converted = convertOrError(value, want);
  if (!(converted instanceof ConversionError)) return converted;
  state.error(hclError("invalid-operand"), `Unsuitable value for ${side} operand: ${converted.message}.`, {
    subject: part.range,
    context: operation.range,
    expression: part,
    evalContext: context,
  });
  return undefined;
}

/** The result, or what is wrong. */
function compute(operator: BinaryOperator, a: Value, b: Value): Value | string {
  if (operator === "&&") return boolValue(a.asBool && b.asBool);
  if (operator === "||") return boolValue(a.asBool || b.asBool);
  const compare = COMPARISONS.get(operator);
  if (compare !== undefined) return boolValue(compare(a.asNumber, b.asNumber));
  const calculate = ARITHMETIC.get(operator);
  if (calculate === undefined) throw new TypeError(`no operator ${operator}`);
  const result = calculate(a.asNumber, b.asNumber);
  return typeof result === "string" ? result : numberValue(result);
}

function failed(
  state: EvalState,
  operation: BinaryExpression,
  message: string,
  context: EvalContext | undefined,
): Value {
  state.error(hclError("operation-failed"), `Error during operation: ${message}.`, {
    subject: operation.range,
    expression: operation,
    evalContext: context,
  });
  return Value.unknown(RESULT_TYPES[operation.operator]);
}

function not(value: Value): Value {
  return value.isKnown ? boolValue(!value.asBool).withMarks(value.marks) : value;
}

export function evaluateUnary(
  state: EvalState,
  expression: UnaryExpression,
  context: EvalContext | undefined,
): Value {
  const { operator, operand: inner } = expression;
  const want = operator === "!" ? BOOL : NUMBER;
  const mark = state.mark();
  const value = convertOrError(state.value(inner, context), want);
  if (value instanceof ConversionError) {
    state.error(hclError("invalid-operand"), `Unsuitable value for unary operand: ${value.message}.`, {
      subject: inner.range,
      context: expression.range,
      expression: inner,
      evalContext: context,
    });
    return Value.unknown(want);
  }
  if (state.failedSince(mark)) return Value.unknown(want);
  if (value.isNull) {
    state.error(hclError("operation-failed"), "Error during operation: argument must not be null.", {
      subject: expression.range,
      expression,
      evalContext: context,
    });
    return Value.unknown(want);
  }
  if (value.isUnknown) return unknownNotNull(want).withMarks(value.marks);
  if (operator === "!") return not(value);
  return numberValue(negateNumber(value.asNumber)).withMarks(value.marks);
}
