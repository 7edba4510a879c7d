import type { SourceRange } from "../source/range.ts";
import type { JsonNode } from "./json-node.ts";

/** A value of the JSON syntax as an expression: strings in it are templates. */
export interface JsonExpression {
  readonly kind: "json";
  readonly node: JsonNode;
  readonly range: SourceRange;
}

/** The expression that a JSON value stands for: its texts are templates. */
export function jsonExpression(node: JsonNode): JsonExpression {
  return { kind: "json", node, range: node.range };
}
