/** `{ a = b }` */

import {
  ConversionError,
  convertOrError,
  objectValue,
  STRING,
  stringValue,
  UNKNOWN_DYNAMIC,
  type Value,
} from "@tutti/values";
import type { ObjectExpression, ObjectItem, ObjectKeyExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import { keywordOf } from "../static/keyword.ts";
import type { EvalState } from "./eval-state.ts";
import { MarkSet } from "./mark-set.ts";

export function evaluateObject(
  state: EvalState,
  expression: ObjectExpression,
  context: EvalContext | undefined,
): Value {
  const entries = new Map<string, Value>();
  const marks = new MarkSet();
  let known = true;
  for (const item of expression.items) {
    const mark = state.mark();
    const key = state.value(item.key, context);
    const failed = state.failedSince(mark);
    const value = state.value(item.value, context);
    const name = failed ? undefined : keyName(state, item, key, context);
    if (!failed && !key.isNull) marks.add(key);
    if (name === undefined) known = false;
    else entries.set(name, value);
  }
  // Without all keys the type cannot be told, and so nothing can.
  return known ? marks.putOn(objectValue(entries)) : UNKNOWN_DYNAMIC;
}

function keyName(
  state: EvalState,
  item: ObjectItem,
  key: Value,
  context: EvalContext | undefined,
): string | undefined {
  if (key.isNull) {
    state.error(hclError("null-value-as-key"), "Can't use a null value as a key.", {
      subject: item.value.range,
      expression: item.key,
      evalContext: context,
    });
    return undefined;
  }
  const name = convertOrError(key.withoutMarks(), STRING);
  if (name instanceof ConversionError) {
    state.error(hclError("incorrect-key-type"), `Can't use this value as a key: ${name.message}.`, {
      subject: item.key.range,
      expression: item.key,
      evalContext: context,
    });
    return undefined;
  }
  return name.isKnown ? name.asString : undefined;
}

/** A naked name is itself; of a longer naked reference nobody can tell what it is meant to be. */
export function evaluateObjectKey(
  state: EvalState,
  expression: ObjectKeyExpression,
  context: EvalContext | undefined,
): Value {
  const { wrapped, parenthesized } = expression;
  if (!parenthesized) {
    if (wrapped.kind === "scope-traversal" && wrapped.traversal.steps.length > 0) {
      state.error(
        hclError("ambiguous-attribute-key"),
        "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
        { subject: expression.range },
      );
      return UNKNOWN_DYNAMIC;
    }
    const keyword = keywordOf(wrapped);
    if (keyword !== undefined) return stringValue(keyword);
  }
  return state.value(wrapped, context);
}
