/** JSON files, and JSON expressions. */

import type { Expression } from "../ast/expression.ts";
import { jsonExpression } from "../ast/json-expression.ts";
import { startRangeOfNode } from "../ast/json-node.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { type Pos, TextRange } from "../source/range.ts";
import { SourceText } from "../source/source-text.ts";
import { JsonBody } from "./json-body.ts";
import { parseJsonText } from "./parse-json.ts";

const TAB_COLUMNS = 2;

/** What a JSON file holds, as far as it could be read. */
export interface ParsedJsonFile {
  readonly body: JsonBody;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
}

/** A whole file. Never throws. */
export function parseJsonConfig(text: string, filename: string): ParsedJsonFile {
  const source = new SourceText(filename, text, undefined, TAB_COLUMNS);
  const { node, diagnostics } = parseJsonText(source);
  if (node.kind === "object" || node.kind === "array")
    return { body: new JsonBody(node), source, diagnostics };
  const range = new TextRange(source, 0, 0);
  const empty = { kind: "object", members: [], openRange: range, closeRange: range, range } as const;
  const wrongRoot = errorDiagnostic(
    hclError("root-value-must-be-object"),
    "The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.",
    startRangeOfNode(node),
  );
  return { body: new JsonBody(empty), source, diagnostics: [...diagnostics, wrongRoot] };
}

/** One JSON value as an expression. */
export function parseJsonExpression(
  text: string,
  filename: string,
  origin?: Pos,
): { readonly expression: Expression; readonly diagnostics: readonly Diagnostic[] } {
  const { node, diagnostics } = parseJsonText(new SourceText(filename, text, origin, TAB_COLUMNS));
  return { expression: jsonExpression(node), diagnostics };
}
