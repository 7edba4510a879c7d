/** Strings with interpolations, and rounds of `%{ for }`. */

import {
  ConversionError,
  convertOrError,
  refine,
  STRING,
  stringValue,
  unknownNotNull,
  Value,
} from "@tutti/values";
import type { TemplateExpression, TemplateJoinExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import type { EvalState } from "./eval-state.ts";
import { knownPrefix } from "./known-prefix.ts";
import { MarkSet } from "./mark-set.ts";

const SUMMARY = hclError("invalid-template-interpolation-value");

export function evaluateTemplate(
  state: EvalState,
  expression: TemplateExpression,
  context: EvalContext | undefined,
): Value {
  const { parts } = expression;
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "literal" && only.value.type.kind === "string") return only.value;
  const mark = state.mark();
  const marks = new MarkSet();
  const texts: string[] = [];
  let known = true;
  for (const part of parts) {
    const value = state.value(part, context);
    const blame = {
      subject: part.range,
      context: expression.range,
      expression: part,
      evalContext: context,
    };
    if (value.isNull) {
      state.error(
        SUMMARY,
        "The expression result is null. Cannot include a null value in a string template.",
        blame,
      );
      continue;
    }
    marks.add(value);
    if (value.isUnknown) {
      known = false;
      continue;
    }
    const text = convertOrError(value.withoutMarks(), STRING);
    if (text instanceof ConversionError) {
      state.error(SUMMARY, `Cannot include the given value in a string template: ${text.message}.`, blame);
    } else if (text.isUnknown) known = false;
    else if (known) texts.push(text.asString);
  }
  if (known) return marks.putOn(stringValue(texts.join("")));
  const prefix = state.failedSince(mark) ? "" : knownPrefix(texts.join(""));
  const unknown = unknownNotNull(STRING);
  return marks.putOn(prefix === "" ? unknown : refine(unknown, { prefix }));
}

export function evaluateTemplateJoin(
  state: EvalState,
  expression: TemplateJoinExpression,
  context: EvalContext | undefined,
): Value {
  const tuple = state.value(expression.tuple, context);
  if (!tuple.isKnown || tuple.type.kind !== "tuple") return Value.unknown(STRING).withMarks(tuple.marks);
  const marks = new MarkSet();
  marks.add(tuple);
  const texts: string[] = [];
  for (const item of tuple.asItems) {
    // Each round is a template, so a string; unknown if something in it is.
    marks.add(item);
    if (!item.isKnown) return marks.putOn(Value.unknown(STRING));
    texts.push(item.asString);
  }
  return marks.putOn(stringValue(texts.join("")));
}
