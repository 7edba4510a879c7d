/** What a body is to be decoded into, as data. */

import type { Type, Value } from "@tutti/values";

/** One attribute, converted to its type. */
export interface AttributeSpec {
  readonly kind: "attribute";
  readonly name: string;
  readonly type: Type;
  readonly required?: boolean | undefined;
}

/** A value that does not depend on the body. */
interface LiteralSpec {
  readonly kind: "literal";
  readonly value: Value;
}

/** An object with a spec for each attribute; all read the same body. */
export interface ObjectSpec {
  readonly kind: "object";
  readonly members: ReadonlyMap<string, Spec>;
}

/** A tuple of what several specs give. */
interface TupleSpec {
  readonly kind: "tuple";
  readonly items: readonly Spec[];
}

/** One nested block; null without one. */
export interface BlockSpec {
  readonly kind: "block";
  readonly type: string;
  readonly nested: Spec;
  readonly required?: boolean | undefined;
}

/** All nested blocks of a type. A tuple lets their types differ. */
export interface BlocksSpec {
  readonly kind: "block-list" | "block-set" | "block-tuple";
  readonly type: string;
  readonly nested: Spec;
  readonly min?: number | undefined;
  /** 0 or undefined: as many as one likes. */
  readonly max?: number | undefined;
}

/** Nested blocks by their labels, a map in a map for each further label; an object lets their types differ. */
export interface BlockMapSpec {
  readonly kind: "block-map" | "block-object";
  readonly type: string;
  readonly labelNames: readonly string[];
  readonly nested: Spec;
}

/** A nested block whose arguments, of any name, become a map. */
export interface BlockAttributesSpec {
  readonly kind: "block-attributes";
  readonly type: string;
  readonly element: Type;
  readonly required?: boolean | undefined;
}

/** A label of the block that is decoded. */
interface LabelSpec {
  readonly kind: "label";
  readonly index: number;
  readonly name: string;
}

/** The first, or where that is null the second. */
interface DefaultSpec {
  readonly kind: "default";
  readonly primary: Spec;
  readonly fallback: Spec;
}

/** How a body becomes a value. */
export type Spec =
  | AttributeSpec
  | LiteralSpec
  | ObjectSpec
  | TupleSpec
  | BlockSpec
  | BlocksSpec
  | BlockMapSpec
  | BlockAttributesSpec
  | LabelSpec
  | DefaultSpec;
