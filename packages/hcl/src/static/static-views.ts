/** Lists, maps and calls as they are written, without evaluating them. */

import type { Expression } from "../ast/expression.ts";
import { jsonExpression } from "../ast/json-expression.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { jsonNativeExpression } from "../json/json-static.ts";
import { rangeBetween, type SourceRange } from "../source/range.ts";
import { startRangeOf } from "./start-range.ts";

/** A call whose name and arguments can be read without evaluating it. */
export interface StaticCall {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly args: readonly Expression[];
  /** The parentheses and what is in them. */
  readonly argsRange: SourceRange;
}

/** One item of an object that can be read without evaluating it. */
export interface StaticPair {
  readonly key: Expression;
  readonly value: Expression;
}

/** What can be read without evaluating, or why it cannot. */
export type Static<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** The items of `[a, b]`. */
export function staticList(expression: Expression): Static<readonly Expression[]> {
  if (expression.kind === "object-key") return staticList(expression.wrapped);
  if (expression.kind === "scoped") return staticList(expression.inner);
  if (expression.kind === "tuple") return { ok: true, value: expression.items };
  if (expression.kind === "json" && expression.node.kind === "array") {
    return { ok: true, value: expression.node.items.map(jsonExpression) };
  }
  return required(expression, "A static list expression is required.");
}

/** The pairs of `{ a = b }`. Of a key, use `keywordOf` or evaluate it. */
export function staticMap(expression: Expression): Static<readonly StaticPair[]> {
  if (expression.kind === "object-key") return staticMap(expression.wrapped);
  if (expression.kind === "scoped") return staticMap(expression.inner);
  if (expression.kind === "object") return { ok: true, value: expression.items };
  if (expression.kind === "json" && expression.node.kind === "object") {
    const pairs = expression.node.members.map(({ name, nameRange, value }) => ({
      key: jsonExpression({ kind: "string", value: name, range: nameRange }),
      value: jsonExpression(value),
    }));
    return { ok: true, value: pairs };
  }
  return required(expression, "A static map expression is required.");
}

/** The parts of `f(a, b)`. */
export function staticCall(expression: Expression): Static<StaticCall> {
  if (expression.kind === "object-key") return staticCall(expression.wrapped);
  if (expression.kind === "scoped") return staticCall(expression.inner);
  const call = expression.kind === "json" ? jsonNativeExpression(expression.node) : expression;
  if (call?.kind !== "call") return required(expression, "A static function call is required.");
  const { name, nameRange, args, openParenRange, closeParenRange } = call;
  return {
    ok: true,
    value: { name, nameRange, args, argsRange: rangeBetween(openParenRange, closeParenRange) },
  };
}

function required<T>(expression: Expression, detail: string): Static<T> {
  return {
    ok: false,
    diagnostic: errorDiagnostic(hclError("invalid-expression"), detail, startRangeOf(expression)),
  };
}

/** An expression of the JSON syntax as the native one that its text spells (`"a.b"` is the reference `a.b`); others as they are. */
export function nativeExpression(expression: Expression): Expression {
  return expression.kind === "json" ? (jsonNativeExpression(expression.node) ?? expression) : expression;
}
