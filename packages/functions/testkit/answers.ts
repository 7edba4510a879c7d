/**
 * Tables of expressions with what `terraform` came to, as
 * `scripts/terraform-answers.mjs` writes them.
 */

import { type Diagnostic, type EvalContext, evaluate, parseConfig, parseJsonConfig } from "@tutti/hcl";
import { encodeJson, encodeTypeJson } from "@tutti/values";

/** An expression, and a line for its value or one for each mistake in it. */
export interface Answered {
  readonly expression: string;
  readonly answers: readonly string[];
}

type Syntax = "native" | "json" | "file";

/** What stands before an expression on its line, and how many lines before that. */
const PLACES: Readonly<Record<Syntax, { readonly before: string; readonly linesBefore: number }>> = {
  native: { before: "  value = ", linesBefore: 1 },
  json: { before: '{"output":{"o00000":{"value":', linesBefore: 0 },
  file: { before: "", linesBefore: 0 },
};

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
export function ownAnswers(expression: string, syntax: Syntax, context: EvalContext): readonly string[] {
  const { before } = PLACES[syntax];
  if (syntax === "file") {
    const { diagnostics } = parseConfig(`${expression}\n`, "o.tf");
    return diagnostics.length === 0 ? ["=> ok"] : diagnostics.map((found) => mistakeLine(found, syntax));
  }
  const parsed =
    syntax === "json"
      ? parseJsonConfig(`${before}${expression}}}}\n`, "o.tf.json")
      : parseConfig(`output "o00000" {\n${before}${expression}\n}\n`, "o.tf");
  // What of JSON can be read is looked at, however broken the rest is.
  if (parsed.diagnostics.length > 0 && syntax === "native")
    return parsed.diagnostics.map((found) => mistakeLine(found, syntax));
  const output = parsed.body.content({ blocks: [{ type: "output", labelNames: ["name"] }] });
  const value = output.content.blocks[0]?.body.content({ attributes: [{ name: "value", required: true }] });
  const attribute = value?.content.attributes.get("value");
  const result =
    attribute === undefined || parsed.diagnostics.length > 0
      ? undefined
      : evaluate(attribute.expression, context);
  const mistakes = [
    ...parsed.diagnostics,
    ...output.diagnostics,
    ...(value?.diagnostics ?? []),
    ...(result?.diagnostics ?? []),
  ].filter(({ severity }) => severity === "error");
  if (result === undefined || mistakes.length > 0) return mistakes.map((found) => mistakeLine(found, syntax));
  if (result.value.isNull) return ["=> null"];
  return [`=> ${encodeTypeJson(result.value.type)} ${encodeJson(result.value)}`];
}

function mistakeLine({ summary, detail, subject }: Diagnostic, syntax: Syntax): string {
  const { before, linesBefore } = PLACES[syntax];
  const text = `${summary}: ${detail.replace(/\s+/g, " ").replaceAll("<Tutti>", "Terraform").replaceAll("o.tf.json", "o.tf")}`;
  if (subject === undefined) return `=! - ${text}`.trimEnd();
  const place = ({ line, column }: { readonly line: number; readonly column: number }) => ({
    line: line - linesBefore,
    column: line === 1 + linesBefore ? column - before.length : column,
  });
  const [start, end] = [place(subject.start), place(subject.end)];
  // What is empty is shown as one column.
  if (subject.start.byte === subject.end.byte) end.column += 1;
  const until = start.line === end.line ? `${end.column}` : `${end.line},${end.column}`;
  return `=! ${start.line},${start.column}-${until} ${text}`.trimEnd();
}

/** The tables of expressions in the JSON syntax and of whole files are named so. */
export function syntaxOf(name: string): Syntax {
  return name.startsWith("json") ? "json" : name.startsWith("file") ? "file" : "native";
}
