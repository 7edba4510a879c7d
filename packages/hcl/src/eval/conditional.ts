/** `a ? b : c` */

import {
  BOOL,
  ConversionError,
  convertOrError,
  DYNAMIC,
  type Type,
  typesEqual,
  unify,
  Value,
} from "@tutti/values";
import type { ConditionalExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import { rangeBetween } from "../source/range.ts";
import { describeMismatch } from "./conditional-mismatch.ts";
import { eitherOf } from "./conditional-refinement.ts";
import type { EvalState } from "./eval-state.ts";
import { MarkSet } from "./mark-set.ts";

export function evaluateConditional(
  state: EvalState,
  expression: ConditionalExpression,
  context: EvalContext | undefined,
): Value {
  const whenTrue = state.apart(expression.trueResult, context);
  const whenFalse = state.apart(expression.falseResult, context);
  const type = resultType(whenTrue.value, whenFalse.value);
  if (type === undefined) {
    state.error(
      INCONSISTENT,
      `The true and false result expressions must have consistent types. ${describeMismatch(whenTrue.value.type, whenFalse.value.type)}.`,
      {
        subject: rangeBetween(expression.trueResult.range, expression.falseResult.range),
        context: expression.range,
        expression,
        evalContext: context,
      },
    );
    return Value.unknown(DYNAMIC);
  }
  const condition = state.value(expression.condition, context);
  const blame = {
    subject: expression.condition.range,
    context: expression.range,
    expression: expression.condition,
    evalContext: context,
  };
  if (condition.isNull) {
    state.error(
      hclError("null-condition"),
      "The condition value is null. Conditions must either be true or false.",
      blame,
    );
    return Value.unknown(type);
  }
  const marks = new MarkSet();
  marks.add(condition);
  marks.add(whenTrue.value);
  marks.add(whenFalse.value);
  if (condition.isUnknown) {
    return marks.putOn(eitherOf(type, whenTrue.value.withoutMarks(), whenFalse.value.withoutMarks()));
  }
  const decided = convertOrError(condition.withoutMarks(), BOOL);
  if (decided instanceof ConversionError) {
    state.error(
      hclError("incorrect-condition-type"),
      "The condition expression must be of type bool.",
      blame,
    );
    return Value.unknown(type);
  }
  const side = decided.asBool;
  const chosen = side ? whenTrue : whenFalse;
  state.report(chosen.diagnostics);
  return marks.putOn(convertResult(state, { expression, side, type, context }, chosen.value));
}

const INCONSISTENT = hclError("inconsistent-conditional-result-types");

/** The type that both results get; undefined if there is none. A literal null has any type. */
function resultType(whenTrue: Value, whenFalse: Value): Type | undefined {
  if (isUntypedNull(whenTrue)) return whenFalse.type;
  if (isUntypedNull(whenFalse)) return whenTrue.type;
  if (whenTrue.type.kind === "dynamic" || whenFalse.type.kind === "dynamic") return DYNAMIC;
  if (typesEqual(whenTrue.type, whenFalse.type)) return whenTrue.type;
  return unify([whenTrue.type, whenFalse.type], { unsafe: true });
}

function isUntypedNull(value: Value): boolean {
  return value.isNull && value.type.kind === "dynamic" && value.marks === undefined;
}

interface Choice {
  readonly expression: ConditionalExpression;
  readonly side: boolean;
  readonly type: Type;
  readonly context: EvalContext | undefined;
}

function convertResult(state: EvalState, { expression, side, type, context }: Choice, value: Value): Value {
  const converted = convertOrError(value, type);
  if (!(converted instanceof ConversionError)) return converted;
  const result = side ? expression.trueResult : expression.falseResult;
  state.error(INCONSISTENT, `The ${side} result value has the wrong type: ${converted.message}.`, {
    subject: result.range,
    context: expression.range,
    expression: result,
    evalContext: context,
  });
  return Value.unknown(type);
}
