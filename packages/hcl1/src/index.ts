export { attachComments } from "./comments.ts";
export { DEPTH_MAX, TEXT_LENGTH_MAX } from "./limits.ts";
export { type Parsed, parseHcl1 } from "./parse.ts";
export { type ObjectForm, type Plain, type PlainOutcome, type PlainRecord, plainOf } from "./plain.ts";
export { type Position, positionAt } from "./position.ts";
export { type PrintedItem, type PrintedNode, printHcl1, quoteHcl1 } from "./print.ts";
export type { Item, Key, ListNode, LiteralNode, Node, ObjectNode, Scalar, Span } from "./syntax.ts";
export { Hcl1SyntaxError } from "./syntax-error.ts";
