/** A JSON text as a tree, with the place of everything. */

import type { Num } from "@tutti/values";
import type { SourceRange } from "../source/range.ts";

export interface JsonNull {
  readonly kind: "null";
  readonly range: SourceRange;
}
export interface JsonBoolean {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly range: SourceRange;
}
export interface JsonNumber {
  readonly kind: "number";
  readonly value: Num;
  readonly range: SourceRange;
}
export interface JsonString {
  readonly kind: "string";
  readonly value: string;
  readonly range: SourceRange;
}
export interface JsonArray {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
  readonly openRange: SourceRange;
  readonly range: SourceRange;
}
export interface JsonObject {
  readonly kind: "object";
  /** In the order written; a name may come more than once. */
  readonly members: readonly JsonMember[];
  readonly openRange: SourceRange;
  readonly closeRange: SourceRange;
  readonly range: SourceRange;
}
export interface JsonMember {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly value: JsonNode;
}
/** What the parser puts where it found no value. */
export interface JsonInvalid {
  readonly kind: "invalid";
  readonly range: SourceRange;
}

export type JsonNode =
  | JsonNull
  | JsonBoolean
  | JsonNumber
  | JsonString
  | JsonArray
  | JsonObject
  | JsonInvalid;

/** What to underline for a value: all of it, or the bracket that opens it. */
export function startRangeOfNode(node: JsonNode): SourceRange {
  return node.kind === "object" || node.kind === "array" ? node.openRange : node.range;
}
