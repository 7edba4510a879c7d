/** What to say of a function that is not there. */

import { goQuote } from "@tutti/values";
import type { FunctionCallExpression } from "../ast/expression.ts";
import type { UnknownFunctionExtra } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import { closestName } from "../source/name-suggestion.ts";
import type { EvalState } from "./eval-state.ts";

export function reportUnknownFunction(
  state: EvalState,
  expression: FunctionCallExpression,
  context: EvalContext | undefined,
): void {
  const { name, nameRange, range } = expression;
  const blame = { expression, evalContext: context };
  const names = allNames(context);
  if (names === undefined) {
    state.error(hclError("function-calls-not-allowed"), "Functions may not be called here.", {
      subject: range,
      ...blame,
    });
    return;
  }
  const separator = name.lastIndexOf("::");
  const namespace = separator === -1 ? "" : name.slice(0, separator + 2);
  const extra: UnknownFunctionExtra = {
    kind: "unknown-function",
    functionName: name.slice(namespace.length),
    namespace,
  };
  const where = { subject: nameRange, context: range, ...blame, extra };
  if (namespace !== "") {
    state.error(hclError("unknown-provider-function"), namespacedDetail(name, names), where);
    return;
  }
  // As in Terraform, within a `for` nothing near is looked for.
  const near = [...(context?.functions?.keys() ?? [])];
  const similar = closestName(
    name,
    near.filter((other) => !other.includes("::")),
  );
  const suggestion = similar === undefined ? "" : ` Did you mean ${goQuote(similar)}?`;
  state.error(
    hclError("call-to-unknown-function"),
    `There is no function named ${goQuote(name)}.${suggestion}`,
    where,
  );
}

/** Undefined where nobody has functions to offer. */
function allNames(context: EvalContext | undefined): readonly string[] | undefined {
  let names: string[] | undefined;
  for (let at = context; at !== undefined; at = at.parent) {
    if (at.functions === undefined) continue;
    names ??= [];
    for (const name of at.functions.keys()) names.push(name);
  }
  return names;
}

/** Functions with a namespace come from providers: `provider::NAME::FUNCTION`. */
function namespacedDetail(name: string, names: readonly string[]): string {
  const [prefix = "", provider = "", ...rest] = name.split("::");
  if (prefix !== "provider") {
    return `The function namespace ${goQuote(prefix)} is not valid. Provider function calls must use the "provider::" namespace prefix.`;
  }
  const functionName = rest.at(-1);
  if (functionName === undefined) {
    return 'The function call must include the provider name after the "provider::" prefix.';
  }
  if (rest.length === 1 && names.some((other) => other.startsWith(`provider::${provider}::`))) {
    return `The function ${goQuote(functionName)} is not available from the provider ${goQuote(provider)}.`;
  }
  return `There is no function named ${goQuote(name)}. Ensure that provider name ${goQuote(provider)} is declared in this module's required_providers block, and that this provider offers a function named ${goQuote(functionName)}.`;
}
