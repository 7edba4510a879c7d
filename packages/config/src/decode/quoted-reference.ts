import { type Expression, evaluate, parseTraversal } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";

const DETAILS = {
  references:
    "In this context, references are expected literally rather than in quotes. Terraform 0.11 and earlier required quotes, but quoted references are now deprecated and will be removed in a future version of <Tutti>. Remove the quotes surrounding this reference to silence this warning.",
  keywords:
    "In this context, keywords are expected literally rather than in quotes. Terraform 0.11 and earlier required quotes, but quoted keywords are now deprecated and will be removed in a future version of <Tutti>. Remove the quotes surrounding this keyword to silence this warning.",
} as const;

/** `"a.b"` where `a.b` is wanted, also as a key: taken as such, with a warning. Anything else comes back as it is. */
export function unquoteReference(
  expression: Expression,
  kind: "references" | "keywords",
  diagnostics: DiagnosticList,
): Expression {
  if (expression.kind === "object-key") return unquoteReference(expression.wrapped, kind, diagnostics);
  if (expression.kind !== "template") return expression;
  const { value, diagnostics: found } = evaluate(expression, undefined);
  if (found.length > 0) return expression;
  const { range } = expression;
  const start = { ...range.start, column: range.start.column + 1, byte: range.start.byte + 1 };
  const parsed = parseTraversal(value.asString, range.filename, start);
  diagnostics.addAll(parsed.diagnostics);
  const summary =
    kind === "references"
      ? configError("quoted-references-are-deprecated")
      : configError("quoted-keywords-are-deprecated");
  diagnostics.warning(summary, DETAILS[kind], range);
  return parsed.traversal === undefined
    ? expression
    : { kind: "scope-traversal", traversal: parsed.traversal, range };
}
