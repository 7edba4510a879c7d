/** What a place in a file lies in: the header of the block, or the path in JSON. */

import { goQuote } from "@tutti/values";
import type { JsonNode } from "../ast/json-node.ts";
import type { NativeBlock, NativeBody } from "../body/native-body.ts";
import type { SourceRange } from "../source/range.ts";
import type { SourceIndex } from "./source-index.ts";

export function contextText({ tree }: SourceIndex, byte: number): string | undefined {
  const found = "json" in tree ? pathTo(tree.json, byte).replace(/^\./, "") : blockHeader(tree.native, byte);
  return found === "" ? undefined : found;
}

function blockHeader({ blocks }: NativeBody, byte: number): string {
  const block = blockAt(blocks, byte);
  return block === undefined ? "" : [block.type, ...block.labels.map(goQuote)].join(" ");
}

/** Blocks lie in the order written, so half of them can be left out at each look. */
function blockAt(blocks: readonly NativeBlock[], byte: number): NativeBlock | undefined {
  let low = 0;
  let high = blocks.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const block = blocks[middle];
    if (block === undefined) return undefined;
    if (byte < block.range.start.byte) high = middle - 1;
    else if (byte >= block.range.end.byte) low = middle + 1;
    else return block;
  }
  return undefined;
}

function pathTo(node: JsonNode, byte: number): string {
  if (node.kind === "object") {
    for (const { name, value } of node.members) {
      if (isInner(value, byte)) return `.${name}${pathTo(value, byte)}`;
    }
  } else if (node.kind === "array") {
    for (const [index, item] of node.items.entries()) {
      if (isInner(item, byte)) return `[${index}]${pathTo(item, byte)}`;
    }
  }
  return "";
}

function isInner(node: JsonNode, byte: number): boolean {
  return (node.kind === "object" || node.kind === "array") && contains(node.range, byte);
}

function contains(range: SourceRange, byte: number): boolean {
  return byte >= range.start.byte && byte < range.end.byte;
}
