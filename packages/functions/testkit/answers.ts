/**
 * Tables of expressions with what `terraform` came to, as
 * `scripts/terraform-answers.mjs` writes them.
 */

import { type Diagnostic, type EvalContext, evaluate, parseConfig } from "@tutti/hcl";
import { encodeJson, encodeTypeJson } from "@tutti/values";

/** An expression, and a line for its value or one for each mistake in it. */
export interface Answered {
  readonly expression: string;
  readonly answers: readonly string[];
}

const HEAD = "  value = ";

export function readAnswers(text: string): readonly Answered[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((chunk) => {
      const lines = chunk.replace(/\n+$/, "").split("\n");
      const end = lines.findIndex((line) => /^=[>!] /.test(line));
      return { expression: lines.slice(0, end).join("\n"), answers: lines.slice(end) };
    });
}

/** The same of ourselves: the expression stands in a file, as it does when somebody writes it. */
export function ownAnswers(expression: string, context: EvalContext): readonly string[] {
  const { body, diagnostics } = parseConfig(`output "o00000" {\n${HEAD}${expression}\n}\n`, "o.tf");
  if (diagnostics.length > 0) return diagnostics.map(mistakeLine);
  const [block] = body.blocks;
  const attribute = block?.body.attributes.get("value");
  if (attribute === undefined) return ["nothing to evaluate"];
  const result = evaluate(attribute.expression, context);
  const mistakes = result.diagnostics.filter(({ severity }) => severity === "error");
  if (mistakes.length > 0) return mistakes.map(mistakeLine);
  if (result.value.isNull) return ["=> null"];
  return [`=> ${encodeTypeJson(result.value.type)} ${encodeJson(result.value)}`];
}

function mistakeLine({ summary, detail, subject }: Diagnostic): string {
  const text = `${summary}: ${detail.replace(/\s+/g, " ").replaceAll("<Tutti>", "Terraform")}`;
  if (subject === undefined) return `=! - ${text}`.trimEnd();
  const place = ({ line, column }: { readonly line: number; readonly column: number }) => ({
    line: line - 1,
    column: line === 2 ? column - HEAD.length : column,
  });
  const [start, end] = [place(subject.start), place(subject.end)];
  // What is empty is shown as one column.
  if (subject.start.byte === subject.end.byte) end.column += 1;
  const until = start.line === end.line ? `${end.column}` : `${end.line},${end.column}`;
  return `=! ${start.line},${start.column}-${until} ${text}`.trimEnd();
}
