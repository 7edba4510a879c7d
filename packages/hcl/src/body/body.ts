/**
 * Bodies: arguments and nested blocks. What a body may hold is the business of
 * whoever reads it with a schema; native and JSON syntax answer alike.
 */

import type { Marks } from "@tutti/values";
import type { Expression } from "../ast/expression.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceRange } from "../source/range.ts";

/** One `name = expression` of a body. */
export interface Attribute {
  readonly name: string;
  readonly expression: Expression;
  readonly range: SourceRange;
  readonly nameRange: SourceRange;
}

/** One block of a body, its labels and its own body. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  /** The header: type and labels. */
  readonly defRange: SourceRange;
  readonly typeRange: SourceRange;
  readonly labelRanges: readonly SourceRange[];
}

/** An attribute that a body may have. */
interface AttributeSchema {
  readonly name: string;
  readonly required?: boolean | undefined;
}

/** A type of block that a body may have, and how many labels it wants. */
export interface BlockHeaderSchema {
  readonly type: string;
  readonly labelNames?: readonly string[] | undefined;
}

/** What a body may hold. */
export interface BodySchema {
  readonly attributes?: readonly AttributeSchema[] | undefined;
  readonly blocks?: readonly BlockHeaderSchema[] | undefined;
}

/** What a body holds of what the schema names. */
export interface BodyContent {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** In the order written. */
  readonly blocks: readonly Block[];
  /** Where to say that something is missing. */
  readonly missingItemRange: SourceRange;
}

/** The content, and what the schema did not allow. */
export interface ContentResult {
  readonly content: BodyContent;
  readonly diagnostics: readonly Diagnostic[];
}

/** The content that the schema names, and a body of the rest. */
export interface PartialContentResult extends ContentResult {
  /** A body of what the schema did not name. */
  readonly remain: Body;
}

/** All attributes of a body that may hold no block. */
export interface AttributesResult {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly diagnostics: readonly Diagnostic[];
}

/** A body of either syntax, native or JSON: what it holds is only known with a schema. */
export interface Body {
  /** Everything in it, which the schema must name. */
  content(schema: BodySchema): ContentResult;
  /** What the schema names, and the rest as a body. */
  partialContent(schema: BodySchema): PartialContentResult;
  /** All of it as arguments; blocks are errors. */
  justAttributes(): AttributesResult;
  readonly missingItemRange: SourceRange;
  /** Made by a `dynamic` block of which it is not known how many it makes. */
  readonly unknown?: boolean;
  /** For the value that the body as a whole becomes. */
  readonly valueMarks?: Marks | undefined;
}
