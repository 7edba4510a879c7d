import type { Commented } from "./comments.ts";
import type { Item, Scalar } from "./syntax.ts";

/** What is printed needs keys and values, and no places. */
export type PrintedItem = Commented<{
  readonly keys: readonly Pick<Item["keys"][number], "name" | "quoted">[];
  readonly value: PrintedNode;
}>;
/** A value with how it is to be printed. */
export type PrintedNode =
  | {
      readonly kind: "object";
      readonly items: readonly PrintedItem[];
      /** Comments below the last item, a line each. */
      readonly below?: readonly string[];
    }
  | { readonly kind: "list"; readonly items: readonly PrintedNode[] }
  | { readonly kind: "literal"; readonly value: Scalar };

/**
 * A document in the native syntax: one item a line, two blanks a level.
 * Parsing what was printed gives the same keys and values again. Objects of
 * the top are parted by an empty line, and comments stay with what they are about.
 */
export function printHcl1(items: readonly PrintedItem[], below: readonly string[] = []): string {
  return [
    ...items.map((item) => printItem(item, "")),
    ...(below.length === 0 ? [] : [below.join("\n").trimEnd()]),
  ].join("\n\n");
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{Nd}_.-]*$/u;

function printItem({ keys, value, above = [], behind }: PrintedItem, indent: string): string {
  const names = keys
    .map(({ name, quoted }) => (quoted || !plainKey(name) ? quoteHcl1(name) : name))
    .join(" ");
  const item = `${names}${value.kind === "object" ? "" : " ="} ${printNode(value, indent)}`;
  return [...above, behind === undefined ? item : `${item} ${behind}`].join(`\n${indent}`);
}

function plainKey(name: string): boolean {
  return IDENTIFIER.test(name) && name !== "true" && name !== "false";
}

function printNode(node: PrintedNode, indent: string): string {
  if (node.kind === "literal") return printScalar(node.value);
  if (node.kind === "list") return `[${node.items.map((item) => printNode(item, indent)).join(", ")}]`;
  const { items, below = [] } = node;
  if (items.length + below.length === 0) return "{}";
  const inner = `${indent}  `;
  const lines = [...items.map((item) => printItem(item, inner)), ...below].map((line) => `${inner}${line}\n`);
  return `{\n${lines.join("")}${indent}}`;
}

/** JSON's null is nothing here: the empty text is what HCL 1 makes of it. */
function printScalar(value: Scalar): string {
  if (value === null) return '""';
  if (typeof value === "string") return quoteHcl1(value);
  // A float that looks like a whole number would be read as one, and exactly.
  const floating = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return floating ? value.toExponential() : String(value);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** A string as it is written; `${` begins an interpolation, so its dollar is escaped. */
export function quoteHcl1(text: string): string {
  const escaped = text.replaceAll(/[\\"\p{Cc}]|\$(?=\{)/gu, (character) => {
    const known = ESCAPES.get(character);
    return known ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
