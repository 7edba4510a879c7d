/** Strings of the JSON syntax as the native syntax that is in them. */

import type { JsonNode, JsonString } from "../ast/json-node.ts";
import type { Traversal } from "../ast/traversal.ts";
import { hasErrors } from "../diagnostics/diagnostic.ts";
import {
  type ParsedExpression,
  type ParsedTraversal,
  parseExpression,
  parseTemplate,
  parseTraversal,
} from "../parse.ts";
import type { Pos } from "../source/range.ts";

const templates = new WeakMap<JsonString, ParsedExpression>();

/** The string as a template. Read once, however often it is evaluated. */
export function templateIn(node: JsonString): ParsedExpression {
  let parsed = templates.get(node);
  if (parsed === undefined) {
    parsed = parseTemplate(node.value, node.range.filename, insideQuotes(node));
    templates.set(node, parsed);
  }
  return parsed;
}

/** Escapes before a place shift it a little: the text that is parsed has none of them. */
function insideQuotes({ range }: JsonString): Pos {
  const { line, column, byte } = range.start;
  return { line, column: column + 1, byte: byte + 1 };
}

/** A reference written as a string. */
export function jsonTraversal(node: JsonNode): Traversal | undefined {
  if (node.kind !== "string") return undefined;
  const { traversal, diagnostics }: ParsedTraversal = parseTraversal(
    node.value,
    node.range.filename,
    node.range.start,
  );
  return hasErrors(diagnostics) ? undefined : traversal;
}

/** An expression of the native syntax written as a string. */
export function jsonNativeExpression(node: JsonNode): ParsedExpression["expression"] | undefined {
  if (node.kind !== "string") return undefined;
  const { expression, diagnostics } = parseExpression(node.value, node.range.filename, node.range.start);
  return hasErrors(diagnostics) ? undefined : expression;
}
