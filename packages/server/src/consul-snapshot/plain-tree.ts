import { Buffer } from "node:buffer";

/** A record of a decoded tree. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether it is a record: no list, no bytes, no moment. */
export function isRecord(tree: unknown): tree is Tree {
  return (
    typeof tree === "object" &&
    tree !== null &&
    !Array.isArray(tree) &&
    !(tree instanceof Uint8Array) &&
    !(tree instanceof Date)
  );
}

/** A text, which stands there as bytes. */
export function textOf(tree: unknown): string | undefined {
  if (typeof tree === "string") return tree;
  if (!(tree instanceof Uint8Array)) return undefined;
  return Buffer.from(tree.buffer, tree.byteOffset, tree.length).toString("utf8");
}

/** What nothing declares, as JSON could hold it. */
export function plainOf(tree: unknown): unknown {
  if (tree instanceof Uint8Array) return textOf(tree);
  if (tree instanceof Date) return tree.toISOString();
  if (typeof tree === "bigint") return Number(tree);
  if (Array.isArray(tree)) return tree.map(plainOf);
  if (!isRecord(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, plainOf(item)]),
  );
}
