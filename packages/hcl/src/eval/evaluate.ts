/** What an expression comes to. */

import { tupleValue, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import type { Expression } from "../ast/expression.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { childContext, type EvalContext, type KeyedItems } from "../scope/context.ts";
import { evaluateCall } from "./call.ts";
import { evaluateConditional } from "./conditional.ts";
import { EvalState } from "./eval-state.ts";
import { evaluateJson } from "./evaluate-json.ts";
import { evaluateFor } from "./for-loop.ts";
import { evaluateObject, evaluateObjectKey } from "./object.ts";
import { evaluateBinary, evaluateUnary } from "./operators.ts";
import { evaluateSplat, splatItem } from "./splat.ts";
import { indexValue } from "./steps.ts";
import { evaluateTemplate, evaluateTemplateJoin } from "./template.ts";
import { evaluateRelativeTraversal, evaluateScopeTraversal } from "./traverse.ts";

/** The value of an expression, and what was wrong with it. */
export interface Evaluated {
  /** Of unknown type where an error left nothing better. */
  readonly value: Value;
  readonly diagnostics: readonly Diagnostic[];
}

/** Never throws for what a user can write. Without a context only constants can be evaluated. */
export function evaluate(expression: Expression, context?: EvalContext): Evaluated {
  if (expression.kind === "literal") return { value: expression.value, diagnostics: [] };
  const state = new EvalState(evaluateInto);
  const value = evaluateInto(state, expression, context);
  return { value, diagnostics: state.diagnostics };
}

function evaluateInto(state: EvalState, expression: Expression, context: EvalContext | undefined): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return evaluateTemplate(state, expression, context);
    case "scope-traversal":
      return evaluateScopeTraversal(state, expression, context);
    case "relative-traversal":
      return evaluateRelativeTraversal(state, expression, context);
    case "call":
      return evaluateCall(state, expression, context);
    case "conditional":
      return evaluateConditional(state, expression, context);
    case "index":
      return evaluateIndex(state, expression, context);
    case "tuple":
      return tupleValue(expression.items.map((item) => state.value(item, context)));
    case "object":
      return evaluateObject(state, expression, context);
    case "object-key":
      return evaluateObjectKey(state, expression, context);
    case "for":
      return evaluateFor(state, expression, context);
    case "splat":
      return evaluateSplat(state, expression, context);
    case "splat-item":
      return splatItem(expression, context);
    case "template-wrap":
      return state.value(expression.wrapped, context);
    case "template-join":
      return evaluateTemplateJoin(state, expression, context);
    case "binary":
      return evaluateBinary(state, expression, context);
    case "unary":
      return evaluateUnary(state, expression, context);
    case "parentheses":
      return state.value(expression.inner, context);
    case "syntax-error":
      state.report(expression.diagnostics);
      return UNKNOWN_DYNAMIC;
    case "scoped": {
      const inner = childContext(context, expression.names);
      return state.value(expression.inner, inner).withMarks(expression.marks);
    }
    case "json":
      return evaluateJson(state, expression, context);
  }
}

/** Of the name's own scope: an inner one may have given it to something else. */
function itemsAtHand(collection: Expression, context: EvalContext | undefined): KeyedItems | undefined {
  if (collection.kind !== "scope-traversal") return undefined;
  const { traversal } = collection;
  for (let at = context; at !== undefined; at = at.parent) {
    const { variables } = at;
    const items = variables?.itemsOf?.(traversal);
    if (items !== undefined || variables?.lookup(traversal.rootName) !== undefined) return items;
  }
  return undefined;
}

function evaluateIndex(
  state: EvalState,
  expression: Expression & { kind: "index" },
  context: EvalContext | undefined,
): Value {
  const items = itemsAtHand(expression.collection, context);
  if (items !== undefined) {
    // To ask for the whole says nothing wrong, so what is wrong with the key may be told first.
    const key = state.value(expression.key, context);
    return items.byKey(key) ?? indexed(state, expression, context, key);
  }
  const collection = state.value(expression.collection, context);
  return indexed(state, expression, context, state.value(expression.key, context), collection);
}

function indexed(
  state: EvalState,
  expression: Expression & { kind: "index" },
  context: EvalContext | undefined,
  key: Value,
  collection = state.value(expression.collection, context),
): Value {
  const result = indexValue(collection, key, expression.bracketRange);
  if ("problem" in result) {
    state.diagnostics.push({ ...result.problem, expression, evalContext: context });
    return UNKNOWN_DYNAMIC;
  }
  return result.value;
}
