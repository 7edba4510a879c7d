/** Tables of expressions: what each comes to as JSON, or "! " and its error. */

import { type EvalContext, evaluate, hasErrors, parseExpression, scopeOf } from "@tutti/hcl";
import { listType, STRING, stringValue, Value } from "@tutti/values";
import { expect, test } from "vitest";
import { loadAllFunctions } from "../src/index.ts";
import { stillScope } from "./still-scope.ts";

const functions = (await loadAllFunctions()).table(stillScope());

const context: EvalContext = {
  variables: scopeOf({
    unknown: Value.unknown(STRING),
    unknowns: Value.unknown(listType(STRING), { notNull: true }),
    broken: stringValue("${"),
    secret: stringValue("hunter2").withMarks(["sensitive"]),
  }),
  functions,
};

/** A row: the expression and what is wanted. Unknown is "?", marks stand in brackets behind. */
export type ExpressionCase = readonly [expression: string, wanted: string];

/** One test for each row. */
export function expressionCases(cases: readonly ExpressionCase[]): void {
  test.each(cases)("%s", (expression, wanted) => {
    expect(resultText(expression)).toBe(wanted);
  });
}

function resultText(text: string): string {
  const parsed = parseExpression(`jsonencode(${text})`, "test");
  const { value, diagnostics } = evaluate(parsed.expression, context);
  const [problem] = [...parsed.diagnostics, ...diagnostics];
  if (problem !== undefined && hasErrors([problem]))
    return `! ${problem.summary}: ${problem.detail}`.replace(/\s+/g, " ");
  const marks = value.marks === undefined ? "" : ` [${[...value.marks].join(",")}]`;
  return (value.isKnown ? value.asString : "?") + marks;
}
