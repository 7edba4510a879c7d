import type { Item, Node, ObjectNode } from "./syntax.ts";

/**
 * JSON has no labels, so `{"key": {"a": {…}}}` may be `key "a" {…}` or `key = { a = {…} }`. HCL 1 decides by
 * what is inside: an object that holds nothing but objects was labels, a list of nothing but objects an
 * item that comes again. Time grows with the text.
 */
export function flattened(root: ObjectNode): ObjectNode {
  return { ...root, items: root.items.flatMap(flattenItem) };
}

function flattenItem(item: Item): readonly Item[] {
  const { value } = item;
  if (value.kind === "object" && value.items.length > 0 && value.items.every(isObject))
    return value.items.flatMap((below) => flattenItem({ ...below, keys: [...item.keys, ...below.keys] }));
  if (value.kind === "list" && value.items.length > 0 && value.items.every((one) => one.kind === "object"))
    return value.items.flatMap((one) => flattenItem({ ...item, value: one }));
  return [{ ...item, value: flattenNode(value) }];
}

function isObject({ value }: Item): boolean {
  return value.kind === "object";
}

function flattenNode(node: Node): Node {
  if (node.kind === "object") return flattened(node);
  return node.kind === "list" ? { ...node, items: node.items.map(flattenNode) } : node;
}
