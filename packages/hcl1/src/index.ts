export { attachComments } from "./comments.ts";
export { type Field, fieldOf } from "./field.ts";
export { DEPTH_MAX, TEXT_LENGTH_MAX } from "./limits.ts";
export { type Parsed, parseHcl1 } from "./parse.ts";
export { type ObjectForm, type Plain, plainOf } from "./plain.ts";
export { positionAt, positionsIn } from "./position.ts";
export { type PrintedItem, type PrintedNode, printHcl1, quoteHcl1 } from "./print.ts";
export type { Item, Node, ObjectNode } from "./syntax.ts";

export { Hcl1SyntaxError } from "./syntax-error.ts";
