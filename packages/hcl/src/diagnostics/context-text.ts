/** What a place in a file lies in: the header of the block, or the path in JSON. */

import type { JsonNode } from "../json/node.ts";
import { parseJsonText } from "../json/parse-json.ts";
import { parseConfig } from "../parse.ts";
import { quote } from "../source/quote.ts";
import type { SourceRange } from "../source/range.ts";
import { SourceText } from "../source/source-text.ts";

/** The file is read again for this: it is asked for only when something is wrong. */
export function contextText(text: string, filename: string, byte: number): string | undefined {
  const found = filename.endsWith(".json")
    ? jsonPath(text, filename, byte)
    : blockHeader(text, filename, byte);
  return found === "" ? undefined : found;
}

function blockHeader(text: string, filename: string, byte: number): string {
  const { body } = parseConfig(text, filename);
  const block = body.blocks.find(({ range }) => contains(range, byte));
  return block === undefined ? "" : [block.type, ...block.labels.map(quote)].join(" ");
}

function jsonPath(text: string, filename: string, byte: number): string {
  const { node } = parseJsonText(new SourceText(filename, text));
  const path = pathTo(node, byte);
  return path.startsWith(".") ? path.slice(1) : path;
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
