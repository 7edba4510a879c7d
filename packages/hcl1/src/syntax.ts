/** The tree of a document. Spans are offsets into the text with its line ends made `\n`; `positionAt` names their place. */
export interface Span {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

/** `key = value`, `key { … }`, `key "label" { … }`. */
export interface Item extends Span {
  /** At least one; more than one only before an object. */
  readonly keys: readonly Key[];
  readonly value: Node;
}

/** A key as written, quoted or not, with its place. */
export interface Key extends Span {
  readonly name: string;
  readonly quoted: boolean;
}

/** Every value of HCL 1. */
export type Node = ObjectNode | ListNode | LiteralNode;

/** `{ … }`, or what a file holds; keys may repeat. */
export interface ObjectNode extends Span {
  readonly kind: "object";
  /** In the order of the text; the same key may come again. */
  readonly items: readonly Item[];
}

/** `[ … ]`. */
export interface ListNode extends Span {
  readonly kind: "list";
  readonly items: readonly Node[];
}

/** A text, number, boolean or null. */
export interface LiteralNode extends Span {
  readonly kind: "literal";
  /** A whole number that a JavaScript number cannot hold exactly is a bigint; null is written in JSON only. */
  readonly value: Scalar;
}

/** What a literal stands for; a bigint where a double would round. */
export type Scalar = string | number | bigint | boolean | null;
