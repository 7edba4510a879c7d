/** References. */

import { goQuote, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
import type { RelativeTraversalExpression, ScopeTraversalExpression } from "../ast/expression.ts";
import type { Traversal, TraversalStep } from "../ast/traversal.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import { closestName } from "../source/name-suggestion.ts";
import type { EvalState } from "./eval-state.ts";
import { takeStep } from "./steps.ts";

export function evaluateScopeTraversal(
  state: EvalState,
  expression: ScopeTraversalExpression,
  context: EvalContext | undefined,
): Value {
  const { traversal } = expression;
  const { rootName, steps } = traversal;
  for (let at = context; at !== undefined; at = at.parent) {
    const scope = at.variables;
    if (scope === undefined) continue;
    const resolved = scope.resolveTraversal?.(traversal);
    if (resolved !== undefined) {
      for (const diagnostic of resolved.diagnostics ?? []) {
        state.diagnostics.push({ expression, evalContext: context, ...diagnostic });
      }
      if (resolved.value === undefined) return UNKNOWN_DYNAMIC;
      const rest = steps.slice(resolved.consumed ?? steps.length);
      return takeSteps(state, resolved.value, rest, expression, context);
    }
    const value = scope.lookup(rootName);
    if (value !== undefined) return takeSteps(state, value, steps, expression, context);
  }
  unknownVariable(state, traversal, expression, context);
  return UNKNOWN_DYNAMIC;
}

export function evaluateRelativeTraversal(
  state: EvalState,
  expression: RelativeTraversalExpression,
  context: EvalContext | undefined,
): Value {
  const source = state.value(expression.source, context);
  return takeSteps(state, source, expression.steps, expression, context);
}

function takeSteps(
  state: EvalState,
  from: Value,
  steps: readonly TraversalStep[],
  expression: ScopeTraversalExpression | RelativeTraversalExpression,
  context: EvalContext | undefined,
): Value {
  let value = from;
  for (const step of steps) {
    const result = takeStep(value, step);
    if ("problem" in result) {
      state.diagnostics.push({ ...result.problem, expression, evalContext: context });
      return UNKNOWN_DYNAMIC;
    }
    value = result.value;
  }
  return value;
}

function unknownVariable(
  state: EvalState,
  { rootName, rootRange }: Traversal,
  expression: ScopeTraversalExpression,
  context: EvalContext | undefined,
): void {
  const blame = { subject: rootRange, expression, evalContext: context };
  const names: string[] = [];
  let any = false;
  for (let at = context; at !== undefined; at = at.parent) {
    if (at.variables === undefined) continue;
    any = true;
    names.push(...(at.variables.names?.() ?? []));
  }
  if (!any) {
    state.error(hclError("variables-not-allowed"), "Variables may not be used here.", blame);
    return;
  }
  const similar = closestName(rootName, names);
  const suggestion = similar === undefined ? "" : ` Did you mean ${goQuote(similar)}?`;
  state.error(
    hclError("unknown-variable"),
    `There is no variable named ${goQuote(rootName)}.${suggestion}`,
    blame,
  );
}
