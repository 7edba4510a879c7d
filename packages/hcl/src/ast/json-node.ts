/** A JSON text as a tree, with the place of everything. */

import type { Num } from "@tutti/values";
import type { SourceRange } from "../source/range.ts";

/** `null` with its place. */
interface JsonNull {
  readonly kind: "null";
  readonly range: SourceRange;
}
/** `true` or `false` with its place. */
interface JsonBoolean {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly range: SourceRange;
}
/** A number with its place, as it was written. */
interface JsonNumber {
  readonly kind: "number";
  readonly value: Num;
  readonly range: SourceRange;
}
/** A text with its place. */
export interface JsonString {
  readonly kind: "string";
  readonly value: string;
  readonly range: SourceRange;
}
/** An array with its place. */
interface JsonArray {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
  readonly openRange: SourceRange;
  readonly range: SourceRange;
}
/** An object with its place; members may repeat. */
interface JsonObject {
  readonly kind: "object";
  /** In the order written; a name may come more than once. */
  readonly members: readonly JsonMember[];
  readonly openRange: SourceRange;
  readonly closeRange: SourceRange;
  readonly range: SourceRange;
}
/** One member of an object, name and value with their places. */
export interface JsonMember {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly value: JsonNode;
}
/** What the parser puts where it found no value. */
interface JsonInvalid {
  readonly kind: "invalid";
  readonly range: SourceRange;
}

/** A JSON document with places. */
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
